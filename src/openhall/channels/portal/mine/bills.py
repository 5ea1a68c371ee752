"""Pay several bills: each department's own is begun and paid by itself, one after the other.

Where the hall plays the bank, one press pays them all. A real provider has a page of its own for each: whoever comes
back from it finds the next one waiting, until all are paid.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import begin_payment, matters_named, own_references, play_payment
from openhall.blocks.identity.facade import Scope, firms_with
from openhall.blocks.payments.facade import OPEN, SETTLED, PaymentFacts, PaymentState, open_providers, payments_of
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.mine.gathering import Holding, holding_of
from openhall.channels.portal.mine.lines import bill_lines, money
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.case_views import Errors
from openhall.ui.me_views import BillLine, BillsView, WayToPay

_PLACE, _BILLS = "me/", "me/bills/"
_LANGUAGE, _ONCE, _TOGETHER = "_language", "_once", "together"
#: Ways that are paid without the payer's going anywhere else, where the hall plays their bank.
_AT_ONCE = frozenset({"sandbox", "fps"})
_MOST, _MOST_MATTERS, _MOST_KEY = 50, 500, 64
_CHOOSE = _("Choose how you want to pay")
_AWAY = _("This way to pay does not answer now. Choose another one, or try again later.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who asks and what they have, all their payments by id, and which of them are meant."""

    request: HttpRequest
    language: Language
    holding: Holding
    payments: Mapping[str, PaymentFacts]

    def chosen(self, name: str) -> list[PaymentFacts]:
        """Return the payments that a form or an address names; none that are not the asker's own."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        wanted = dict.fromkeys(sent.getlist(name)[:_MOST])
        return [self.payments[each] for each in wanted if each in self.payments]

    @property
    def ways(self) -> tuple[WayToPay, ...]:
        """Return the ways to pay several: with one press in a demonstration, else those with a page of their own."""
        offered = open_providers(self.holding.catalogue.jurisdiction.payment)
        return tuple(
            WayToPay(way.id, pick(way.name, self.language), pick(way.hint, self.language) if way.hint else "")
            for way in offered
            if (way.id in _AT_ONCE if settings.OPENHALL_DEMO else way.leads_away)
        )

    @property
    def together(self) -> str:
        """Return the mark of all that is paid in one go, over several pages of a provider."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return sent.get(_TOGETHER, "")[:_MOST_KEY]


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def bills(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the bills that were ticked with their sum, or pay them; sent twice they are paid once."""
    asking, language = visitor(request), BY_SLUG.get(slug)
    site = current_site(asking)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, 404)
    language = BY_SLUG.get(request.POST.get(_LANGUAGE, ""), language)
    asked = _asked(request, language, holding_of(asking, site.catalogue, timezone.now(), has_drafts=False))
    errors: Errors = ()
    if request.method == "POST" and _LANGUAGE not in request.POST:
        is_chosen = request.POST.get("way", "") in {way.id for way in asked.ways}
        if is_chosen and settings.OPENHALL_DEMO:
            return _pay(asked)
        if is_chosen and (answer := _lead_to_next(asked)) is not None:
            return answer
        errors = (("way", saying(language)(_AWAY if is_chosen else _CHOOSE)),)
    page = Page(_BILLS, "me/bills.jinja", {"view": _view(asked, errors)})
    return own_page(request, site, language, page, 422 if errors else 200)


def _asked(request: HttpRequest, language: Language, holding: Holding) -> Asked:
    who = holding.visitor
    mine = own_references(person=who.id, organisations=firms_with(who, Scope.PAY), most=_MOST_MATTERS)
    return Asked(request, language, holding, {each.id: each for each in payments_of(mine)})


def _pay(asked: Asked) -> HttpResponse:
    """Pay what is still open of what was chosen; what does not go through leaves the others as they are."""
    chosen = asked.chosen("bill")
    once, way = asked.request.POST.get(_ONCE, ""), asked.request.POST["way"]
    place = f"/{asked.language.slug}/{_BILLS}"
    # Whoever presses twice at once has one bundle.
    bundle = sha256(f"{asked.holding.visitor.id}:{once}".encode()).hexdigest()
    for payment in chosen:
        if payment.state in OPEN:
            key, back = f"{payment.id}:{once}"[:_MOST_KEY], f"{settings.OPENHALL_URL}{place}"
            _pay_one(payment, way, key, back, asked, bundle if len(chosen) > 1 else "")
    return see_other(f"{place}?{urlencode([('done', payment.id) for payment in chosen])}")


def _lead_to_next(asked: Asked) -> HttpResponse | None:
    """Send the payer to the provider's page for the first bill; ``None`` where that does not answer now."""
    sent, place = asked.request.POST, f"/{asked.language.slug}/{_BILLS}"
    left = [payment for payment in asked.chosen("bill") if payment.state in OPEN]
    done = [payment.id for payment in asked.chosen("done")]
    if not left:
        return see_other(f"{place}?{urlencode([('done', each) for each in done])}")
    first, *others = left
    once, together = sent.get(_ONCE, ""), asked.together
    back = [("done", each) for each in (*done, first.id)] + [("bill", each.id) for each in others]
    back += [("way", sent["way"]), (_TOGETHER, together)]
    try:
        attempt = begin_payment(
            payment=first.id,
            provider=sent["way"],
            key=f"{first.id}:{once}"[:_MOST_KEY],
            return_url=f"{settings.OPENHALL_URL}{place}?{urlencode(back)}",
            now=asked.holding.now,
            bundle=sha256(f"{asked.holding.visitor.id}:{together}".encode()).hexdigest() if others or done else "",
        )
    except Refusal:
        return None
    response = HttpResponse(status=303)
    response["Location"] = attempt.redirect_url or f"{place}?{urlencode(back)}"
    return response


def _pay_one(payment: PaymentFacts, way: str, key: str, return_url: str, asked: Asked, bundle: str) -> None:
    now = asked.holding.now
    try:
        attempt = begin_payment(
            payment=payment.id, provider=way, key=key, return_url=return_url, now=now, bundle=bundle
        )
        play_payment(attempt=attempt, now=now)
    except Refusal:
        # The page that follows shows that it is still open: it is the payment that says how it stands.
        return


def _view(asked: Asked, errors: Errors) -> BillsView:
    done = asked.chosen("done")
    still = [each for each in asked.chosen("bill") if each.state in OPEN]
    # Come without ticks: everything that is to be paid.
    bare = not asked.request.GET and not asked.request.POST
    lines = list(asked.holding.bills.values()) if bare else still
    paid = [each for each in done if each.state in SETTLED]
    home, shown = f"/{asked.language.slug}/", _lines(asked, lines)
    view = BillsView(
        action=f"{home}{_BILLS}",
        back_href=f"{home}{_PLACE}",
        lines=shown,
        total=_total(asked, lines),
        ways=asked.ways,
        way=asked.request.POST.get("way", "")
        or asked.request.GET.get("way", "")[:_MOST_KEY]
        or next((way.id for way in asked.ways), ""),
        once=asked.request.POST.get(_ONCE, "") or secrets.token_urlsafe(9),
        together=asked.together or secrets.token_urlsafe(9),
        done=tuple(each.id for each in done),
        next_amount=shown[0].amount if shown and not settings.OPENHALL_DEMO else "",
        errors=errors,
    )
    return replace(
        view,
        paid=_lines(asked, paid),
        paid_total=_total(asked, paid),
        waiting=_lines(asked, [each for each in done if each.state == PaymentState.PENDING]),
        failed=_lines(asked, [each for each in done if each.state == PaymentState.DUE]),
    )


def _lines(asked: Asked, payments: Iterable[PaymentFacts]) -> tuple[BillLine, ...]:
    """Return lines; of a matter that has ended with its payment too."""
    given = list(payments)
    known = {matter.reference for matter in asked.holding.matters}
    missing = [each.subject for each in given if each.subject not in known]
    holding = asked.holding
    if missing:
        holding = replace(holding, matters=(*holding.matters, *matters_named(references=missing)))
    return bill_lines(holding, asked.language, given)


def _total(asked: Asked, payments: Iterable[PaymentFacts]) -> str:
    return money(asked.holding, sum(each.amount for each in payments))
