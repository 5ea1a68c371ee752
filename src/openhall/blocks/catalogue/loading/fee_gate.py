"""Gate *references* for fees: whatever is answered, exactly one price is found, and every rule of law works out."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.resolving import REFUNDS
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.blocks.rules.facade import Asked, LegalRule, TooManyWaysError, rule_faults, uncovered
from openhall.kernel.expressions import ExpressionError, condition
from openhall.kernel.formulas import check_formula

Row = dict[str, Any]
_NUMBERS = frozenset({"integer", "number", "money"})
_MOST_TOLD = 2
_YES_NO = (True, False)


def rule_problems(source: SourceFile) -> Iterator[Problem]:
    """Yield what is wrong with one legal rule that has passed the schema."""
    value: Row = source.value if isinstance(source.value, dict) else {}
    name = source.name.rsplit("/", 1)[-1].removesuffix(".yaml")
    if value["rule"] != name:
        yield source.problem(["rule"], "rule", f"this file is called “{name}”. Give both the same name.")
    for fault in rule_faults(msgspec.convert({**value, "id": name}, LegalRule)):
        yield source.problem(["lines"], "lines", f"{fault}.")


def fee_problems(source: SourceFile, value: Row, asked: Mapping[str, Row], words: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong with the fee of a service; ``asked`` are its questions, whole, by id."""
    fee = value["fee"]
    if fee["type"] == "table":
        stops = [rule["stop_if"] for rule in value["eligibility"].get("rules", [])]
        yield from _table(source, fee, stops, asked, words)
    elif fee["type"] == "rule":
        yield from _rule(source, fee, asked, words)
    if fee["type"] in {"flat", "table"}:
        yield from _numbers(source, fee, words)
    yield from _refund(source, value, words)


def _numbers(source: SourceFile, fee: Row, words: Vocabulary) -> Iterator[Problem]:
    """Yield amounts that are said to stand in a rule and do not, or that stand in the service as well."""
    named: list[tuple[tuple[Step, ...], Row]] = [(("fee",), fee)] if fee["type"] == "flat" else []
    named += [(("fee", "rows", index), row) for index, row in enumerate(fee.get("rows", []))]
    named = [(path, row) for path, row in named if "number" in row]
    rule = words.rules.get(fee.get("rule", ""))
    if rule is None or "dated_by" in rule:
        if named or "rule" in fee:
            told = "the numbers of a fee stand in a rule of rules/ that counts by the day of the application."
            yield source.problem(["fee"], "fee.rule", f"{told}{nearest(fee.get('rule', ''), set(words.rules))}")
        return
    known = {name for each in rule["figures"] for name in each.get("numbers", {})}
    for path, row in named:
        if row["number"] not in known:
            told = f"the rule “{fee['rule']}” has no number “{row['number']}”.{nearest(row['number'], known)}"
            yield source.problem((*path, "number"), dotted((*path, "number")), told)
        elif "amount" in row:
            told = "the amount stands in the rule: leave it out here."
            yield source.problem((*path, "amount"), dotted((*path, "amount")), told)


def _refund(source: SourceFile, value: Row, words: Vocabulary) -> Iterator[Problem]:
    """Yield a fee of which nobody says what goes back, and lines that are kept but are none of the fee."""
    fee = value["fee"]
    pattern = words.patterns.get(value["process"]["pattern"], {})
    if not any("refund" in each for each in (fee, pattern, words.jurisdiction)) and fee.get("amount") != 0:
        told = "nobody says what goes back when nothing comes of it. Say it here (refund) or in jurisdiction.yaml."
        yield source.problem(["fee"], "fee.refund", told)
    known = {name for row in fee.get("rows", []) for name in (row["id"], row.get("part")) if name}
    known |= {line["id"] for line in words.rules.get(fee.get("rule", ""), {}).get("lines", [])}
    for when, path, name in _kept(fee.get("refund", {}), ("fee", "refund")):
        if name not in known:
            told = f"the fee has no line “{name}” that could stay paid when it is {when}.{nearest(name, known)}"
            yield source.problem(path, dotted(path), told)


def _kept(terms: Row, place: tuple[Step, ...]) -> Iterator[tuple[str, tuple[Step, ...], str]]:
    """Yield the lines that stay paid: when, where that is said, and which."""
    for when in REFUNDS:
        back = terms.get(when)
        for index, name in enumerate(back.get("keep", []) if isinstance(back, dict) else []):
            yield when, (*place, when, "keep", index), str(name)


def shared_refund_problems(source: SourceFile, place: tuple[Step, ...], row: Row) -> Iterator[Problem]:
    """Yield lines that a refund for many fees names: each fee has its own."""
    for _when, path, name in _kept(row.get("refund", {}), place):
        told = f"“{name}” is a line of one fee, and this is said for many. Say it in the service."
        yield source.problem(path, dotted(path), told)


def _table(
    source: SourceFile, fee: Row, stops: list[str], asked: Mapping[str, Row], words: Vocabulary
) -> Iterator[Problem]:
    every = {name: _asked(row, words) for name, row in asked.items()}
    numbers = {name for name, row in asked.items() if words.field_types.get(row["type"]) in _NUMBERS}
    parts: dict[str, list[str]] = {}
    for index, row in enumerate(fee["rows"]):
        parts.setdefault(row.get("part", ""), []).append(row.get("applies_if", ""))
        path: tuple[Step, ...] = ("fee", "rows", index, "times")
        try:
            check_formula(row.get("times", "1"), numbers)
        except ExpressionError as error:
            yield source.problem(path, dotted(path), f"“{row['times']}” cannot be worked out: {error}.")
    for part, conditions in parts.items():
        # What is not known, or cannot be read, is told where conditions are.
        if all(_is_known(each, every) for each in conditions):
            yield from _exactly_one(source, part, conditions, every, stops)


def _is_known(expression: str, asked: Mapping[str, Asked]) -> bool:
    try:
        return not expression or asked.keys() >= set(condition(expression).names)
    except ExpressionError:
        return False


def _exactly_one(
    source: SourceFile, part: str, conditions: list[str], every: Mapping[str, Asked], stops: list[str]
) -> Iterator[Problem]:
    what = f" of “{part}”" if part else ""
    try:
        found = list(uncovered(conditions, every, stops))
    except TooManyWaysError:
        told = f"there are too many ways to answer to prove that one row{what} is due. Use fewer questions."
        yield source.problem(["fee", "rows"], "fee.rows", told)
        return
    for answers, held in found[:_MOST_TOLD]:
        given = ", ".join(f"{name} = {value}" for name, value in answers.items()) or "no answer"
        rows = "no row" if held == 0 else f"{held} rows"
        told = f"with {given}, {rows}{what} would be due, and one has to be. Mend the conditions (applies_if)."
        yield source.problem(["fee", "rows"], "fee.rows", told)


def _asked(row: Row, words: Vocabulary) -> Asked:
    base, limits = words.field_types.get(row["type"], ""), row.get("constraints") or {}
    options = tuple(str(option["id"]) for option in row.get("options") or [])
    is_number = base in _NUMBERS
    return Asked(
        values=options or (_YES_NO if base == "boolean" else ()),
        least=limits.get("min", 0 if base == "money" else None) if is_number else None,
        most=limits.get("max") if is_number else None,
        is_whole=base == "integer",
        takes_several=base == "choices",
        is_required=row.get("required", True),
        ask_if=row.get("ask_if", ""),
    )


def _rule(source: SourceFile, fee: Row, asked: Mapping[str, Row], words: Vocabulary) -> Iterator[Problem]:
    rule = words.rules.get(fee["rule"])
    if rule is None:
        told = f"there is no legal rule “{fee['rule']}”.{nearest(fee['rule'], set(words.rules))}"
        yield source.problem(["fee", "rule"], "fee.rule", told)
        return
    inputs, given = fee.get("inputs", {}), fee.get("given", {})
    for name in rule["inputs"]:
        if name not in inputs and name not in given:
            told = f"the rule asks for “{name}”. Name the question that answers it (inputs), or say it (given)."
            yield source.problem(["fee"], "fee.inputs", told)
    for name in (*inputs, *given):
        if name not in rule["inputs"]:
            told = f"the rule asks for no “{name}”.{nearest(name, set(rule['inputs']))}"
            yield source.problem(["fee"], f"fee.inputs.{name}", told)
    for name, question in inputs.items():
        path: tuple[Step, ...] = ("fee", "inputs", name)
        if question not in asked:
            yield source.problem(
                path, dotted(path), f"there is no question “{question}”.{nearest(question, set(asked))}"
            )
    yield from _chosen(source, rule, inputs, given, asked)


def _chosen(
    source: SourceFile, rule: Row, inputs: Mapping[str, str], given: Mapping[str, Any], asked: Mapping[str, Row]
) -> Iterator[Problem]:
    """Yield options that choose no number of any law."""
    for line in rule["lines"]:
        wanted = line.get("cell") or line.get("bands") or line.get("slices")
        kind = "numbers" if line.get("cell") else "bands"
        kept = {key for figures in rule["figures"] for key in figures.get(kind, {})}
        for place, name in enumerate(line.get("by", []), 1):
            known = {key.split("/")[place] for key in kept if key.split("/")[0] == wanted and key.count("/") >= place}
            question = asked.get(inputs.get(name, ""), {})
            options = {str(option["id"]) for option in question.get("options") or []}
            options |= {str(given[name])} if name in given else set()
            for option in sorted(options - known):
                if not line.get("when"):
                    told = f"“{option}” chooses no number of “{wanted}” in the rule “{rule['rule']}”."
                    yield source.problem(["fee", "inputs"], f"fee.inputs.{name}", told)
