"""Pay what a case costs: every line with its reason, the ways to pay, and what became of it."""

import secrets
from collections.abc import Iterator
from functools import partial

import msgspec
import segno
from django.conf import settings
from django.http import HttpResponse
from markupsafe import Markup

from openhall.blocks.cases.facade import Status, begin_payment, play_payment
from openhall.blocks.payments.facade import AttemptFacts, PaymentFacts, PaymentState, Way, open_providers, payment_of
from openhall.blocks.rules.facade import QuoteLine, inputs_of
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.following.opening import BOTH, ONCE, Following, following
from openhall.channels.portal.refunds import refund_sentences
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.case_views import FeeLine
from openhall.ui.fee_words import fee_reason
from openhall.ui.following_views import BillLine, PayView
from openhall.ui.form_views import Choice
from openhall.ui.formats import full_date, moment

PAY = "pay"
_FEE = _("Fee")
_CHOOSE = _("Choose how you want to pay")
_lines = msgspec.json.Decoder(tuple[QuoteLine, ...])


def bill_of(following: Following) -> BillLine | None:
    """Return what is to be paid now."""
    payment = payment_of(following.facts.reference)
    if payment is None or following.facts.status != Status.WAITING_FOR_PAYMENT:
        return None
    return BillLine(_money(following, payment.amount), _until(following, payment), following.href(PAY))


@following(methods=BOTH)
def pay(following: Following) -> HttpResponse:
    """Show what is to be paid and how, or begin to pay; sent twice it is one attempt."""
    payment = payment_of(following.facts.reference)
    if payment is None or following.facts.status != Status.WAITING_FOR_PAYMENT:
        return following.send_to()
    posted = following.request.POST
    if following.request.method != "POST" or following.is_turned:
        return _show(following, payment)
    way = posted.get("way", "")
    if way not in {each.id for each in open_providers(following.catalogue.jurisdiction.payment)}:
        say = saying(following.language)
        return _show(following, payment, errors=(("way", say(_CHOOSE)),))
    attempt = begin_payment(
        payment=payment.id,
        provider=way,
        key=f"{payment.id}:{posted.get(ONCE, '')}"[:64],
        return_url=f"{settings.OPENHALL_URL}{following.href(PAY)}",
        now=following.now,
    )
    if "play" in posted or (attempt.redirect_url and attempt.redirect_url.startswith(settings.OPENHALL_URL)):
        # In a demonstration the hall plays the payer's bank too.
        play_payment(attempt=attempt, now=following.now)
        return following.send_to()
    if attempt.redirect_url:
        response = HttpResponse(status=303)
        response["Location"] = attempt.redirect_url
        return response
    return _show(following, payment, attempt=attempt)


def _show(
    following: Following,
    payment: PaymentFacts,
    attempt: AttemptFacts | None = None,
    errors: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    view = pay_view(following, payment, open_providers(following.catalogue.jurisdiction.payment), attempt, errors)
    return following.show(following.path(PAY), "track/pay.jinja", view)


def pay_view(
    following: Following,
    payment: PaymentFacts,
    ways: tuple[Way, ...],
    attempt: AttemptFacts | None,
    errors: tuple[tuple[str, str], ...] = (),
) -> PayView:
    """Return the page to pay on."""
    qr = attempt.qr_text if attempt else ""
    zone = following.catalogue.jurisdiction.time_zone
    ends = attempt.expires_at if attempt else None
    return PayView(
        service=following.line,
        reference=following.facts.reference,
        action=following.href(PAY),
        back_href=following.href(),
        lines=tuple(_fee_lines(following, payment)),
        amount=_money(following, payment.amount),
        until=_until(following, payment),
        ways=tuple(Choice(way.id, following.say(way.name), following.say(way.hint or {})) for way in ways),
        chosen=attempt.provider if attempt else "",
        once=following.request.POST.get(ONCE, "") or secrets.token_urlsafe(9),
        qr=_drawn(qr) if qr else None,
        qr_text=qr,
        qr_until=moment(ends, following.language, zone) if ends else "",
        attempt=attempt.id if attempt else "",
        refunds=refund_sentences(following.service, following.catalogue.jurisdiction, following.language),
        errors=errors,
        error=errors[0][1] if errors else "",
        is_on_its_way=payment.state == PaymentState.PENDING and not qr,
        can_play=bool(qr) and settings.OPENHALL_DEMO,
    )


def _drawn(text: str) -> Markup:
    """Return a code as one path of an SVG: what a wallet scans is in the reader's ink on white, in every light."""
    return Markup(segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True))  # noqa: S704 - drawn here


def _fee_lines(following: Following, payment: PaymentFacts) -> Iterator[FeeLine]:
    say, form = saying(following.language), following.form
    asked = {name: form.by_id.get(question) for name, question in inputs_of(following.service.fee).items()}
    for line in _lines.decode(msgspec.json.encode(payment.lines)):
        label = pick(line.label, following.language) if line.label else say(_FEE)
        reason = fee_reason(line, asked, writer(following.language, {}), partial(_money, following))
        law = pick(line.law, following.language) if line.law else ""
        yield FeeLine(label, _money(following, line.minor or 0), reason, law)


def _money(following: Following, minor: int) -> str:
    return format_money(following.catalogue.jurisdiction.money(minor))


def _until(following: Following, payment: PaymentFacts) -> str:
    return full_date(payment.due_on, following.language) if payment.due_on else ""
