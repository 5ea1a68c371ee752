"""Legal rules: what the law lets the government charge, from dated numbers, line by line. Pure: the day is handed in.

A rule is a file of the jurisdiction. Its numbers stand in it by the day from which they apply, each set with its
source: a later law is added, with the numbers that it changes, and an earlier one stays. A line is worth a formula, a
number by what was answered (``cell``), the row of a list of bands that an amount falls into (``bands``: ``base`` and
``rate`` of what lies ``over`` a limit), or the sum over the slices of an amount, each at its own rate (``slices``).
What is owed for months (a lease, a delay) reads them from a span between two days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, Literal

import msgspec

from openhall.blocks.rules.spans import PeriodEnds, Span
from openhall.kernel.expressions import condition, names_in
from openhall.kernel.formulas import compute, exact
from openhall.kernel.languages import Text

Confidence = Literal["high", "medium", "low"]
_WAYS = {"up": ROUND_CEILING, "down": ROUND_FLOOR, "nearest": ROUND_HALF_UP}


class Band(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of bands or a slice: up to and with ``upto`` (nothing: the rest).

    Of a band: ``base`` plus ``rate`` of what lies over ``over``. Of a slice: ``rate`` of what lies in it. A band whose
    amount ``is_open`` has none in the law that we know: an officer says it.
    """

    upto: float | None = None
    base: float = 0
    rate: float = 0
    over: float = 0
    is_open: bool = False


class Figures(msgspec.Struct, frozen=True, omit_defaults=True, rename={"since": "from"}):
    """The numbers that are new from a day on (ISO 8601), and where they were read; the others stay as they were.

    Where no source names the day they are not ``is_dated``: they count from it, and nobody is told that the law does.
    """

    since: str
    source: str
    confidence: Confidence
    is_dated: bool = True
    numbers: dict[str, float] = {}
    bands: dict[str, tuple[Band, ...]] = {}


class RuleLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of what is charged; ``by`` are inputs whose values, after a stroke, choose among numbers or bands.

    ``when`` is the condition under which it is charged at all. A line that is not ``is_shown`` is only read by later
    ones. Amounts are in major units, rounded to ``step`` in ``rounding``'s way.
    """

    id: str
    label: Text
    because: Text | None = None
    when: str = ""
    formula: str = ""
    cell: str = ""
    bands: str = ""
    slices: str = ""
    by: tuple[str, ...] = ()
    of: str = ""
    step: float = 0.01
    rounding: Literal["up", "down", "nearest"] = "nearest"
    is_shown: bool = True


class RuleExample(msgspec.Struct, frozen=True, omit_defaults=True):
    """A worked example: what is given, on which day, and what each line that is shown then comes to (major units).

    A line whose amount an officer says comes to nothing.
    """

    given: dict[str, str | float | bool]
    amounts: dict[str, float | None]
    on: str
    note: str = ""


class LegalRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule of law that says what something costs.

    ``inputs`` are what it reads. ``dated_by`` is an input that holds the day whose law counts, or a year that begins in
    one and ends in the next (2025/26), which has the law that began in the first; without one it is the day on which
    somebody asks or applied.
    """

    id: str
    name: Text
    law: Text
    inputs: tuple[str, ...]
    figures: tuple[Figures, ...]
    lines: tuple[RuleLine, ...]
    examples: tuple[RuleExample, ...]
    dated_by: str = ""
    spans: tuple[Span, ...] = ()

    def on(self, day: date, given: Mapping[str, Any]) -> list[Figures]:
        """Return the sets of numbers whose day has come, the oldest first."""
        counted = str(given.get(self.dated_by) or "") if self.dated_by else day.isoformat()
        if "/" in counted:
            counted = f"{counted.partition('/')[0]}-12-31"
        return [each for each in self.figures if each.since <= counted]


class Law:
    """What counts when some sets of numbers do: of each name the newest number, and the set that holds it."""

    def __init__(self, sets: Sequence[Figures]) -> None:
        self.oldest = sets[0]
        self.numbers = {name: number for each in sets for name, number in each.numbers.items()}
        self.bands = {name: rows for each in sets for name, rows in each.bands.items()}
        self.held = {name: each for each in sets for name in (*each.numbers, *each.bands)}


@dataclass(frozen=True, slots=True)
class Charged:
    """One line as it was worked out, in major units; ``amount`` is nothing where an officer has to say it.

    ``figures`` is the newest set of numbers that it rests on.
    """

    line: RuleLine
    amount: Decimal | None
    figures: Figures


def charge(
    rule: LegalRule, given: Mapping[str, Any], day: date, *, period_ends: PeriodEnds | None = None
) -> list[Charged]:
    """Return the lines of a rule that are charged and shown; an amount that cannot be worked out is nothing."""
    sets = rule.on(day, given)
    if not sets:
        return []
    law = Law(sets)
    known: dict[str, Any] = {name: given.get(name) for name in rule.inputs} | law.numbers
    known |= {span.id: span.months(given, day, period_ends) for span in rule.spans}
    rests_on = {name: law.held[name] for name in law.numbers}
    found = []
    for line in rule.lines:
        if line.when and not condition(line.when).holds(_plain(known)):
            known[line.id] = Decimal(0)
            continue
        key = "/".join([line.cell or line.bands or line.slices, *(_word(known.get(name)) for name in line.by)])
        known[line.id] = amount = _amount(line, key, law, known)
        read = names_in(line.when) | names_in(line.formula or line.of)
        holding = [*(rests_on[name] for name in read if name in rests_on), *filter(None, [law.held.get(key)])]
        rests_on[line.id] = max(holding, key=lambda each: each.since, default=law.oldest)
        if line.is_shown:
            found.append(Charged(line, amount, rests_on[line.id]))
    return found


def _plain(known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known as conditions read it: they know no decimals."""
    return {name: float(value) if isinstance(value, Decimal) else value for name, value in known.items()}


def _amount(line: RuleLine, key: str, law: Law, known: Mapping[str, Any]) -> Decimal | None:
    numbers = {name: value for name, value in known.items() if not isinstance(value, str | bool)}
    if line.cell:
        cell = law.numbers.get(key)
        amount = None if cell is None else exact(cell)
    elif line.formula:
        amount = compute(line.formula, numbers)
    else:
        of, rows = compute(line.of, numbers), law.bands.get(key)
        amount = None if of is None or rows is None else (_banded if line.bands else _sliced)(rows, of)
    return None if amount is None else _rounded(amount, line)


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _banded(rows: tuple[Band, ...], of: Decimal) -> Decimal | None:
    row = next((each for each in rows if each.upto is None or of <= decimal_of(each.upto)), None)
    if row is None or row.is_open:
        return None
    return decimal_of(row.base) + decimal_of(row.rate) * (of - decimal_of(row.over))


def _sliced(rows: tuple[Band, ...], of: Decimal) -> Decimal:
    total = below = Decimal(0)
    for row in rows:
        upto = of if row.upto is None else min(of, decimal_of(row.upto))
        total += max(Decimal(0), upto - below) * decimal_of(row.rate)
        below = max(below, upto)
    return total


def _rounded(amount: Decimal, line: RuleLine) -> Decimal:
    step = decimal_of(line.step)
    return (amount / step).quantize(Decimal(1), rounding=_WAYS[line.rounding]) * step


def decimal_of(number: float) -> Decimal:
    """Return a number of a file as the decimal that it is written as."""
    return Decimal(repr(number))
