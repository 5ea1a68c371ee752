"""What of a fee is paid back when nothing comes of what it was paid for. Pure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from openhall.blocks.rules.legal import Confidence
from openhall.kernel.languages import Text

#: Why money goes back: the matter is refused, withdrawn or lapses, or the amount was wrong.
RefundReason = Literal["refused", "withdrawn", "lapsed", "corrected"]
_WHOLE = 100


class PaidBack(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much goes back: ``share`` of a hundred of what was paid, without the lines of ``keep`` and without ``less``.

    ``keep`` are ids of lines of the fee that stay paid, ``less`` minor units that do.
    """

    share: int = _WHOLE
    keep: tuple[str, ...] = ()
    less: int = 0

    @property
    def is_all(self) -> bool:
        """Whether everything goes back."""
        return self.share == _WHOLE and not self.keep and not self.less

    @property
    def is_nothing(self) -> bool:
        """Whether nothing does."""
        return not self.share


class Refund(msgspec.Struct, frozen=True, omit_defaults=True):
    """What goes back of a fee when the matter is refused, withdrawn or lapses; ``why`` says more in words."""

    refused: PaidBack
    withdrawn: PaidBack
    lapsed: PaidBack
    confidence: Confidence
    why: Text | None = None


def refund_due(terms: Refund, paid: int, why: RefundReason, *, lines: Mapping[str, int] | None = None) -> int:
    """Return how many minor units of ``paid`` go back; ``lines`` is what each line of the fee came to, by its id.

    Never less than nothing, never more than was paid. What was wrongly asked for goes back whole: there ``paid`` is
    the part that was wrong.
    """
    if paid <= 0:
        return 0
    if why == "corrected":
        return paid
    back: PaidBack = getattr(terms, why)
    kept = sum((lines or {}).get(name, 0) for name in back.keep)
    counted = max(0, paid - kept)
    share = (Decimal(counted) * back.share / _WHOLE).to_integral_value(rounding=ROUND_HALF_UP)
    return min(paid, max(0, int(share) - back.less))
