"""What an application will cost, said before it is sent: exactly where the definition tells, else in words."""

from collections.abc import Mapping
from typing import Any

from openhall.blocks.catalogue.facade import FlatFee, TableFee, VariableFee
from openhall.channels.portal.applying.place import Place
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.expressions import condition
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.case_views import FeeLine

_FREE = _("This service is free.")
_FEE, _NOTHING = _("Fee"), _("Free")
_LATER = _("You do not pay now. The department tells you when and how.")
_DEPENDS = _("The fee depends on what you ask for. The department tells you the amount before you pay.")


def fee_lines(place: Place, answers: Mapping[str, Any]) -> tuple[FeeLine, ...]:
    """Return what is due by these answers, line by line; nothing where the definition cannot tell."""
    fee, jurisdiction = place.service.fee, place.catalogue.jurisdiction
    if isinstance(fee, FlatFee) and fee.minor:
        return (FeeLine(saying(place.language)(_FEE), format_money(jurisdiction.money(fee.minor))),)
    if isinstance(fee, TableFee) and all(row.applies_if for row in fee.rows):
        due = [row for row in fee.rows if row.applies_if and condition(row.applies_if).holds(answers)]
        free = saying(place.language)(_NOTHING)
        amounts = [format_money(jurisdiction.money(row.minor)) if row.minor else free for row in due]
        return tuple(FeeLine(pick(row.label, place.language), told) for row, told in zip(due, amounts, strict=True))
    return ()


def fee_words(place: Place, lines: tuple[FeeLine, ...]) -> str:
    """Return the sentence that goes with the fee."""
    fee, say = place.service.fee, saying(place.language)
    if isinstance(fee, FlatFee) and not fee.minor:
        return say(_FREE)
    if isinstance(fee, VariableFee):
        return pick(fee.basis, place.language)
    if lines and all(line.amount == say(_NOTHING) for line in lines):
        return ""
    return say(_LATER) if lines else say(_DEPENDS)
