"""Whose a request is, who can be played in a demonstration, and what the state holds about somebody."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection
from django.db.models import Prefetch

from openhall.blocks.identity import models
from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.adapters import ADAPTERS
from openhall.blocks.identity.definitions import GUEST, DemoPerson, Facts, Membership, Officer, Visitor
from openhall.kernel.languages import Text

#: A session ends when nothing was asked for this long.
IDLE_LASTS = timedelta(hours=8)
#: "Last seen" is written at most this often; an idle session may end this much early.
SEEN_EVERY = timedelta(minutes=5)
_BEARER = "Bearer "
_TOKEN_LENGTHS = range(40, 65)

# By hand: this stands on every request of somebody signed in, and the ORM takes longer to write the query than
# the database to answer it. One row for each organisation; a revoked seat or post is gone with the next request.
_SQL = """
SELECT c.adapter, c.level, {stale}, p.id, p.name, p.authority, p.posts, o.id, o.name, m.role, o.audience
FROM {table} c
JOIN identity_person p ON p.id = c.person_id
LEFT JOIN identity_membership m ON m.person_id = p.id
LEFT JOIN identity_organisation o ON o.id = m.organisation_id
WHERE c.digest = %s AND c.ends_at > %s{more}
ORDER BY o.id
"""
_OF_SESSION = _SQL.format(stale="c.seen_at < %s", table="identity_session", more=" AND c.seen_at > %s")
_OF_TOKEN = _SQL.format(stale="1 = 0", table="identity_token", more="")

_TEXT = msgspec.json.Decoder(dict[str, str])
_POSTS = msgspec.json.Decoder(tuple[str, ...])


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
    rows = _rows(_OF_TOKEN, [digest_of_token(token), _adapted(now)])
    return _visitor(rows) if rows else GUEST


def _visitor_of_session(token: str, now: datetime) -> Visitor:
    if not _can_be_token(token):
        return GUEST
    digest = digest_of_token(token)
    rows = _rows(_OF_SESSION, [_adapted(now - SEEN_EVERY), digest, _adapted(now), _adapted(now - IDLE_LASTS)])
    if not rows:
        return GUEST
    if rows[0][2]:
        models.Session.objects.filter(pk=digest, seen_at__lt=now - SEEN_EVERY).update(seen_at=now)
    return _visitor(rows)


def _can_be_token(token: str) -> bool:
    return len(token) in _TOKEN_LENGTHS and token.isascii()


def _adapted(moment: datetime) -> Any:  # noqa: ANN401 - whatever the database's driver takes
    return connection.ops.adapt_datetimefield_value(moment)


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _visitor(rows: list[tuple[Any, ...]]) -> Visitor:
    adapter, level, _, person, name, authority, posts, *_ = rows[0]
    by = ADAPTERS.get(adapter)
    if by is None or not by.is_open():
        return GUEST
    return Visitor(
        id=person,
        name=_TEXT.decode(name),
        level=min(level, by.level),
        organisations=tuple(
            Membership(id=row[7], name=_TEXT.decode(row[8]), role=row[9], audience=row[10]) for row in rows if row[7]
        ),
        officer=Officer(authority, _POSTS.decode(posts)) if authority else None,
    )


def demo_people() -> tuple[DemoPerson, ...]:
    """Return everybody who can be played, in the order of their files; nobody where this is no demonstration."""
    if not settings.OPENHALL_DEMO:
        return ()
    seats = models.Membership.objects.select_related("organisation").order_by("organisation_id")
    people = models.Person.objects.filter(is_demo=True).order_by("place")
    return tuple(_demo_person(row) for row in people.prefetch_related(Prefetch("memberships", seats)))


def _demo_person(row: models.Person) -> DemoPerson:
    return DemoPerson(
        id=row.id,
        name=_text(row.name),
        story=_text(row.story),
        level=row.level,
        organisations=tuple(
            Membership(seat.organisation_id, _text(seat.organisation.name), seat.role, seat.organisation.audience)
            for seat in row.memberships.all()
        ),
        officer=bool(row.authority),
        authority=row.authority or None,
        posts=_POSTS.decode(row.posts),
    )


def _text(raw: str) -> Text:
    return _TEXT.decode(raw)


def facts_of(person_id: str, organisation_id: str | None = None) -> Facts:
    """Return what the state holds about a person and, where one is named, an organisation that they act for.

    Values are canonical for the field type of their fact. Somebody unknown, or an organisation that the person
    does not act for, has none.
    """
    person = models.Person.objects.filter(pk=person_id).values_list("facts", flat=True).first()
    facts: dict[str, Any] = {} if person is None else msgspec.json.decode(person)
    if organisation_id:
        seats = models.Membership.objects.filter(person_id=person_id, organisation_id=organisation_id)
        held = seats.values_list("organisation__facts", flat=True).first()
        facts |= {} if held is None else msgspec.json.decode(held)
    return facts
