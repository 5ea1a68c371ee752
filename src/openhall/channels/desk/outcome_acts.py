"""What officers do with what came of a case: take cash, waive, give back, and what else follows a decision."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from openhall.blocks.cases.facade import (
    NoSuchCase,
    approve_asked_refund,
    ask_refund,
    decline_asked_refund,
    hold_case,
    note_visit,
    pay_refund_out,
    release_hold,
    revoke_issued_paper,
    take_cash,
    waive_fee,
)
from openhall.channels.desk.asking import POST, for_officers
from openhall.channels.desk.case_acts import Act, refused
from openhall.channels.desk.frame import Reader, go_to
from openhall.channels.desk.looking import look_at
from openhall.channels.desk.sending import one, typed_in
from openhall.kernel.errors import Refusal

_Do = Callable[[Act, str], str]
#: Where on the page of the case it is shown.
_PART = "#outcome"


def _outcome(form: str, *, weighs: bool = False) -> Callable[[_Do], Callable[..., HttpResponseBase]]:
    """Open an act to officers: it returns the word of what was done; what it refuses is told on the case's page."""

    def opened(do: _Do) -> Callable[..., HttpResponseBase]:
        @for_officers(POST, weighs=weighs)
        @wraps(do)
        def view(request: HttpRequest, reader: Reader, reference: str, about: str = "") -> HttpResponse:
            act = Act(request, look_at(reader, reference), 0, typed_in(request.POST, form))
            try:
                done = do(act, about)
            except NoSuchCase:
                raise Http404 from None
            except Refusal as refusal:
                # Forms of which there are several on the page are told apart by what they are about.
                return refused(act, form if form in _ALONE else f"{form}-{about}", refusal)
            response = go_to(act.look.place, done=done)
            response["Location"] += _PART
            return response

        return view

    return opened


#: Forms that stand once on a page.
_ALONE = frozenset({"cash", "waive", "refund", "hold", "release"})


@_outcome("cash")
def cash(act: Act, payment: str) -> str:
    """Take cash."""
    reader, typed = act.look.reader, act.typed
    take_cash(
        reference=act.look.reference,
        payment=payment,
        slip=one(typed, "slip"),
        amount=one(typed, "amount"),
        visitor=reader.visitor,
        now=reader.now,
    )
    return "cash"


@_outcome("waive", weighs=True)
def waive(act: Act, payment: str) -> str:
    """Waive a fee."""
    reader, reason = act.look.reader, one(act.typed, "reason")
    waive_fee(
        reference=act.look.reference,
        payment=payment,
        reason=reason,
        visitor=reader.visitor,
        now=reader.now,
        once=act.once(f"waive-{payment}"),
    )
    return "waived"


@_outcome("refund")
def refund(act: Act, payment: str) -> str:
    """Ask that money goes back."""
    reader, typed = act.look.reader, act.typed
    ask_refund(
        reference=act.look.reference,
        payment=payment,
        amount=one(typed, "amount"),
        reason=one(typed, "reason"),
        visitor=reader.visitor,
        now=reader.now,
        once=act.once(f"refund-{payment}"),
    )
    return "refund-asked"


@_outcome("approve", weighs=True)
def approve(act: Act, refund_id: str) -> str:
    """Approve a refund."""
    reader, once = act.look.reader, act.once(f"approve-{refund_id}")
    approve_asked_refund(
        reference=act.look.reference, refund=refund_id, visitor=reader.visitor, now=reader.now, once=once
    )
    return "refund-approved"


@_outcome("decline")
def decline(act: Act, refund_id: str) -> str:
    """Decline a refund, or take it back."""
    reader, once = act.look.reader, act.once(f"decline-{refund_id}")
    decline_asked_refund(
        reference=act.look.reference, refund=refund_id, visitor=reader.visitor, now=reader.now, once=once
    )
    return "refund-declined"


@_outcome("payout")
def payout(act: Act, refund_id: str) -> str:
    """Write down that a refund was paid out."""
    reader = act.look.reader
    pay_refund_out(
        reference=act.look.reference,
        refund=refund_id,
        slip=one(act.typed, "slip"),
        visitor=reader.visitor,
        now=reader.now,
        once=act.once(f"payout-{refund_id}"),
    )
    return "paid-out"


@_outcome("revoke", weighs=True)
def revoke(act: Act, paper: str) -> str:
    """Revoke a paper."""
    reader = act.look.reader
    revoke_issued_paper(
        reference=act.look.reference,
        paper=paper,
        words=one(act.typed, "words"),
        visitor=reader.visitor,
        now=reader.now,
        once=act.once(f"revoke-{paper}"),
    )
    return "revoked"


@_outcome("attended")
def attended(act: Act, booking: str) -> str:
    """Note that somebody came."""
    reader, once = act.look.reader, act.once(f"attended-{booking}")
    note_visit(
        reference=act.look.reference,
        booking=booking,
        came="attended",
        visitor=reader.visitor,
        now=reader.now,
        once=once,
    )
    return "visit"


@_outcome("missed")
def missed(act: Act, booking: str) -> str:
    """Note that nobody came."""
    reader, once = act.look.reader, act.once(f"missed-{booking}")
    note_visit(
        reference=act.look.reference, booking=booking, came="missed", visitor=reader.visitor, now=reader.now, once=once
    )
    return "visit"


@_outcome("hold")
def hold(act: Act, _about: str) -> str:
    """Keep a case past its day."""
    reader, words = act.look.reader, one(act.typed, "words")
    hold_case(reference=act.look.reference, words=words, visitor=reader.visitor, now=reader.now)
    return "held"


@_outcome("release")
def release(act: Act, _about: str) -> str:
    """Let a case go the way of others again."""
    reader = act.look.reader
    release_hold(reference=act.look.reference, visitor=reader.visitor, now=reader.now)
    return "released"
