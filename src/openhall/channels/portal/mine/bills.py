"""Pay several bills with one charge: its sum is taken once, and each department gets what it is owed.

What was begun with one press has its own address (``press``): whoever comes back from a provider's page reads there
what became of it, and a code to scan stands there until it is paid.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import (
    ask_about_payment,
    begin_together,
    matters_named,
    own_references,
    play_payment,
)
from openhall.blocks.identity.facade import Scope, firms_with
from openhall.blocks.payments.facade import (
    OPEN,
    RUNNING,
    AttemptState,
    BillsChanged,
    BundleFacts,
    OtherPayment,
    PaymentFacts,
    bundle_by_key,
    open_providers,
    payments_of,
)
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
from openhall.ui.formats import moment
from openhall.ui.me_views import BillLine, BillsView, WayToPay
from openhall.ui.pay_views import PayingView, code_picture

_PLACE, _BILLS = "me/", "me/bills/"
_LANGUAGE, _ONCE, _PRESS, _KEY, _LOOK, _PLAY, _SUM = "_language", "_once", "press", "_key", "look", "play", "sum"
_MOST, _MOST_MATTERS, _MOST_KEY = 50, 500, 100
_CHOOSE = _("Choose how you want to pay")
_AWAY = _("This way to pay does not answer now. Choose another one, or try again later.")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: who asks and what they have, and all their payments by id."""

    request: HttpRequest
    language: Language
    holding: Holding
    payments: Mapping[str, PaymentFacts]

    @property
    def sent(self) -> Mapping[str, str]:
        """Return what a form sent, or the address says."""
        return self.request.POST if self.request.method == "POST" else self.request.GET

    @property
    def chosen(self) -> list[PaymentFacts]:
        """Return the payments that a form or an address names; none that are not the asker's own."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        wanted = dict.fromkeys(sent.getlist("bill")[:_MOST])
        return [self.payments[each] for each in wanted if each in self.payments]

    @property
    def place(self) -> str:
        """Return the address of this page."""
        return f"/{self.language.slug}/{_BILLS}"

    @property
    def ways(self) -> tuple[WayToPay, ...]:
        """Return the ways to pay several payments with one charge."""
        offered = open_providers(self.holding.catalogue.jurisdiction.payment)
        return tuple(
            WayToPay(way.id, pick(way.name, self.language), pick(way.hint, self.language) if way.hint else "")
            for way in offered
            if way.takes_several
        )

    def key(self, press: str) -> str:
        """Return the key of the charge that a press began: everybody has their own."""
        return sha256(f"{self.holding.visitor.id}:{press}".encode()).hexdigest()

    def begun(self, press: str) -> BundleFacts | None:
        """Return the charge that a press of the asker began."""
        return bundle_by_key(self.key(press)) if press else None


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def bills(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the bills that were ticked with their sum or what became of a press, or pay; sent twice it is one charge."""
    asking, language = visitor(request), BY_SLUG.get(slug)
    site = current_site(asking)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, 404)
    language = BY_SLUG.get(request.POST.get(_LANGUAGE, ""), language)
    asked = _asked(request, language, holding_of(asking, site.catalogue, timezone.now(), has_drafts=False))
    if request.method != "POST" or _LANGUAGE in request.POST:
        return _show_press(asked, request.GET.get(_PRESS, "")[:_MOST_KEY])
    if _LOOK in request.POST or _PLAY in request.POST:
        return _look(asked, request.POST.get(_KEY, "")[:_MOST_KEY])
    return _pay(asked)


def _asked(request: HttpRequest, language: Language, holding: Holding) -> Asked:
    who = holding.visitor
    mine = own_references(person=who.id, organisations=firms_with(who, Scope.PAY), most=_MOST_MATTERS)
    return Asked(request, language, holding, {each.id: each for each in payments_of(mine)})


def _pay(asked: Asked) -> HttpResponse:
    """Begin one charge for what was chosen, and send the payer where it is paid."""
    sent, way = asked.sent, asked.sent.get("way", "")
    if way not in {each.id for each in asked.ways}:
        return _show(asked, _view(asked, _CHOOSE), HTTPStatus.UNPROCESSABLE_ENTITY)
    press = f"{sent.get(_ONCE, '')}-{way}"[:_MOST_KEY]
    here = f"{asked.place}?{urlencode({_PRESS: press})}"
    total = sent.get(_SUM, "")
    try:
        bundle = begin_together(
            payments=[each.id for each in asked.chosen],
            amount=int(total) if total.isascii() and total.isdecimal() else 0,
            payer=asked.holding.visitor.id,
            provider=way,
            key=asked.key(press),
            return_url=f"{settings.OPENHALL_URL}{here}",
            now=asked.holding.now,
        )
    except (BillsChanged, OtherPayment):
        return _show(asked, _changed(asked), HTTPStatus.CONFLICT)
    except Refusal:
        return _show(asked, _view(asked, _AWAY), HTTPStatus.UNPROCESSABLE_ENTITY)
    if settings.OPENHALL_DEMO and bundle.redirect_url.startswith(settings.OPENHALL_URL):
        # The sandbox has no page of its own.
        play_payment(attempt=bundle, now=asked.holding.now)
        return see_other(here)
    return see_other(bundle.redirect_url if bundle.redirect_url and bundle.state in RUNNING else here)


def _look(asked: Asked, press: str) -> HttpResponse:
    """Ask the provider now whether the money has come; in a demonstration the payer may be their own bank."""
    bundle = asked.begun(press)
    if bundle is not None and _PLAY in asked.sent and settings.OPENHALL_DEMO:
        play_payment(attempt=bundle, now=asked.holding.now)
    elif bundle is not None:
        ask_about_payment(attempt=bundle.id, now=asked.holding.now, is_asked_by_payer=True)
    return see_other(f"{asked.place}?{urlencode({_PRESS: press, _LOOK: 'yes'})}")


def _show_press(asked: Asked, press: str) -> HttpResponse:
    """Show what became of a press; without one what was ticked."""
    bundle = asked.begun(press)
    if bundle is None:
        return _show(asked, _view(asked))
    view = _press_view(asked, bundle, press)
    if not view.waiting or not bundle.qr_text:
        return _show(asked, view)
    zone = asked.holding.catalogue.jurisdiction.time_zone
    paying = PayingView(
        service=None,
        amount=money(asked.holding, bundle.amount),
        number=bundle.id,
        action=asked.place,
        key=press,
        other_href=view.back_href,
        qr_text=bundle.qr_text,
        until=moment(bundle.expires_at, asked.language, zone) if bundle.expires_at else "",
        is_looked=_LOOK in asked.request.GET,
        can_play=settings.OPENHALL_DEMO,
    )
    told = {"view": view, "paying": paying, "code": code_picture(bundle.qr_text)}
    return _page(asked, Page(_BILLS, "me/bills_code.jinja", told), HTTPStatus.OK)


def _press_view(asked: Asked, bundle: BundleFacts, press: str) -> BillsView:
    parts = [asked.payments[each] for each in bundle.payments if each in asked.payments]
    still = [each for each in parts if each.state in OPEN]
    if bundle.state == AttemptState.CAPTURED:
        paid = [each for each in parts if each.id in bundle.paid]
        back = [each for each in parts if each.id not in bundle.paid]
        view = replace(_blank(asked, []), paid=_lines(asked, paid), paid_total=_total(asked, paid))
        return replace(view, back=_lines(asked, back))
    if bundle.is_called_off:
        ended = [each for each in parts if each.state not in OPEN]
        return replace(_blank(asked, still), is_changed=True, changed=_lines(asked, ended))
    if bundle.state in RUNNING:
        view = replace(_blank(asked, []), waiting=_lines(asked, parts), look=(asked.place, press))
        return replace(view, go_on_href=bundle.redirect_url)
    return replace(_blank(asked, still), failed=_lines(asked, parts))


def _changed(asked: Asked) -> BillsView:
    """Say which of what was chosen cannot be paid any more, and offer the rest with its own sum."""
    ended = [each for each in asked.chosen if each.state not in OPEN]
    # Another press than the one that was refused.
    return replace(_view(asked), once=_fresh(), is_changed=True, changed=_lines(asked, ended))


def _view(asked: Asked, fault: str = "") -> BillsView:
    # Come without ticks: everything that is to be paid.
    bare = not asked.request.GET and not asked.request.POST
    still = [each for each in asked.chosen if each.state in OPEN]
    view = _blank(asked, list(asked.holding.bills.values()) if bare else still)
    if not fault:
        return view
    return replace(view, errors=(("way", saying(asked.language)(fault)),), once=asked.sent.get(_ONCE, "") or view.once)


def _blank(asked: Asked, lines: list[PaymentFacts]) -> BillsView:
    home = f"/{asked.language.slug}/"
    return BillsView(
        action=asked.place,
        back_href=f"{home}{_PLACE}",
        lines=_lines(asked, lines),
        total=_total(asked, lines),
        minor=sum(each.amount for each in lines),
        ways=asked.ways,
        way=asked.sent.get("way", "") or next((way.id for way in asked.ways), ""),
        once=_fresh(),
    )


def _fresh() -> str:
    return secrets.token_urlsafe(9)


def _show(asked: Asked, view: BillsView, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return _page(asked, Page(_BILLS, "me/bills.jinja", {"view": view}), status)


def _page(asked: Asked, page: Page, status: HTTPStatus) -> HttpResponse:
    return own_page(asked.request, current_site(visitor(asked.request)), asked.language, page, status)


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
