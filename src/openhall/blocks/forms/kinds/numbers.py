"""Numbers as people write them: thousands apart, full-width figures, a currency before or after."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.faults import Slip
from openhall.blocks.forms.kinds.kind import NONE, Kind, Posted, Sampling, Scope, Setting, Slips, first, wrong_type
from openhall.kernel.texts import ascii_width, clean_line

#: Beyond this, whole cents are no longer exact in the numbers of JSON.
LARGEST = 1_000_000_000_000
_LONGEST = 60
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d+)?", re.ASCII)
_SPACED = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))", re.ASCII)
_CODES = {"integer": "not-a-number", "number": "not-a-number", "money": "not-an-amount"}
_UNIT_AFTER = re.compile(r"\s*[元圓圆]$")


class Number(Kind):
    """A whole number, a number, or an amount of the jurisdiction's money."""

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        super().__init__(question, field_type, setting)
        self.base = field_type.base
        given = self.limit("decimals")
        money = setting.currency.decimals if self.base == "money" else 6
        self.decimals: int = 0 if self.base == "integer" else (money if given is None else given)
        self.rewrites = tuple((re.compile(row.pattern), row.to) for row in field_type.rewrite)
        self.least: float = -LARGEST if self.limit("min") is None else self.limit("min")
        self.most: float = LARGEST if self.limit("max") is None else self.limit("max")

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read the number; what is no number stays as typed and is told."""
        del scope
        typed = first(posted, name)
        text = ascii_width(clean_line(typed[: _LONGEST + 1]))
        if not text:
            return None, NONE
        rewritten = (match.expand(to) for pattern, to in self.rewrites if (match := pattern.fullmatch(text)))
        text = next(rewritten, text)
        if self.base == "money":
            text = _UNIT_AFTER.sub("", self._without_currency(text))
        text = _SPACED.sub("", text)
        if len(typed) > _LONGEST or not _NUMBER.fullmatch(text):
            return text, (Slip(_CODES[self.base], {"base": self.base}, mend=self.mend),)
        return _json_number(Decimal(text.replace(",", ""))), NONE

    def _without_currency(self, text: str) -> str:
        currency = self.setting.currency
        for mark in (currency.symbol, currency.code):
            text = _without(text, mark)
        signs = {sign for sign in text if unicodedata.category(sign) == "Sc"}
        return "".join(sign for sign in text if sign not in signs).strip()

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check type, decimals and limits."""
        del scope
        if isinstance(value, bool) or not isinstance(value, int | float):
            return wrong_type("integer" if self.base == "integer" else "number")
        if value != value or value < self.least:  # noqa: PLR0124 - only "not a number" differs from itself
            return (Slip("too-small", {"min": self.least, "base": self.base}),)
        if value > self.most:
            return (Slip("too-large", {"max": self.most, "base": self.base}),)
        if isinstance(value, float) and _decimals(value) > self.decimals:
            code = "not-whole" if self.decimals == 0 else "too-many-decimals"
            return (Slip(code, {"decimals": self.decimals}),)
        return NONE

    def settled(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """Keep whole numbers as whole numbers."""
        return int(value) if isinstance(value, float) and value.is_integer() else value

    def written(self, value: Any, name: str) -> dict[str, Any]:  # noqa: ANN401 - as above
        """Write the number plainly, never with an exponent."""
        return {name: format(Decimal(repr(value)), "f")}

    def schema(self) -> dict[str, Any]:
        """Describe the number: its limits, and its decimals as what it is a multiple of."""
        limits = {"minimum": self.least, "maximum": self.most}
        if self.decimals == 0:
            return {"type": "integer", **limits}
        return {"type": "number", **limits, "multipleOf": float(f"1e-{self.decimals}")}

    def example(self, sampling: Sampling) -> Any:  # noqa: ANN401 - as above
        """Return the example of question or type, brought within the limits."""
        del sampling
        return self.settled(min(max(_json_number(Decimal(self.sample or "1")), self.least), self.most))


def _without(text: str, mark: str) -> str:
    bare, low = text, mark.lower()
    if bare.lower().startswith(low):
        bare = bare[len(mark) :]
    if bare.lower().endswith(low):
        bare = bare[: -len(mark)]
    return bare.strip()


def _json_number(number: Decimal) -> int | float:
    whole = number.to_integral_value()
    return int(whole) if whole == number else float(number)


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 99
