"""What the worker does with each kind of message in the outbox.

A block or pack that posts a kind hands its handler out through its facade; here it gets its line:
``"kind": handler``. A kind without a line waits.
"""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from openhall.blocks.appointments.facade import APPOINTMENT_REMINDER
from openhall.blocks.cases.facade import (
    AGREEMENT,
    ASK_ENDS,
    MAIL,
    PAPER,
    PAYMENT_ENDS,
    TASK_CLOCK,
    TIMER,
    Template,
    ask_about_payment,
    call_off_payment,
    end_ask,
    end_payment,
    fire_case_timer,
    look_at_clock,
    post_mail,
    remind_of_appointment,
    take_told,
)
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import FILES_GO, REPLACED_BYTES, remove_gone_files, remove_replaced_bytes
from openhall.blocks.identity.facade import (
    COUNTER_CODE,
    MANDATE_ENDS,
    SIGN_IN_CODE,
    SIGN_IN_GUESSED,
    SIGN_IN_NEWS,
    note_guesses,
)
from openhall.blocks.journal.facade import Delivery, Handler
from openhall.blocks.oversight.facade import (
    COUNTER_LETTER,
    FIRM_PAPER,
    LOOK_ALERT,
    LOOK_ANSWER,
    deliver_answer,
    deliver_counter_letter,
)
from openhall.blocks.payments.facade import ASK, BANK_NEWS, CALL_OFF, REFUND, bank_news, send_refund
from openhall.blocks.registers.facade import RENEWAL_REMINDER
from openhall.channels.mail.agreements import tell_other_party
from openhall.channels.mail.alerts import tell_of_alert
from openhall.channels.mail.codes import send_code
from openhall.channels.mail.counter_codes import send_counter_code
from openhall.channels.mail.firm_papers import tell_of_firm_paper
from openhall.channels.mail.mandates import remind_of_mandate
from openhall.channels.mail.security import send_sign_in_news
from openhall.channels.mail.sending import send_letter
from openhall.channels.papers.issuing import issue_paper
from openhall.kernel.canonical import JSON


def _send_mail(delivery: Delivery) -> None:
    """Put a letter about a case into its inbox and send word of it; where nobody can be told it is done."""
    given = delivery.payload
    reference, template, at = str(given["reference"]), str(given["template"]), given.get("moment")
    moment = datetime.fromisoformat(at) if isinstance(at, str) else None
    together = given.get("together", ())
    send_letter(
        reference=reference,
        template=template,
        key=delivery.key,
        moment=moment,
        paper=str(given.get("paper", "")),
        booking=str(given.get("booking", "")),
        together=[str(each) for each in together] if isinstance(together, list) else (),
        now=timezone.now(),
    )


def _fire_timer(delivery: Delivery) -> None:
    """Let a timer of a case's process go off."""
    given = delivery.payload
    instance, token = _number(given["instance"]), _number(given["token"])
    fire_case_timer(reference=str(given["subject"]), instance=instance, token=token, now=timezone.now())


def _look_at_clock(delivery: Delivery) -> None:
    """See whether a task is about to be late, or is."""
    given = delivery.payload
    look_at_clock(reference=str(given["reference"]), task=_number(given["task"]), now=timezone.now())


def _end_ask(delivery: Delivery) -> None:
    """End the time that an applicant had to answer."""
    given = delivery.payload
    end_ask(reference=str(given["reference"]), ask=_number(given["ask"]), now=timezone.now())


def _end_payment(delivery: Delivery) -> None:
    """End the time that an applicant had to pay."""
    end_payment(reference=str(delivery.payload["reference"]), payment=delivery.key, now=timezone.now())


def _ask_provider(delivery: Delivery) -> None:
    """Ask a provider of payments about an attempt of which nothing was heard."""
    ask_about_payment(attempt=str(delivery.payload["attempt"]), now=timezone.now())


def _call_off_payment(delivery: Delivery) -> None:
    """Have a charge ended in which something is not to be paid any more."""
    call_off_payment(bundle=str(delivery.payload["attempt"]), now=timezone.now())


def _take_bank_news(delivery: Delivery) -> None:
    """Take what the bank's file told of a payment."""
    take_told(news=bank_news(delivery.payload), now=timezone.now())


def _send_refund(delivery: Delivery) -> None:
    """Send money back."""
    send_refund(delivery, now=timezone.now())


def _make_paper(delivery: Delivery) -> None:
    """Make a paper of a case, and let the case go on with it."""
    given = delivery.payload
    reference, occasion = str(given["reference"]), str(given["occasion"])
    issue_paper(reference=reference, occasion=occasion, key=delivery.key, now=timezone.now())


def _remind_of_appointment(delivery: Delivery) -> None:
    """Ask for the letter that reminds of an appointment, if it still stands."""
    remind_of_appointment(booking=str(delivery.payload["booking"]), key=delivery.key, now=timezone.now())


def _remind_to_renew(delivery: Delivery) -> None:
    """Ask for the letter that an entry of a register ends soon, to the owner of the case that wrote it last."""
    given = delivery.payload
    reference, last = str(given["subject"]), date.fromisoformat(str(given["until"]))
    if reference:
        key = f"{Template.RENEWAL_REMINDER}:{delivery.key}"
        zone = ZoneInfo(current_catalogue().jurisdiction.time_zone)
        ends = datetime(last.year, last.month, last.day, tzinfo=zone)
        post_mail(reference=reference, template=Template.RENEWAL_REMINDER, key=key, moment=ends, now=timezone.now())


def _send_code(delivery: Delivery) -> None:
    """Send a code to sign in with."""
    send_code(code=str(delivery.payload["code"]), now=timezone.now())


def _send_counter_code(delivery: Delivery) -> None:
    """Send a code by which somebody at a counter says yes."""
    told = delivery.payload
    send_counter_code(code=str(told["code"]), office=str(told["office"]), now=timezone.now())


def _send_sign_in_news(delivery: Delivery) -> None:
    """Tell somebody of a sign-in that may not have been theirs."""
    send_sign_in_news(news=_number(delivery.payload["news"]), now=timezone.now())


def _note_guesses(delivery: Delivery) -> None:
    """Write down that somebody guessed, where there is an account to guess at."""
    note_guesses(delivery.payload, now=timezone.now())


def _tell_of_alert(delivery: Delivery) -> None:
    """Tell the supervisors of an office that one of its officers looked unusually often."""
    tell_of_alert(alert=_number(delivery.payload["alert"]), now=timezone.now())


def _deliver_answer(delivery: Delivery) -> None:
    """Put into an inbox why data were read."""
    deliver_answer(delivery, now=timezone.now())


def _remind_of_mandate(delivery: Delivery) -> None:
    """Tell both sides that a mandate ends soon, if it still holds."""
    remind_of_mandate(mandate=str(delivery.payload["mandate"]), now=timezone.now())


def _tell_of_firm_paper(delivery: Delivery) -> None:
    """Tell a firm what was written down for it at a counter."""
    tell_of_firm_paper(paper=str(delivery.payload["paper"]), now=timezone.now())


def _tell_other_party(delivery: Delivery) -> None:
    """Tell whoever has to agree that something waits for them."""
    tell_other_party(word=delivery.payload, key=delivery.key, now=timezone.now())


def _deliver_counter_letter(delivery: Delivery) -> None:
    """Tell somebody that they stood at a counter."""
    deliver_counter_letter(delivery, now=timezone.now())


def _number(value: JSON) -> int:
    if not isinstance(value, int):
        raise TypeError("a number is expected here")
    return value


HANDLERS: Mapping[str, Handler] = {
    MAIL: _send_mail,
    CALL_OFF: _call_off_payment,
    TIMER: _fire_timer,
    TASK_CLOCK: _look_at_clock,
    ASK_ENDS: _end_ask,
    PAYMENT_ENDS: _end_payment,
    ASK: _ask_provider,
    BANK_NEWS: _take_bank_news,
    REFUND: _send_refund,
    PAPER: _make_paper,
    APPOINTMENT_REMINDER: _remind_of_appointment,
    RENEWAL_REMINDER: _remind_to_renew,
    REPLACED_BYTES: remove_replaced_bytes,
    FILES_GO: remove_gone_files,
    SIGN_IN_CODE: _send_code,
    COUNTER_CODE: _send_counter_code,
    SIGN_IN_NEWS: _send_sign_in_news,
    SIGN_IN_GUESSED: _note_guesses,
    LOOK_ALERT: _tell_of_alert,
    LOOK_ANSWER: _deliver_answer,
    COUNTER_LETTER: _deliver_counter_letter,
    FIRM_PAPER: _tell_of_firm_paper,
    MANDATE_ENDS: _remind_of_mandate,
    AGREEMENT: _tell_other_party,
}
