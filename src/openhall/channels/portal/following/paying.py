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
    SETTLED,
    AttemptFacts,
    AttemptState,
    PaymentFacts,
    PaymentState,
    VoucherRefused,
    Way,
    WayAway,
    attempts_of,
    open_providers,
    payment_of,
    refunds_of,
)
from openhall.blocks.rules.facade import QuoteLine, inputs_of
from openhall.channels.portal.applying.answers import writer
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.refunds import refund_sentences
from openhall.channels.portal.views import unknown
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
_KEY, _PLAY, _VOUCHER = "_key", "play", "voucher"
_MOST_BEGUN = 3
_LONGEST_CODE = 80
_FEE, _FREE = _("Fee"), _("Free")
_BEGUN = _("%(way)s, begun on %(at)s")
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
    if attempt.redirect_url.startswith(settings.OPENHALL_URL):
        # In a demonstration the hall plays the payer's bank too.
        play_payment(attempt=attempt, now=following.now)
        return following.send_to(PAY)
    if attempt.redirect_url:
        return see_other(attempt.redirect_url)
    return following.send_to(PAY, attempt.id)


def _take_voucher(following: Following, payment: PaymentFacts, code: str) -> HttpResponse:
    """Let a voucher pay, and show the case that goes on; what does not pay it says why, and changes nothing."""
    visitor, say = following.visitor, saying(following.language)
    try:
        pay_with_voucher(reference=following.facts.reference, code=code, visitor=visitor, now=following.now)
    except VoucherRefused as refusal:
        words = say(_VOUCHERS.get(str(refusal.params["why"]), _NO_VOUCHER))
        return _choose(following, payment, voucher=(code, words))
    return following.send_to()


def _begun(following: Following, payment: PaymentFacts, way: str) -> AttemptFacts:
    key = hash_of(f"{payment.id}:{way}:{following.request.POST.get(_KEY, '')}".encode())
    return_url = f"{settings.OPENHALL_URL}{following.href(PAY)}"
    return begin_payment(payment=payment.id, provider=way, key=key, return_url=return_url, now=following.now)


@following(methods=BOTH)
def paying(following: Following, attempt: str) -> HttpResponse:
    """Show what was begun, to be scanned or told at a counter, as often as it is opened; or ask whether it has come."""
    payment = payment_of(following.facts.reference)
    if payment is None or all(each.id != attempt for each in attempts_of(payment.id)):
        return unknown(following.request)
    found = next((each for each in _waiting(payment) if each.id == attempt), None)
    if found is None:
        return following.send_to(PAY)  # the receipt if it has come; else the ways, as this one came to nothing
    is_sent = following.request.method == "POST" and not following.is_turned
    if is_sent and settings.OPENHALL_DEMO and _PLAY in following.request.POST:
        play_payment(attempt=found, now=following.now)
        return following.send_to(PAY)
    if is_sent:
        ask_about_payment(attempt=found.id, now=following.now, is_asked_by_payer=True)
        if all(each.id != attempt for each in _waiting(payment)):
            return following.send_to(PAY)
    zone = following.catalogue.jurisdiction.time_zone
    view = PayingView(
        service=following.line,
        amount=_money(following, payment.amount),
        number=found.id,
        action=following.href(PAY, found.id),
        other_href=following.href(PAY),
        qr_text=found.qr_text,
        until=moment(found.expires_at, following.language, zone) if found.expires_at else "",
        is_looked=is_sent,
        can_play=settings.OPENHALL_DEMO,
        go_on_href=found.redirect_url,
    )
    code = code_picture(found.qr_text) if found.qr_text else ""
    return following.show(following.path(PAY, found.id), "pay/paying.jinja", view, code=code)


def _waiting(payment: PaymentFacts) -> list[AttemptFacts]:
    """Return what was begun to pay this alone and has not come yet, the newest first."""
    return [each for each in attempts_of(payment.id) if each.state == AttemptState.PENDING and not each.is_part]


def _begun_lines(following: Following, payment: PaymentFacts) -> Iterator[tuple[str, str]]:
    """Yield what was begun as words with an address: a code is found again, and so is whether the money has come."""
    names = _names(following)
    zone = following.catalogue.jurisdiction.time_zone
    for each in _waiting(payment)[:_MOST_BEGUN]:
        words = {"way": names.get(each.provider, each.provider), "at": moment(each.begun_at, following.language, zone)}
        yield saying(following.language)(_BEGUN) % words, following.href(PAY, each.id)


def _names(following: Following) -> dict[str, str]:
    return {each.id: following.say(each.name) for each in following.catalogue.jurisdiction.payment.providers}


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
        begun=tuple(_begun_lines(following, payment)),
        voucher=voucher[0],
        voucher_fault=voucher[1],
        payer=_payer(following),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault or voucher[1] else HTTPStatus.OK
    return following.show(following.path(PAY), "pay/pay.jinja", view, int(status))


def _receipt(following: Following, payment: PaymentFacts) -> PaymentReceiptView:
    names = _names(following)
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
