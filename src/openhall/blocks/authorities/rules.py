"""What the posts of somebody let them do. Pure: what is decided here is decided from what is handed in."""

from openhall.blocks.authorities.changes import Change
from openhall.blocks.authorities.definitions import Role
from openhall.blocks.authorities.seats import Office, Seat

#: Who may sign what an administrator proposed, the likelier first.
_SIGNING: tuple[Role, ...] = ("administrator", "supervisor")


def may(office: Office | None, *, role: Role, authority: str, amount: int | None = None) -> Seat | None:
    """Return the seat from which this office may do what ``role`` does in ``authority``, or ``None``.

    ``amount`` (minor units), where the act is about one, has to be within the post's limit. An own seat goes before
    one of somebody who is away; nobody does with a higher post what is the work of another role.
    """
    return next(iter(seats_for(office, role=role, authority=authority, amount=amount)), None)


def seats_for(office: Office | None, *, role: Role, authority: str, amount: int | None = None) -> tuple[Seat, ...]:
    """Return every seat from which this office may do it, in the order of ``may``."""
    seats = () if office is None else office.seats
    return tuple(seat for seat in seats if _fits(seat, role, authority) and covers(seat.limit, amount))


def covers(limit: int | None, amount: int | None) -> bool:
    """Tell whether a post with ``limit`` may decide ``amount``."""
    return limit is None or amount is None or amount <= limit


def signing_seat(office: Office | None, change: Change) -> Seat | None:
    """Return the seat from which this office may sign ``change`` as the second pair of eyes, or ``None``.

    Neither who proposed it nor whom it is about signs it; and nobody signs for one of those, nor from the very seat
    that it was proposed from.
    """
    if office is None:
        return None
    concerned = {change.proposed_by, change.proposal.person, change.proposed_for} - {""}
    if office.person in concerned:
        return None
    fitting = (s for role in _SIGNING for s in office.seats if _fits(s, role, change.authority))
    return next((seat for seat in fitting if seat.instead_of not in concerned), None)


def _fits(seat: Seat, role: Role, authority: str) -> bool:
    return seat.role == role and seat.authority == authority
