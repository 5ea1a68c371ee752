"""What a service costs: one price, a table, a rule of law, or what an officer says. Pure: answers and day are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from openhall.blocks.rules.legal import Confidence, Figures, Law, LegalRule, charge
from openhall.blocks.rules.spans import PeriodEnds
from openhall.kernel.expressions import condition, names_in
from openhall.kernel.formulas import compute, exact
from openhall.kernel.languages import Text


class FlatFee(msgspec.Struct, frozen=True, tag="flat", tag_field="type", omit_defaults=True):
    """One price for everybody; ``minor`` counts minor units of the jurisdiction's currency, 0 is free.

    Where it is a ``number`` of a ``rule``, its day decides what it comes to, and ``minor`` is not read.
    """

    minor: int
    confidence: Confidence
    rule: str = ""
    number: str = ""


class FeeRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a table of fees, and the condition over the answers under which it is due (empty: always).

    Of all rows of a ``part`` exactly one is due, whatever is answered. A row without an amount is one that we do not
    know: the department says it. ``number`` names the amount in the rule of the table, which has it by its day.
    ``times`` is a formula over answers: how often the amount is due; a line that is due no time is not shown.
    """

    id: str
    label: Text
    minor: int | None = None
    applies_if: str | None = None
    times: str = ""
    part: str = ""
    number: str = ""


class TableFee(msgspec.Struct, frozen=True, tag="table", tag_field="type", omit_defaults=True):
    """A price by what is asked for; ``rule`` holds the numbers that its rows name."""

    rows: tuple[FeeRow, ...]
    confidence: Confidence
    rule: str = ""

    @property
    def least(self) -> int:
        """The least that anybody pays who is told an amount; what is due so many times, once if it is not extra."""
        parts: dict[str, list[int]] = {row.part: [] for row in self.rows}
        for row in self.rows:
            if row.minor is not None:
                parts[row.part].append(0 if row.times and row.part else row.minor)
        return sum(min(amounts, default=0) for amounts in parts.values())

    @property
    def most(self) -> int | None:
        """The most that anybody pays; nothing where that depends on how much is asked for, or nobody has told it."""
        parts = {row.part: 0 for row in self.rows}
        for row in self.rows:
            if row.times or row.minor is None:
                return None
            parts[row.part] = max(parts[row.part], row.minor)
        return sum(parts.values())


class VariableFee(msgspec.Struct, frozen=True, tag="variable", tag_field="type"):
    """A price that an officer sets, and on what basis."""

    basis: Text
    confidence: Confidence


class RuleFee(msgspec.Struct, frozen=True, tag="rule", tag_field="type", omit_defaults=True):
    """A price that a legal rule works out.

    ``inputs`` are the questions that answer what the rule asks, by the names of the rule; ``given`` is what this
    service says itself.
    """

    rule: str
    confidence: Confidence
    inputs: dict[str, str] = {}
    given: dict[str, str | float | bool] = {}


Fee = FlatFee | TableFee | VariableFee | RuleFee


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of what is due: ``minor`` units, or nothing where an officer says it later.

    ``label`` is missing for a single price. ``times`` tells how often ``each`` is due, where that is said.
    ``because`` may name answers in braces, which ``reads`` holds by the same names. ``law`` and ``figures`` say which
    rule it rests on, and which of its numbers. ``said`` is the reason of an officer who set it, in their own words.
    """

    id: str
    label: Text | None
    minor: int | None
    times: Decimal | None = None
    each: int = 0
    because: Text | None = None
    reads: Mapping[str, Any] = field(default_factory=dict)
    law: Text | None = None
    figures: Figures | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What is due, line by line; ``is_whole`` unless an answer is missing that decides about a line, or an officer."""

    lines: tuple[QuoteLine, ...]
    is_whole: bool = True

    @property
    def minor(self) -> int | None:
        """The sum; nothing where it cannot be said yet."""
        amounts = [line.minor for line in self.lines]
        return sum(each for each in amounts if each is not None) if self.is_whole and None not in amounts else None


def quote(
    fee: Fee,
    answers: Mapping[str, Any],
    *,
    rules: Mapping[str, LegalRule],
    on: date,
    minor: Callable[[Decimal], int],
    period_ends: PeriodEnds | None = None,
) -> Quote:
    """Return what ``fee`` comes to by these answers under the law of that day.

    ``rules`` are the legal rules of the jurisdiction by id, ``minor`` turns its money into minor units, ``period_ends``
    moves the end of a period in law from a holiday.
    """
    if isinstance(fee, FlatFee | TableFee):
        priced = fee_on(fee, rules=rules, on=on, minor=minor)
        cited = _Cited(rules.get(fee.rule), on)
        if isinstance(priced, TableFee):
            return _of_table(priced, answers, cited)
        number = fee.number if isinstance(fee, FlatFee) else ""
        return Quote((cited.by(number, QuoteLine("fee", None, priced.minor if priced else None)),))
    if isinstance(fee, VariableFee):
        return Quote((), is_whole=False)
    rule = rules[fee.rule]
    given = {**fee.given, **{name: answers.get(question) for name, question in fee.inputs.items()}}
    charged = charge(rule, given, on, period_ends=period_ends)
    return Quote(
        tuple(
            QuoteLine(
                id=each.line.id,
                label=each.line.label,
                minor=None if each.amount is None else minor(each.amount),
                because=each.line.because,
                reads=given,
                law=rule.law,
                figures=each.figures,
            )
            for each in charged
        ),
        is_whole=bool(charged),
    )


def fee_on(
    fee: FlatFee | TableFee, *, rules: Mapping[str, LegalRule], on: date, minor: Callable[[Decimal], int]
) -> FlatFee | TableFee | None:
    """Return a fee with the amounts that its numbers have on a day; nothing for one price that had none then."""
    law = _Cited(rules.get(fee.rule), on)
    if isinstance(fee, FlatFee):
        found = law.number(fee.number)
        if not fee.number:
            return fee
        return None if found is None else msgspec.structs.replace(fee, minor=minor(found))
    rows = []
    for row in fee.rows:
        found = law.number(row.number)
        amount = row.minor if not row.number else None if found is None else minor(found)
        rows.append(msgspec.structs.replace(row, minor=amount))
    return msgspec.structs.replace(fee, rows=tuple(rows))


class _Cited:
    """The numbers of a rule on a day, and what they rest on."""

    def __init__(self, rule: LegalRule | None, on: date) -> None:
        sets = rule.on(on, {}) if rule else []
        self._rule, self._law = rule, Law(sets) if sets else None

    def number(self, name: str) -> Decimal | None:
        found = self._law.numbers.get(name) if self._law and name else None
        return None if found is None else exact(found)

    def by(self, name: str, line: QuoteLine) -> QuoteLine:
        """Return a line with its law and the set of numbers that holds it."""
        if self._rule is None or self._law is None or name not in self._law.held:
            return line
        return replace(line, law=self._rule.law, figures=self._law.held[name])


def _of_table(fee: TableFee, answers: Mapping[str, Any], cited: _Cited) -> Quote:
    due = [row for row in fee.rows if not row.applies_if or condition(row.applies_if).holds(answers)]
    is_whole = {row.part for row in due} == {row.part for row in fee.rows}
    lines = ((row, _of_row(row, answers)) for row in due)
    return Quote(tuple(cited.by(row.number, line) for row, line in lines if line is not None), is_whole)


def _of_row(row: FeeRow, answers: Mapping[str, Any]) -> QuoteLine | None:
    if not row.times:
        return QuoteLine(row.id, row.label, row.minor)
    times = compute(row.times, answers)
    if times is not None and times <= 0:
        return None
    if times is None or row.minor is None:
        return QuoteLine(row.id, row.label, None)
    return QuoteLine(row.id, row.label, int((times * row.minor).to_integral_value()), times, row.minor)


def may_be_open(fee: Fee) -> bool:
    """Tell whether there can be answers for which nobody has told the whole fee, so that an officer sets it."""
    if isinstance(fee, TableFee):
        return any(row.minor is None for row in fee.rows)
    if isinstance(fee, FlatFee):
        return bool(fee.number)
    return isinstance(fee, VariableFee | RuleFee)


def settled(found: Quote, *, minor: int, said: str) -> Quote:
    """Return a quote with what an officer sets for all in it that nobody has told; one that is whole stays as it is."""
    if found.minor is not None:
        return found
    untold = [line for line in found.lines if line.minor is None]
    line = untold[0] if len(untold) == 1 else QuoteLine("fee", None, None)
    told = tuple(each for each in found.lines if each.minor is not None)
    return Quote((*told, replace(line, minor=minor, said=said)))


def inputs_of(fee: Fee) -> Mapping[str, str]:
    """Return the questions that a rule of law reads, by the names that it reads them by."""
    return fee.inputs if isinstance(fee, RuleFee) else {}


def read_by(fee: Fee) -> frozenset[str]:
    """Return the questions whose answers decide what a fee comes to."""
    if isinstance(fee, TableFee):
        conditions = {name for row in fee.rows if row.applies_if for name in condition(row.applies_if).names}
        return frozenset(conditions.union(*(names_in(row.times) for row in fee.rows)))
    return frozenset(inputs_of(fee).values())
