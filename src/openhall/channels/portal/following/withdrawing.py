"""Withdraw a case: a page that says what follows, and one button."""

from django.http import HttpResponse

from openhall.blocks.cases.facade import CaseEnded, Status, withdraw_case
from openhall.channels.portal.following.case import WITHDRAW
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.ui.following_views import WithdrawView

_ENDED = frozenset({Status.DECIDED, Status.WITHDRAWN})


@following(methods=BOTH)
def withdraw(following: Following) -> HttpResponse:
    """Say what follows from withdrawing, or withdraw; sent twice it is done once."""
    facts = following.facts
    if following.request.method == "POST" and not following.is_turned:
        once = following.once(WITHDRAW, "", "")
        withdraw_case(reference=facts.reference, visitor=following.visitor, now=following.now, once=once)
        return following.send_to()
    if facts.status in _ENDED:
        raise CaseEnded(status=facts.status)
    view = WithdrawView(following.line, facts.reference, following.href(WITHDRAW), following.href())
    return following.show(following.path(WITHDRAW), "track/withdraw.jinja", view)
