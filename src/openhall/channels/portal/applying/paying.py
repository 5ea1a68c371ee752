"""What an application will cost, said before it is sent: line by line, each with its reason and its law."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from openhall.blocks.catalogue.facade import quote_of
from openhall.blocks.rules.facade import FlatFee, Quote, QuoteLine, VariableFee, closed_days, inputs_of
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.applying.place import Place
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.case_views import FeeLine
from openhall.ui.fee_words import fee_law, fee_reason

_FREE = _("This service is free.")
_FEE, _NOTHING = _("Fee"), _("Free")
_TOLD_LATER = _("The department tells you")
_LATER = _("You pay after sending this, when you are asked to.")
_DEPENDS = _("The fee depends on what you ask for. The department tells you the amount before you pay.")


def quoted(place: Place, answers: Mapping[str, Any], on: date) -> Quote:
    """Return what is due by these answers under the law of that day."""
    return quote_of(place.service, place.catalogue.jurisdiction, answers, on=on, closed=closed_days())


def fee_lines(place: Place, quote: Quote) -> tuple[FeeLine, ...]:
    """Return what is due, line by line; nothing where the service is free or an officer says the amount."""
    if isinstance(place.service.fee, FlatFee) and quote.minor == 0:
        return ()
    return tuple(_line(place, each) for each in quote.lines)


def fee_total(place: Place, quote: Quote) -> str:
    """Return the sum of several lines, written out; empty where there is none to tell."""
    return _money(place, quote.minor) if len(quote.lines) > 1 and quote.minor is not None else ""


def fee_words(place: Place, quote: Quote) -> str:
    """Return the sentence that goes with the fee."""
    fee, say = place.service.fee, saying(place.language)
    if isinstance(fee, VariableFee):
        return pick(fee.basis, place.language)
    if quote.minor is None:
        return say(_DEPENDS)
    if quote.minor:
        return say(_LATER)
    return say(_FREE) if isinstance(fee, FlatFee) else ""


def _line(place: Place, line: QuoteLine) -> FeeLine:
    label = pick(line.label, place.language) if line.label else saying(place.language)(_FEE)
    amount = saying(place.language)(_TOLD_LATER) if line.minor is None else _money(place, line.minor)
    law = fee_law(line, place.language)
    fee, form = place.service.fee, place.form
    asked = {name: form.by_id.get(question) for name, question in inputs_of(fee).items()}
    reason = fee_reason(line, asked, writer(place.language, {}), partial(_money, place))
    return FeeLine(label, amount, reason, law)


def _money(place: Place, minor: int) -> str:
    return format_money(place.catalogue.jurisdiction.money(minor)) if minor else saying(place.language)(_NOTHING)
