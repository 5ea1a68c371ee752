"""The money of a case, for the office that asked for it: what is owed or came, why not, and what goes back."""

from collections.abc import Iterator, Mapping

from openhall.blocks.cases.facade import (
    ANSWERS,
    MOST_MONEY_REASON,
    WORKS,
    refund_remark,
    remark_on,
    voucher_reason_on,
    waiver_remark,
    why_not_of_rank,
)
from openhall.blocks.payments.facade import (
    COUNTER,
    OPEN,
    PaymentFacts,
    PaymentState,
    RefundFacts,
    RefundState,
    attempts_of,
    payments_of,
    refunds_of,
    waiver_of,
)
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words, moment_words, people_names
from openhall.channels.desk.outcome_forms import act_button, outcome_sending, reason_box, typed_value
from openhall.channels.desk.sending import Sent
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_outcome_views import Look as Colour

_STATES: Mapping[PaymentState, tuple[str, Colour]] = {
    PaymentState.DUE: (_("Not paid yet"), "waiting"),
    PaymentState.PENDING: (_("Being paid"), "waiting"),
    PaymentState.PAID: (_("Paid"), "done"),
    PaymentState.WAIVED: (_("Waived"), "done"),
    PaymentState.CANCELLED: (_("Not asked for any more"), "plain"),
    PaymentState.LAPSED: (_("Not paid in time"), "error"),
    PaymentState.PART_REFUNDED: (_("Paid, part went back"), "done"),
    PaymentState.REFUNDED: (_("Went back whole"), "plain"),
}
_REFUNDS: Mapping[RefundState, tuple[str, Colour]] = {
    RefundState.ASKED: (_("Waits for a second person"), "waiting"),
    RefundState.ORDERED: (_("On its way"), "waiting"),
    RefundState.DONE: (_("Went back"), "done"),
    RefundState.DECLINED: (_("Declined"), "plain"),
}
_RULES: Mapping[str, str] = {
    "withdrawn": _("The application was withdrawn"),
    "refused": _("The application was refused"),
    "too-late": _("The money came too late"),
    "paid-nothing": _("It was paid twice, or not as asked"),
}
_FEE, _REFUND, _PAY_OUT_NOW = _("Fee"), _("Refund"), _("To be paid out by hand")
_AMOUNT, _PAY_BY, _PAID_ON, _PAID_HOW = _("Amount"), _("To be paid by"), _("Paid on"), _("Paid how")
_RECEIPT, _NUMBER, _AT_COUNTER = _("Receipt number"), _("Payment number"), _("Number that the payer brings")
_BACK, _WAIVED_BY, _WHY, _SLIP_NUMBER = _("Went back"), _("Waived by"), _("Why"), _("Slip or transfer")
_ASKED_BY, _APPROVED_BY, _ASKED_ON = _("Asked by"), _("Approved by"), _("Asked on")
_VOUCHER_OF = _("Paid with a voucher that was given out by")
_TAKE_CASH, _CASH_ACT = _("Take cash"), _("The cash is counted")
_SLIP, _SLIP_HINT = _("Number of the slip from the till"), _("Each slip counts once.")
_COUNTED, _COUNTED_HINT = _("Amount in cash"), _("Exactly what is owed: a part is not taken.")
_WAIVE, _WAIVE_ACT, _WHY_WAIVE = _("Waive the fee"), _("Waive it"), _("Why does nobody have to pay?")
_GIVE_BACK, _GIVE_BACK_ACT = _("Give money back"), _("Ask for a second person")
_HOW_MUCH, _WHY_BACK = _("How much goes back?"), _("Why does it go back?")
_APPROVE, _DECLINE, _TAKE_BACK = _("Approve the refund"), _("Decline it"), _("Take it back")
_APPROVE_TOLD = _("The money goes back, and the applicant is told.")
_PAID_OUT, _PAID_OUT_ACT = _("Write down that it was paid out"), _("It was paid out")
_SLIP_OUT = _("Number of the slip or of the transfer")


def money_items(look: Look, sent: Sent) -> Iterator[OutcomeItem]:
    """Yield what was asked and what went back, each with what this officer may do."""
    for payment in payments_of([look.reference]) if look.is_lead else []:
        yield _fee(look, sent, payment)
        refunds = refunds_of(payment.id)
        names = people_names(look.reader, {each.asked_by for each in refunds} | {each.approved_by for each in refunds})
        for refund in refunds:
            yield refund_item(look, sent, refund, names)


def _fee(look: Look, sent: Sent, payment: PaymentFacts) -> OutcomeItem:
    word, colour = _STATES[payment.state]
    say = look.reader.say
    return OutcomeItem(
        say(_FEE), say(word), colour, tuple(_fee_facts(look, payment)), tuple(_fee_forms(look, sent, payment))
    )


def _fee_facts(look: Look, payment: PaymentFacts) -> Iterator[tuple[str, str]]:
    reader, say = look.reader, look.reader.say
    yield say(_AMOUNT), money_words(look, payment.amount)
    if payment.state in OPEN and payment.due_on:
        yield say(_PAY_BY), day_words(reader, payment.due_on)
    if payment.paid_at:
        yield say(_PAID_ON), moment_words(reader, payment.paid_at)
        way = reader.catalogue.jurisdiction.payment.of(payment.paid_by)
        yield say(_PAID_HOW), pick(way.name, reader.language) if way else payment.paid_by
    if payment.receipt_number:
        yield say(_RECEIPT), payment.receipt_number
    if payment.refunded:
        yield say(_BACK), money_words(look, payment.refunded)
    waiver = waiver_of(payment.id) if payment.state == PaymentState.WAIVED else None
    if waiver and waiver.waived_by:
        who = people_names(reader, [waiver.waived_by])[waiver.waived_by]
        yield say(_VOUCHER_OF if waiver.is_voucher else _WAIVED_BY), who
        yield say(_WHY), _why_waived(look, payment.id) or waiver.reason
    yield say(_NUMBER), payment.id
    if payment.state in OPEN:
        for attempt in attempts_of(payment.id):
            if attempt.provider == COUNTER:
                yield say(_AT_COUNTER), attempt.id


def _fee_forms(look: Look, sent: Sent, payment: PaymentFacts) -> Iterator[SmallForm]:
    say, place = look.reader.say, f"money/{payment.id}/"
    symbol = look.reader.catalogue.jurisdiction.currency.symbol
    person, office = look.dossier.facts.person, look.reader.office
    works, answers = (why_not_of_rank(person, office, rank) for rank in (WORKS, ANSWERS))
    if payment.state in OPEN and look.reader.catalogue.jurisdiction.payment.of(COUNTER):
        boxes = (
            Box("slip", say(_SLIP), typed_value(sent, "cash", "slip"), say(_SLIP_HINT)),
            Box("amount", say(_COUNTED), typed_value(sent, "cash", "amount"), say(_COUNTED_HINT), "money", symbol),
        )
        sending = outcome_sending(look, sent, "cash", f"{place}cash/", works)
        yield SmallForm("cash", say(_TAKE_CASH), say(_CASH_ACT), sending, boxes)
    if payment.state in OPEN:
        why = reason_box(look, sent, "waive", say(_WHY_WAIVE), MOST_MONEY_REASON)
        sending = outcome_sending(look, sent, "waive", f"{place}waive/", answers)
        yield SmallForm("waive", say(_WAIVE), say(_WAIVE_ACT), sending, (why,))
    if payment.state in {PaymentState.PAID, PaymentState.PART_REFUNDED}:
        much = Box("amount", say(_HOW_MUCH), typed_value(sent, "refund", "amount"), kind="money", symbol=symbol)
        why = reason_box(look, sent, "refund", say(_WHY_BACK), MOST_MONEY_REASON)
        sending = outcome_sending(look, sent, "refund", f"{place}refund/", works)
        yield SmallForm("refund", say(_GIVE_BACK), say(_GIVE_BACK_ACT), sending, (much, why))


def _why_waived(look: Look, payment: str) -> str:
    """Return why nobody has to pay: an officer wrote it at the case, or when they gave the voucher out."""
    who, now = look.reader.visitor, look.reader.now
    words = _words(look, waiver_remark(payment))
    return words or voucher_reason_on(reference=look.reference, payment=payment, visitor=who, now=now)


def _words(look: Look, part: str) -> str:
    """Return why an officer did it, in their words: they lie with the case, and go with it."""
    return remark_on(reference=look.reference, part=part, visitor=look.reader.visitor, now=look.reader.now)


def refund_item(look: Look, sent: Sent, refund: RefundFacts, names: Mapping[str, str]) -> OutcomeItem:
    """Return one refund with what this officer may do about it."""
    reader, say = look.reader, look.reader.say
    word, colour = _REFUNDS[refund.state]
    waits = refund.state == RefundState.ORDERED and refund.is_by_hand
    facts = [(say(_AMOUNT), money_words(look, refund.amount))]
    rule = say(_RULES[refund.rule]) if refund.rule in _RULES else refund.rule
    facts.append((say(_WHY), rule or _words(look, refund_remark(refund.id)) or refund.reason))
    facts.append((say(_ASKED_ON), moment_words(reader, refund.asked_at)))
    if refund.asked_by:
        facts.append((say(_ASKED_BY), names[refund.asked_by]))
    if refund.approved_by:
        facts.append((say(_APPROVED_BY), names[refund.approved_by]))
    if refund.is_by_hand and refund.reference:
        facts.append((say(_SLIP_NUMBER), refund.reference))
    forms = tuple(_refund_forms(look, sent, refund))
    return OutcomeItem(say(_REFUND), say(_PAY_OUT_NOW if waits else word), colour, tuple(facts), forms)


def _refund_forms(look: Look, sent: Sent, refund: RefundFacts) -> Iterator[SmallForm]:
    say, place, me = look.reader.say, f"refunds/{refund.id}/", look.reader.visitor.id
    person, office = look.dossier.facts.person, look.reader.office
    if refund.state == RefundState.ASKED:
        barred = "same-person" if refund.asked_by == me else why_not_of_rank(person, office, ANSWERS)
        told = say(_APPROVE_TOLD)
        yield act_button(
            look, sent, f"approve-{refund.id}", f"{place}approve/", say(_APPROVE), told=told, barred=barred
        )
        if not barred or refund.asked_by == me:
            words = say(_TAKE_BACK if refund.asked_by == me else _DECLINE)
            yield act_button(look, sent, f"decline-{refund.id}", f"{place}decline/", words, is_quiet=True)
    elif refund.state == RefundState.ORDERED and refund.is_by_hand:
        form = f"payout-{refund.id}"
        box = Box("slip", say(_SLIP_OUT), typed_value(sent, form, "slip"))
        sending = outcome_sending(look, sent, form, f"{place}payout/", why_not_of_rank(person, office, WORKS))
        yield SmallForm(form, say(_PAID_OUT), say(_PAID_OUT_ACT), sending, (box,))


def money_words(look: Look, minor: int) -> str:
    """Return an amount as people write it."""
    return format_money(look.reader.catalogue.jurisdiction.money(minor))
