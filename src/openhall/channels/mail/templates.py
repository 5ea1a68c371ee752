"""What letters about a case say: their words, the page that they lead to, and whether they have effect in law."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openhall.blocks.cases.facade import (
    ASKED_MAIL,
    DECIDED_MAIL,
    SECRET_MAIL,
    SUBMITTED_MAIL,
    TAKEN_BACK_MAIL,
    WRITTEN_MAIL,
    Template,
)
from openhall.blocks.messages.facade import Kind
from openhall.channels.mail.words import mark as _

FOLLOW = _("Follow it here: %(address)s")
_BOOKING = _("Move or cancel it here: %(address)s")
_AT = _("When: %(moment)s")
_WHERE = _("Where: %(place)s")
#: What to bring is a sentence of its own already.
BRING = "%(bring)s"
#: One line for each bill, written already.
LINES = "%(bills)s"
_FORMER = _("It was for: %(former)s")
_WHY = _("Why it is shut: %(why)s")
_INSTEAD = _("If this time does not suit you, choose another one or cancel here: %(address)s")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: what stands in it, the page of the case that it leads to (empty: where one enters both), its words.

    Only the first letter, and the one that was asked for, bring the secret code; the others need not. ``moment`` is
    the line that tells when, where the letter is about a moment, ``fee`` the one that tells how much. ``visit`` are
    the lines for somebody who has to come, by what they tell: each stands where there is that to tell. What is not
    ``is_kept`` lies in no inbox.
    """

    subject: str
    opening: str
    page: str = "{reference}/"
    follow: str = FOLLOW
    has_secret: bool = False
    has_legal_effect: bool = False
    is_kept: bool = True
    moment: str = ""
    fee: str = ""
    visit: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = Kind.LETTERS


LETTERS: Mapping[str, Letter] = {
    SUBMITTED_MAIL: Letter(
        _("We have received your application: %(reference)s"),
        _("We have received your application for “%(service)s”."),
        "",
        has_secret=True,
    ),
    SECRET_MAIL: Letter(
        _("Your secret code for %(reference)s"),
        _("Somebody asked for the secret code of your application for “%(service)s”."),
        "",
        has_secret=True,
        is_kept=False,
        # Only of one that somebody has put into their account lately.
        moment=_(
            "It is in an account now, and the code does not open it. If that was not you, enter the number and the "
            "code: you can take it out until %(moment)s"
        ),
    ),
    ASKED_MAIL: Letter(
        _("Please answer: %(reference)s"),
        _("Something is missing in your application for “%(service)s”. You are asked for just that."),
        "{reference}/answer/",
        _("What is missing, and where to send it: %(address)s"),
        has_legal_effect=True,
    ),
    TAKEN_BACK_MAIL: Letter(
        _("You need not answer any more: %(reference)s"),
        _("An office has taken back what it asked you about your application for “%(service)s”."),
        follow=_("Where it stands now: %(address)s"),
    ),
    WRITTEN_MAIL: Letter(
        _("A message about %(reference)s"),
        _("An office has written to you about your application for “%(service)s”."),
        "{reference}/messages/",
        _("Read it and answer here: %(address)s"),
    ),
    DECIDED_MAIL: Letter(
        _("There is a decision: %(reference)s"),
        _("Your application for “%(service)s” has been decided."),
        follow=_("The decision with its reasons, and what you can do: %(address)s"),
        has_legal_effect=True,
    ),
    Template.PAYMENT_ASKED: Letter(
        _("A fee is due: %(reference)s"),
        _("A fee is due for your application for “%(service)s”. We go on when it is paid."),
        follow=_("The amount with its reasons, and how to pay: %(address)s"),
        has_legal_effect=True,
        moment=_("Please pay by: %(moment)s"),
        fee=_("To be paid: %(fee)s"),
    ),
    Template.PAYMENT_RECEIVED: Letter(
        _("We have received your payment: %(reference)s"),
        _("Your payment for “%(service)s” has arrived. You need not pay again."),
        follow=_("Your receipt: %(address)s"),
    ),
    Template.PAID_TOGETHER: Letter(
        _("We have received your payments: %(reference)s and others"),
        _("What you paid in one go has arrived. You need not pay it again."),
        follow=_("Your receipts, one for each: %(address)s"),
        visit={"bills": LINES, "total": _("Together: %(total)s")},
    ),
    Template.PAPER_ISSUED: Letter(
        _("Your paper is ready: %(reference)s"),
        _("We have issued the paper that you applied for with “%(service)s”."),
        follow=_("See it and keep it: %(address)s"),
        has_legal_effect=True,
    ),
    Template.REFUNDED: Letter(
        _("We are paying you back: %(reference)s"),
        _("Money that you paid for “%(service)s” goes back the way that it came."),
        follow=_("How much, and why: %(address)s"),
    ),
    Template.LAPSED: Letter(
        _("Your application has ended: %(reference)s"),
        _("Your application for “%(service)s” has ended, as a time limit has passed."),
        follow=_("Why, and what you can do: %(address)s"),
        has_legal_effect=True,
    ),
    Template.NOT_AGREED: Letter(
        _("Nothing was changed: %(reference)s"),
        _(
            "The other person said no to “%(service)s”, or did not answer in time. So nothing was changed, and nothing "
            "is to be paid."
        ),
        follow=_("What you can do: %(address)s"),
        has_legal_effect=True,
    ),
    Template.APPOINTMENT_BOOKED: Letter(
        _("Your appointment is booked: %(reference)s"),
        _("You have an appointment for “%(service)s”."),
        follow=_BOOKING,
        moment=_AT,
        visit={"place": _WHERE, "bring": BRING},
    ),
    Template.APPOINTMENT_MOVED: Letter(
        _("Your appointment has moved: %(reference)s"),
        _("Your appointment for “%(service)s” has a new time."),
        follow=_BOOKING,
        moment=_AT,
        visit={"place": _WHERE, "bring": BRING},
    ),
    Template.APPOINTMENT_CANCELLED: Letter(
        _("Your appointment is cancelled: %(reference)s"),
        _("Your appointment for “%(service)s” will not take place."),
        follow=_("Book another one here: %(address)s"),
        moment=_("It was for: %(moment)s"),
    ),
    Template.APPOINTMENT_PUT_OFF: Letter(
        _("The office is closed, so your appointment has a new time: %(reference)s"),
        _(
            "The office has to stay shut on the day of your appointment for “%(service)s”. We are sorry. We keep"
            " another time for you."
        ),
        follow=_INSTEAD,
        moment=_AT,
        visit={"why": _WHY, "place": _WHERE, "bring": BRING, "former": _FORMER},
    ),
    Template.APPOINTMENT_CALLED_OFF: Letter(
        _("The office is closed, please choose another time: %(reference)s"),
        _(
            "The office has to stay shut on the day of your appointment for “%(service)s”. We are sorry. No other time"
            " is free there yet. Your application goes on."
        ),
        follow=_("Choose another time or another office here: %(address)s"),
        moment=_("It was for: %(moment)s"),
        visit={"why": _WHY, "place": _WHERE},
    ),
    Template.APPOINTMENT_REMINDER: Letter(
        _("Your appointment is soon: %(reference)s"),
        _("Please remember your appointment for “%(service)s”."),
        follow=_BOOKING,
        moment=_AT,
        visit={"place": _WHERE, "bring": BRING},
        kind=Kind.REMINDERS,
    ),
    Template.SUBMITTED_FOR_YOU: Letter(
        _("Somebody applied for you: %(reference)s"),
        _("%(helper)s has applied for “%(service)s” for you. If you do not want that, you can undo it."),
        follow=_("See what was sent, or undo it: %(address)s"),
        has_legal_effect=True,
        moment=_("You can undo it until: %(moment)s"),
    ),
    Template.UNDONE: Letter(
        _("You took it back: %(reference)s"),
        _("You have undone what %(helper)s applied for: “%(service)s”. Nobody works on it any more."),
        has_legal_effect=True,
    ),
    Template.CLAIMED: Letter(
        _("Your application is in an account now: %(reference)s"),
        _(
            "Your application “%(service)s” was put into an account. Only its owner sees it now, and the secret code "
            "does not open it any more. Was that you? Then you need do nothing. If not, enter the number and your "
            "secret code: that takes it out of the account again."
        ),
        "",
        _("Take it out of the account here: %(address)s"),
        has_legal_effect=True,
        is_kept=False,
        moment=_("You can take it out again until: %(moment)s"),
    ),
    Template.LET_GO: Letter(
        _("Your application is in no account any more: %(reference)s"),
        _(
            "Your application “%(service)s” was taken out of the account that it was in. The secret code opens it "
            "again. If you think that somebody else knows the code, tell the office."
        ),
        "",
        has_legal_effect=True,
        is_kept=False,
    ),
    Template.FACT_DIFFERS: Letter(
        _("A record says something else: %(reference)s"),
        _(
            "When you applied for “%(service)s”, a record could not be asked, so we took your word. It has answered "
            "since, and says something else. The office knows and will look at it. You can write to it, or have the "
            "record corrected."
        ),
        "{reference}/messages/",
        _("See it, and write to the office: %(address)s"),
    ),
    Template.RENEWAL_REMINDER: Letter(
        _("It ends soon: %(reference)s"),
        _("What you were given with “%(service)s” ends soon. You can renew it now."),
        follow=_("Renew it here: %(address)s"),
        moment=_("It ends on: %(moment)s"),
        kind=Kind.REMINDERS,
    ),
}
