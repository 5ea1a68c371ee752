"""What a case costs, where an officer says it: shown to its owner as soon as it is said."""

from openhall.blocks.cases.facade import Decision
from openhall.blocks.rules.facade import QuoteLine, inputs_of
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.case_views import FeeLine
from openhall.ui.fee_words import fee_law, fee_reason
from openhall.ui.following_views import FeePart

_FEE, _FREE, _LATER = _("Fee"), _("Free"), _("The department tells you")
_SET = _("%(office)s set this fee, with the reason that stands beside it.")
_NONE = _("Nobody set a fee, so you are not asked to pay. If something is due, the department tells you.")
_GRANTED = frozenset({Decision.GRANTED, Decision.DONE})


def fee_part(following: Following) -> FeePart | None:
    """Return what it costs once an officer has said it, or that nobody did; nothing where the price was published."""
    dossier, say = following.dossier, saying(following.language)
    quote, found = dossier.fee, dossier.fee_set
    if quote is None:
        return None
    if found is None:
        is_over = following.facts.decision in _GRANTED and quote.minor is None
        return FeePart(words=say(_NONE)) if is_over else None
    total = _money(following, quote.minor) if len(quote.lines) > 1 and quote.minor is not None else ""
    words = say(_SET) % {"office": following.office(found.authority)}
    return FeePart(tuple(_line(following, each) for each in quote.lines), total, words)


def _line(following: Following, line: QuoteLine) -> FeeLine:
    language, say = following.language, saying(following.language)
    form = following.form
    asked = {name: form.by_id.get(question) for name, question in inputs_of(following.dossier.service.fee).items()}

    def money(minor: int) -> str:
        return _money(following, minor)

    return FeeLine(
        pick(line.label, language) if line.label else say(_FEE),
        say(_LATER) if line.minor is None else money(line.minor),
        fee_reason(line, asked, writer(language, {}), money),
        fee_law(line, language),
    )


def _money(following: Following, minor: int) -> str:
    if not minor:
        return saying(following.language)(_FREE)
    return format_money(following.catalogue.jurisdiction.money(minor))
