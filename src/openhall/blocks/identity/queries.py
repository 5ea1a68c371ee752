"""Whose a request is, who can be played in a demonstration, and what the state holds about somebody."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection

from openhall.blocks.identity import models
from openhall.blocks.identity.actions import SESSION_LASTS, SHARED_LASTS, digest_of_token
from openhall.blocks.identity.adapters import ADAPTERS, DEMO, HIGHEST_LEVEL
from openhall.blocks.identity.definitions import GUEST, Card, DemoPerson, Facts, Visitor
from openhall.blocks.journal.facade import Reader, record_read
from openhall.kernel.languages import Text

#: A session ends when nothing was asked for this long.
IDLE_LASTS = timedelta(hours=8)
#: On a computer that others use too it ends soon, so it is looked at more often.
SHARED_SEEN_EVERY = timedelta(minutes=1)
#: "Last seen" is written at most this often; an idle session may end this much early.
SEEN_EVERY = timedelta(minutes=5)
_BEARER = "Bearer "
_TOKEN_LENGTHS = range(40, 65)

# By hand: this stands on every request of somebody signed in, and the ORM takes longer to write the query than
# the database to answer it. The card is asked for inside, not joined: PostgreSQL plans that in half the time.
_SQL = """
SELECT c.adapter, c.level, {stale}, c.person_id, (SELECT p.card FROM identity_person p WHERE p.id = c.person_id),
    {shared}
FROM {table} c
WHERE c.digest = %s AND c.ends_at > %s{more}
"""
_OF_SESSION = _SQL.format(
    stale="c.seen_at < CASE WHEN c.is_shared THEN %s ELSE %s END",
    shared="c.is_shared",
    table="identity_session",
    more=" AND c.seen_at > %s",
)
_OF_TOKEN = _SQL.format(stale="1 = 0", shared="1 = 0", table="identity_token", more="")

_TEXT = msgspec.json.Decoder(dict[str, str])
_CARD = msgspec.json.Decoder(Card)


def visitor_of(*, cookie: str, authorization: str, now: datetime) -> Visitor:
    """Return who is asking, by the session cookie's value or an ``Authorization: Bearer`` header; else a guest.

    Where a bearer token is given the cookie is not looked at.
    """
    if authorization.startswith(_BEARER):
        return _visitor_of_token(authorization.removeprefix(_BEARER).strip(), now)
    return _visitor_of_session(cookie, now) if cookie else GUEST


def _visitor_of_token(token: str, now: datetime) -> Visitor:
    if not _can_be_token(token):
        return GUEST
    row = _row(_OF_TOKEN, [digest_of_token(token), _adapted(now)])
    return _visitor(row, now) if row else GUEST


def _visitor_of_session(token: str, now: datetime) -> Visitor:
    if not _can_be_token(token):
        return GUEST
    digest = digest_of_token(token)
    stale = [_adapted(now - SHARED_SEEN_EVERY), _adapted(now - SEEN_EVERY)]
    row = _row(_OF_SESSION, [*stale, digest, _adapted(now), _adapted(now - IDLE_LASTS)])
    if row is None:
        return GUEST
    if row[2]:
        _see(digest, now, is_shared=bool(row[5]))
    return _visitor(row, now)


def signed_in_at(cookie: str) -> datetime | None:
    """Return when the session of this cookie began (UTC); ``None`` for one that is not there."""
    found = models.Session.objects.filter(pk=digest_of_token(cookie))
    return found.values_list("begun_at", flat=True).first() if _can_be_token(cookie) else None


def _see(digest: str, now: datetime, *, is_shared: bool) -> None:
    """Write down that a session is in use; one on a shared computer lasts longer by it."""
    every = SHARED_SEEN_EVERY if is_shared else SEEN_EVERY
    session = models.Session.objects.filter(pk=digest, seen_at__lt=now - every)
    if not is_shared:
        session.update(seen_at=now)
    elif (begun_at := session.values_list("begun_at", flat=True).first()) is not None:
        session.update(seen_at=now, ends_at=min(now + SHARED_LASTS, begun_at + SESSION_LASTS))


def _can_be_token(token: str) -> bool:
    return len(token) in _TOKEN_LENGTHS and token.isascii()


def _adapted(moment: datetime) -> Any:  # noqa: ANN401 - whatever the database's driver takes
    return connection.ops.adapt_datetimefield_value(moment)


def _row(sql: str, parameters: list[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _visitor(row: tuple[Any, ...], now: datetime) -> Visitor:
    adapter, level, _, person, card, _ = row
    by = ADAPTERS.get(adapter)
    if by is None or not by.is_open():
        return GUEST
    told = _CARD.decode(card)
    least = min(level, by.level)
    # What somebody added who was not sure to be themself makes nobody an officer either.
    is_sure = told.officer is None or by is DEMO or (by.is_strong and least == HIGHEST_LEVEL)
    officer = told.officer if is_sure else None
    # What somebody does at a counter ends with the post from which they do it.
    posts = officer.posts if officer else ()
    live = tuple(each for each in told.mandates if each.ends_at > now and (not each.office or each.post in posts))
    firms = tuple(each for each in told.organisations if each.ends_at is None or each.ends_at > now)
    return Visitor(person, told.name, least, firms, officer, live, needs_factor=not is_sure)


def visitor_by_id(person: str) -> Visitor | None:
    """Return somebody as the hall knows them, without their having signed in; ``None`` for nobody."""
    card = models.Person.objects.filter(pk=person).values_list("card", flat=True).first()
    if card is None:
        return None
    told = _CARD.decode(card)
    return Visitor(person, told.name, 0, told.organisations, told.officer)


def demo_people() -> tuple[DemoPerson, ...]:
    """Return everybody who can be played, in the order of their files; nobody where this is no demonstration."""
    if not settings.OPENHALL_DEMO:
        return ()
    return tuple(_demo_person(row) for row in models.Person.objects.filter(is_demo=True).order_by("place"))


def _demo_person(row: models.Person) -> DemoPerson:
    card = _CARD.decode(row.card)
    return DemoPerson(
        id=row.id,
        name=card.name,
        story=_TEXT.decode(row.story),
        level=row.level,
        organisations=card.organisations,
        officer=card.officer is not None,
        authority=card.officer.authority if card.officer else None,
        posts=card.officer.posts if card.officer else (),
    )


def facts_of(person_id: str, organisation_id: str | None = None, *, reader: Reader) -> Facts:
    """Return what the state holds about a person and, where one is named, an organisation that they act for.

    Values are canonical for the field type of their fact. Somebody unknown, or an organisation that the person
    does not act for, has none. Each whose facts are handed out has the read written down, as ``person:…`` and
    ``organisation:…``.
    """
    person = models.Person.objects.filter(pk=person_id).values_list("facts", flat=True).first()
    facts: dict[str, Any] = {}
    if person is not None:
        facts |= msgspec.json.decode(person)
        record_read(f"person:{person_id}", reader)
    if organisation_id:
        seats = models.Membership.objects.filter(person_id=person_id, organisation_id=organisation_id)
        held = seats.values_list("organisation__facts", flat=True).first()
        if held is not None:
            facts |= msgspec.json.decode(held)
            record_read(f"organisation:{organisation_id}", reader)
    return facts


def name_of_holder(person_id: str, organisation_id: str = "", *, reader: Reader) -> Text:
    """Return the name of an organisation, else of a person, in the languages that it is known in; empty for nobody.

    The read is written down.
    """
    known = models.Organisation.objects.filter(pk=organisation_id) if organisation_id else None
    found = known if known is not None else models.Person.objects.filter(pk=person_id)
    name = found.values_list("name", flat=True).first()
    if not name:
        return {}
    record_read(f"organisation:{organisation_id}" if organisation_id else f"person:{person_id}", reader)
    return _TEXT.decode(name)
