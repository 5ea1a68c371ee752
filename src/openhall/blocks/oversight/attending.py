"""At a counter: an officer finds or opens somebody's account by the paper that lies before them, and is written down.

The paper is the reason: it is recorded with the look, the person gets a letter at once, and whoever answers for the
office sees everybody to whom its counters attended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from openhall.blocks.authorities.facade import Office, Seat, office_of, seats_for
from openhall.blocks.catalogue.facade import Catalogue, CounterPaper, current_catalogue, fact_of
from openhall.blocks.identity.facade import (
    Attended,
    Counter,
    Shown,
    Visitor,
    attend,
    attendance_of,
    attended_before,
    count_attended,
    end_mandate,
    is_nameless,
    offered_by_code,
    open_person,
    people_found,
    people_like,
    serialised,
)
from openhall.blocks.journal.facade import Delivery, How, Purpose, Reader, append_leaf, post
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.blocks.oversight.definitions import (
    AttendingIncomplete,
    NotAllowedToAttend,
    TooManyAttended,
)
from openhall.kernel.canonical import JSON

#: The kind of message in the outbox that asks to tell somebody that they stood at a counter.
COUNTER_LETTER = "counter-letter"
#: So many people may one officer attend to in an hour: a busy counter has one every four minutes.
MOST_ATTENDED = 15
MOST_NAME, MOST_NUMBER, MOST_CODE = 120, 60, 60
_AN_HOUR = timedelta(hours=1)
_TEMPLATE = "attended"


@dataclass(frozen=True, slots=True)
class Attending:
    """What an officer typed: which paper, its number, the name for a new account.

    ``code`` is one that the person made on their own page to let somebody act: it proves that the account is theirs.
    ``is_all`` asks to help with the services of all offices, not only with those of the officer's own.
    """

    paper: str
    number: str = ""
    code: str = ""
    name: str = ""
    is_all: bool = False


def attending_seat(office: Office | None) -> Seat | None:
    """Return the seat from which somebody sees people at a counter, or ``None``."""
    if office is None:
        return None
    seats = seats_for(office, role="counter-clerk", authority=office.authority)
    # Whoever sees people in somebody's place is named to them: only from a post of their own.
    return next((seat for seat in seats if not seat.instead_of), None)


def attend_to(
    *, attending: Attending, words: Mapping[str, tuple[str, str]], visitor: Visitor, key: str, now: datetime
) -> str:
    """Attend to whoever shows a paper, opening their account where they have none; return the id of the attendance.

    ``words`` are title and text, by language, of the letter that tells them. The same ``key`` gives the same answer.
    Raises ``NotAllowedToAttend``, ``AttendingIncomplete``, ``TooManyAttended`` and ``AttendanceRefused``.
    """
    seat = attending_seat(office_of(visitor.id, now=now))
    if seat is None:
        raise NotAllowedToAttend
    known = attended_before(officer=visitor.id, key=key)
    if known:
        return known
    catalogue = current_catalogue()
    paper, number = _checked(attending, catalogue)
    if count_attended(officer=visitor.id, since=now - _AN_HOUR) >= MOST_ATTENDED:
        append_leaf(kind="attendance.stopped", subject=visitor.id, statement={"office": seat.authority}, now=now)
        raise TooManyAttended
    with transaction.atomic():
        # Two counters may have the same paper before them: the second waits, and finds the account of the first.
        serialised(f"counter:{number or attending.code or key}", now=now)
        person, is_new = _person(attending, paper, number, catalogue, now)
        made = attend(
            person=person,
            counter=Counter(visitor.id, seat.authority, seat.post),
            shown=Shown(paper.id, paper.level),
            services=() if attending.is_all else (seat.authority,),
            key=key,
            is_new=is_new,
            now=now,
        )
        people_found([person], reader=_reader(visitor.id, seat.authority, seat.post, made, now))
        told: dict[str, JSON] = {"attendance": made, "person": person, "office": seat.authority}
        told["words"] = {code: [title, text] for code, (title, text) in words.items()}
        post(kind=COUNTER_LETTER, key=f"{_TEMPLATE}:{made}", payload=told, now=now)
    return made


def attended_by(*, attendance: str, visitor: Visitor, now: datetime) -> Attended:
    """Return to whom an officer attends; raise ``NotAllowedToAttend`` and ``AttendanceRefused``."""
    if attending_seat(office_of(visitor.id, now=now)) is None:
        raise NotAllowedToAttend
    return attendance_of(attendance=attendance, officer=visitor.id, now=now)


def other_of(*, attended: Attended, number: str, visitor: Visitor, now: datetime) -> str:
    """Return somebody whom a mandate at the counter is about too, by their whole number.

    That they were looked for is written down, as a look at this counter. Raises ``AttendingIncomplete``.
    """
    numbers = current_catalogue().jurisdiction.person_numbers
    found = people_like(number=number[:MOST_NUMBER], facts=numbers) if number.strip() else ()
    if len(found) != 1:
        raise AttendingIncomplete((("number", "nobody"),))
    at = attended.counter
    people_found(found, reader=_reader(visitor.id, at.office, at.post, attended.id, now))
    return found[0]


def deliver_counter_letter(delivery: Delivery, *, now: datetime) -> None:
    """Tell somebody that they stood at a counter, once: if it was not they, they know it now."""
    given = delivery.payload
    words, attendance, person = given["words"], str(given["attendance"]), str(given["person"])
    if not isinstance(words, dict):
        raise TypeError("a letter in languages is expected here")
    told = {code: (str(pair[0]), str(pair[1])) for code, pair in words.items() if isinstance(pair, list)}
    letter = NewLetter(
        key=f"{_TEMPLATE}:{attendance}",
        subject="",
        owner=f"person:{person}",
        person=person,
        template=_TEMPLATE,
        language=next(iter(told)),
        words=told,
        authority=str(given["office"]),
    )
    deliver_to_inbox(letter=letter, now=now)


def _reader(officer: str, office: str, post_: str, attendance: str, now: datetime) -> Reader:
    return Reader(
        actor=officer, purpose=Purpose.HELP, case=attendance, now=now, office=office, post=post_, how=How.FOUND
    )


def _checked(attending: Attending, catalogue: Catalogue) -> tuple[CounterPaper, str]:
    """Return the paper, and its number as it is kept; raise ``AttendingIncomplete``."""
    jurisdiction = catalogue.jurisdiction
    paper = next((each for each in jurisdiction.counter_papers if each.id == attending.paper), None)
    if paper is None:
        raise AttendingIncomplete((("paper", "missing"),))
    if not paper.number:
        return paper, ""
    if not attending.number.strip():
        raise AttendingIncomplete((("number", "missing"),))
    number = fact_of(paper.number, attending.number[:MOST_NUMBER], jurisdiction)
    if not number:
        raise AttendingIncomplete((("number", "wrong"),))
    return paper, number


def _account_of(code: str, now: datetime) -> str:
    """Return whose page made a code, which is used up: whoever brings it holds that account."""
    if not code.strip():
        return ""
    offer = offered_by_code(code.strip().lower()[:MOST_CODE], now=now)
    if offer is None:
        raise AttendingIncomplete((("code", "nobody"),))
    end_mandate(mandate=offer.id, actor=offer.giver, now=now)
    return offer.giver


def _person(
    attending: Attending, paper: CounterPaper, number: str, catalogue: Catalogue, now: datetime
) -> tuple[str, bool]:
    """Return who it is, and whether an account was opened for them just now; raise ``AttendingIncomplete``."""
    by_number = people_like(number=number, facts=(paper.number,)) if number else ()
    if len(by_number) > 1:
        raise AttendingIncomplete((("number", "several"),))
    by_code = _account_of(attending.code, now)
    if by_number:
        if by_code not in {"", by_number[0]}:
            raise AttendingIncomplete((("code", "another"),))
        return by_number[0], False
    if by_code and not is_nameless(by_code):
        # Without its own number a paper proves that it is they only where it bears their name.
        if number or by_code not in people_like(name=attending.name[:MOST_NAME]):
            raise AttendingIncomplete((("code", "another"),))
        return by_code, False
    name = " ".join(attending.name[:MOST_NAME].split())
    if not name:
        raise AttendingIncomplete((("name", "new"),))
    facts: dict[str, Any] = {paper.number: number} if number else {}
    names = {each.code: name for each in catalogue.languages}
    return open_person(name=names, facts=facts, person=by_code), True
