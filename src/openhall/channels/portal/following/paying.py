"""Pay what a case costs: every line with its reason, the ways to pay, what became of it, and the receipt."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from http import HTTPStatus

import msgspec
from django.conf import settings
from django.http import HttpResponse

from openhall.blocks.cases.facade import (
    Status,
    ask_about_payment,
    begin_payment,
    hash_of,
    pay_with_voucher,
    play_payment,
)
from openhall.blocks.payments.facade import (
    RUNNING,
    SETTLED,
    AttemptFacts,
    PaymentFacts,
    PaymentState,
    VoucherRefused,
    Way,
    WayAway,
    attempt_by_id,
    open_providers,
    payment_of,
    refunds_of,
)
from openhall.blocks.rules.facade import QuoteLine, inputs_of
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.refunds import refund_sentences
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.case_views import FeeLine
from openhall.ui.fee_words import fee_law, fee_reason
from openhall.ui.following_views import BillLine
from openhall.ui.formats import full_date, moment
from openhall.ui.pay_views import PayingView, PaymentReceiptView, PayView, PayWay, code_picture

PAY = "pay"
_KEY, _PLAY, _LOOK, _VOUCHER = "_key", "play", "look", "voucher"
_LONGEST_CODE = 80
_FEE, _FREE = _("Fee"), _("Free")
_CHOOSE = _("Choose how you want to pay. Then go on.")
_AWAY = _("This way to pay does not answer now. Choose another one, or try again later.")
_NO_VOUCHER = _("No voucher has this code. Compare it character by character.")
_VOUCHERS: Mapping[str, str] = {
    "other-office": _("This voucher is of another department, and does not pay this fee. Pay in another way."),
    "own": _("You gave this voucher out yourself, so you cannot pay with it. Pay in another way."),
    "used": _("This voucher was used before. It works once. Pay in another way."),
    "over": _("This voucher is over: its last day has passed. Ask the department for another one."),
    "too-small": _("The fee is larger than what this voucher pays. Pay in another way, or ask the department."),
}
_lines = msgspec.json.Decoder(tuple[QuoteLine, ...])


def bill_of(following: Following) -> BillLine | None:
    """Return what is to be paid now."""
    payment = payment_of(following.facts.reference)
    if payment is None or following.facts.status != Status.WAITING_FOR_PAYMENT:
        return None
    return BillLine(_money(following, payment.amount), _until(following, payment), following.href(PAY))


@following(methods=BOTH)
def pay(following: Following) -> HttpResponse:
    """Show what is to be paid and how, or begin to pay; sent twice it is one attempt. What is paid has its receipt."""
    payment = payment_of(following.facts.reference)
    if payment is not None and payment.state in SETTLED:
        return following.show(following.path(PAY), "pay/receipt.jinja", _receipt(following, payment))
    if payment is None or following.facts.status != Status.WAITING_FOR_PAYMENT:
        return following.send_to()
    posted = following.request.POST
    if following.request.method != "POST" or following.is_turned:
        return _choose(following, payment)
    if _VOUCHER in posted:
        return _take_voucher(following, payment, posted[_VOUCHER][:_LONGEST_CODE])
    return _pay(following, payment)


def _pay(following: Following, payment: PaymentFacts) -> HttpResponse:
    posted = following.request.POST
    way = posted.get("way", "")
    if way not in {each.id for each in _ways(following)}:
        return _choose(following, payment, saying(following.language)(_CHOOSE))
    try:
        attempt = _begun(following, payment, way)
    except WayAway:
        return _choose(following, payment, saying(following.language)(_AWAY))
    if _PLAY in posted or attempt.redirect_url.startswith(settings.OPENHALL_URL):
        # In a demonstration the hall plays the payer's bank too.
        play_payment(attempt=attempt, now=following.now)
        return following.send_to(PAY)
    if _LOOK in posted:
        return _look(following, payment, attempt)
    return _go_on(following, payment, attempt)


def _take_voucher(following: Following, payment: PaymentFacts, code: str) -> HttpResponse:
    """Let a voucher pay, and show the case that goes on; what does not pay it says why, and changes nothing."""
    visitor, say = following.visitor, saying(following.language)
    try:
        pay_with_voucher(reference=following.facts.reference, code=code, visitor=visitor, now=following.now)
    except VoucherRefused as refusal:
        words = say(_VOUCHERS.get(str(refusal.params["why"]), _NO_VOUCHER))
        return _choose(following, payment, voucher=(code, words))
    return following.send_to()


def _look(following: Following, payment: PaymentFacts, attempt: AttemptFacts) -> HttpResponse:
    """Ask the provider now whether the money has come; while it has not, show the code or the number again."""
    ask_about_payment(attempt=attempt.id, now=following.now, is_asked_by_payer=True)
    found = attempt_by_id(attempt.id)
    if found is None or found.state not in RUNNING:
        return following.send_to(PAY)  # the receipt if it has come; else the ways, as this one came to nothing
    return _paying(following, payment, found, is_looked=True)


def _begun(following: Following, payment: PaymentFacts, way: str) -> AttemptFacts:
    key = hash_of(f"{payment.id}:{way}:{following.request.POST.get(_KEY, '')}".encode())
    return_url = f"{settings.OPENHALL_URL}{following.href(PAY)}"
    return begin_payment(payment=payment.id, provider=way, key=key, return_url=return_url, now=following.now)


def _go_on(following: Following, payment: PaymentFacts, attempt: AttemptFacts) -> HttpResponse:
    """Send the payer to the provider, or show what their wallet scans or the counter asks for."""
    if attempt.redirect_url:
        response = HttpResponse(status=HTTPStatus.SEE_OTHER)
        response["Location"] = attempt.redirect_url
        return response
    return _paying(following, payment, attempt)


def _paying(
    following: Following, payment: PaymentFacts, attempt: AttemptFacts, *, is_looked: bool = False
) -> HttpResponse:
    key = following.request.POST.get(_KEY, "")
    zone = following.catalogue.jurisdiction.time_zone
    view = PayingView(
        service=following.line,
        amount=_money(following, payment.amount),
        number=attempt.id,
        look=(following.href(PAY), attempt.provider, key),
        other_href=following.href(PAY),
        qr_text=attempt.qr_text,
        until=moment(attempt.expires_at, following.language, zone) if attempt.expires_at else "",
        is_looked=is_looked,
        play=(following.href(PAY), attempt.provider, key) if settings.OPENHALL_DEMO else None,
    )
    code = code_picture(attempt.qr_text) if attempt.qr_text else ""
    return following.show(following.path(PAY), "pay/paying.jinja", view, code=code)


def _ways(following: Following) -> tuple[Way, ...]:
    return open_providers(following.catalogue.jurisdiction.payment)


def _choose(
    following: Following, payment: PaymentFacts, fault: str = "", voucher: tuple[str, str] = ("", "")
) -> HttpResponse:
    view = PayView(
        service=following.line,
        reference=following.facts.reference,
        amount=_money(following, payment.amount),
        lines=tuple(_fee_lines(following, payment)),
        ways=tuple(PayWay(way.id, following.say(way.name), following.say(way.hint or {})) for way in _ways(following)),
        action=following.href(PAY),
        key=secrets.token_urlsafe(9),
        back_href=following.href(),
        due_on=_until(following, payment),
        picked=following.request.POST.get("way", ""),
        fault=fault,
        refunds=refund_sentences(
            following.service, following.catalogue.jurisdiction, following.language, is_asked=True
        ),
        is_on_its_way=payment.state == PaymentState.PENDING,
        voucher=voucher[0],
        voucher_fault=voucher[1],
        payer=_payer(following),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault or voucher[1] else HTTPStatus.OK
    return following.show(following.path(PAY), "pay/pay.jinja", view, int(status))


def _receipt(following: Following, payment: PaymentFacts) -> PaymentReceiptView:
    names = {each.id: following.say(each.name) for each in following.catalogue.jurisdiction.payment.providers}
    return PaymentReceiptView(
        service=following.line,
        reference=following.facts.reference,
        number=payment.receipt_number,
        amount=_money(following, payment.amount),
        paid_on=_day(following, payment.paid_at) if payment.paid_at else "",
        way=names.get(payment.paid_by, payment.paid_by),
        payer=_payer(following),
        lines=tuple(_fee_lines(following, payment)),
        back_href=following.href(),
        refunds=tuple(
            (_money(following, each.amount), _day(following, each.done_at or each.asked_at))
            for each in refunds_of(payment.id)
        ),
    )


def _payer(following: Following) -> str:
    """Return the name of the firm that owes the fee, where the reader pays for one that they act for."""
    firms = following.found.asker.visitor.organisations
    names = [following.say(each.name) for each in firms if each.id == following.facts.organisation]
    return next(iter(names), "")


def _day(following: Following, at: datetime) -> str:
    return full_date(at.astimezone(following.zone).date(), following.language)


def _fee_lines(following: Following, payment: PaymentFacts) -> Iterator[FeeLine]:
    say, form = saying(following.language), following.form
    asked = {name: form.by_id.get(question) for name, question in inputs_of(following.service.fee).items()}
    for line in _lines.decode(msgspec.json.encode(payment.lines)):
        label = pick(line.label, following.language) if line.label else say(_FEE)
        reason = fee_reason(line, asked, writer(following.language, {}), partial(_money, following))
        law = fee_law(line, following.language)
        # What costs nothing is called as it was before it was sent.
        yield FeeLine(label, _money(following, line.minor) if line.minor else say(_FREE), reason, law)


def _money(following: Following, minor: int) -> str:
    return format_money(following.catalogue.jurisdiction.money(minor))


def _until(following: Following, payment: PaymentFacts) -> str:
    return full_date(payment.due_on, following.language) if payment.due_on else ""
