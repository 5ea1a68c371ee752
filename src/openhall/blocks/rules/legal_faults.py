"""What keeps a legal rule from being used: found before anything is published."""

from collections.abc import Iterator
from datetime import date
from string import Formatter

from openhall.blocks.rules.legal import Band, Law, LegalRule, RuleExample, RuleLine, charge, decimal_of
from openhall.kernel.expressions import ExpressionError, check_condition, names_in
from openhall.kernel.formulas import check_formula


def rule_faults(rule: LegalRule) -> Iterator[str]:
    """Say what keeps a rule from being used: names, formulas, bands, and examples that come out otherwise."""
    days = [each.since for each in rule.figures]
    if days != sorted(set(days)):
        yield "the sets of figures have to stand in the order of their days, each day once"
    if rule.dated_by and rule.dated_by not in rule.inputs:
        yield f"dated_by: “{rule.dated_by}” is no input of the rule"
    for span in rule.spans:
        yield from (
            f"span “{span.id}”: “{name}” is no input of the rule"
            for name in filter(None, (span.since, span.until))
            if name not in rule.inputs
        )
    for line in rule.lines:
        yield from _reason_faults(rule, line)
    for count, newest in enumerate(rule.figures, 1):
        yield from _figure_faults(rule, newest.since, Law(rule.figures[:count]))
    for example in rule.examples:
        yield from _example_faults(rule, example)


def _reason_faults(rule: LegalRule, line: RuleLine) -> Iterator[str]:
    for words in (line.because or {}).values():
        try:
            read = {name for _, name, _, _ in Formatter().parse(words) if name is not None}
        except ValueError as error:
            yield f"line “{line.id}”, because: {error}"
            continue
        yield from (f"line “{line.id}”, because: “{name}” is no input of the rule" for name in read - {*rule.inputs})


def _figure_faults(rule: LegalRule, since: str, law: Law) -> Iterator[str]:
    names = {*rule.inputs, *(span.id for span in rule.spans), *(name for name in law.numbers if "/" not in name)}
    for line in rule.lines:
        here = f"line “{line.id}”, from {since}"
        if sum(map(bool, (line.formula, line.cell, line.bands, line.slices))) != 1:
            yield f"line “{line.id}”: give one of formula, cell, bands, slices"
            continue
        for expression, check in ((line.when, _check_when), (line.formula or line.of, check_formula)):
            try:
                if expression:
                    check(expression, names)
            except ExpressionError as error:
                yield f"{here}: “{expression}”: {error}"
        if unknown := [name for name in line.by if name not in rule.inputs]:
            yield f"{here}: “{unknown[0]}” is no input of the rule"
        kept = law.numbers if line.cell else law.bands
        wanted = line.cell or line.bands or line.slices
        rows = [value for key, value in kept.items() if key.split("/")[0] == wanted]
        if wanted and not rows:
            yield f"{here}: there is nothing called “{wanted}”"
        if line.bands or line.slices:
            yield from (f"{here}: {fault}" for row in rows if isinstance(row, tuple) for fault in _band_faults(row))
        names.add(line.id)


def _check_when(expression: str, names: set[str]) -> None:
    check_condition(expression)
    if unknown := sorted(names_in(expression) - names):
        raise ExpressionError(f"“{unknown[0]}” is not known here")


def _band_faults(rows: tuple[Band, ...]) -> Iterator[str]:
    limits = [row.upto for row in rows[:-1]]
    if not rows or rows[-1].upto is not None:
        yield "the last band needs to take the rest (no upto)"
    if any(limit is None for limit in limits) or limits != sorted({limit for limit in limits if limit is not None}):
        yield "the limits (upto) of bands have to rise"


def _example_faults(rule: LegalRule, example: RuleExample) -> Iterator[str]:
    if unknown := [name for name in example.given if name not in rule.inputs]:
        yield f"example {example.given}: “{unknown[0]}” is no input of the rule"
    found = {each.line.id: each.amount for each in charge(rule, example.given, date.fromisoformat(example.on))}
    wanted = {line: None if amount is None else decimal_of(amount) for line, amount in example.amounts.items()}
    if found != wanted:
        told = ", ".join(f"{line}: {amount}" for line, amount in found.items()) or "nothing"
        yield f"example {example.given} on {example.on}: comes to {told}"
