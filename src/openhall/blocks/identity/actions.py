"""Begin and end sessions, hand out tokens, keep the people of a demonstration."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

import msgspec
from django.conf import settings
from django.db import transaction

from openhall.blocks.identity.adapters import ADAPTERS, DEMO, HIGHEST_LEVEL, SignInRefused, identify
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.definitions import OrganisationDefinition, People, PersonDefinition
from openhall.blocks.identity.finding import keep_firm_marks, keep_marks
from openhall.blocks.identity.limits import tidy_tallies
from openhall.blocks.identity.models import Joining, Membership, Organisation, Person, Session, Token
from openhall.blocks.identity.sealed import FACTS, NAME, organisation_key, person_key, sealed_json
from openhall.blocks.identity.sign_ins import note_ended, note_sign_in

#: A session ends this long after it began, however busy it was.
SESSION_LASTS = timedelta(hours=24)
TOKEN_LASTS = timedelta(hours=12)
#: On a computer that others use too, it ends when nothing was asked for this long.
SHARED_LASTS = timedelta(minutes=10)
_RANDOM_BYTES = 32


def digest_of_token(token: str) -> str:
    """Return what is stored of a token: with 256 random bits in it, a plain hash is enough."""
    return sha256(token.encode()).hexdigest()


def sign_in(*, adapter: str, given: Mapping[str, str], instead_of: str = "", now: datetime) -> str:
    """Begin the session of whom ``adapter`` recognises in ``given``; raise ``SignInRefused``."""
    by, person = identify(adapter, given)
    return begin_session(person=person, adapter=by.id, instead_of=instead_of, now=now)


@transaction.atomic
def begin_session(  # noqa: PLR0913 - a session is all of these
    *,
    person: str,
    now: datetime,
    adapter: str = DEMO.id,
    instead_of: str = "",
    level: int = HIGHEST_LEVEL,
    is_shared: bool = False,
    device: str = "",
    is_known: bool = True,
) -> str:
    """Return the token of a fresh session of ``person``, for the cookie; raise ``SignInRefused``.

    ``level`` is the most that was proven this time; the session has what the person, the way and this allow.
    ``is_shared`` says that others use the computer too, ``device`` what it is, ``is_known`` that
    the person was signed in on it before: of another they are told.

    The token is always new (what somebody set beforehand is worth nothing), and the session that the browser
    had (``instead_of``, its cookie) ends here.
    """
    proven = Person.objects.filter(pk=person).values_list("level", flat=True).first()
    if proven is None:
        raise SignInRefused("unknown-person")
    # Whatever else opens an account that became part of another may be somebody else's (``joining.py``).
    if Joining.objects.filter(person=person, undone_at=None).exists():
        raise SignInRefused("account-joined")
    end_session(instead_of)
    Session.objects.filter(ends_at__lt=now).delete()
    tidy_tallies(now)
    token = token_urlsafe(_RANDOM_BYTES)
    Session.objects.create(
        digest=digest_of_token(token),
        person_id=person,
        adapter=adapter,
        level=min(proven, level, ADAPTERS[adapter].level),
        begun_at=now,
        seen_at=now,
        ends_at=now + (SHARED_LASTS if is_shared else SESSION_LASTS),
        is_shared=is_shared,
        device=device,
    )
    note_sign_in(person=person, adapter=adapter, device=device, is_shared=is_shared, is_known=is_known, now=now)
    return token


def end_session(token: str) -> None:
    """End the session of this cookie; one that is not there is ended already."""
    if token:
        note_ended(Session.objects.filter(pk=digest_of_token(token)).delete()[0])


@transaction.atomic
def issue_token(*, person: str, now: datetime) -> tuple[str, datetime]:
    """Return a bearer token for a demo person, at level 3, and when it ends; raise ``SignInRefused``."""
    by, known = identify(DEMO.id, {"person": person})
    Token.objects.filter(ends_at__lt=now).delete()
    token, ends_at = token_urlsafe(_RANDOM_BYTES), now + TOKEN_LASTS
    Token.objects.create(
        digest=digest_of_token(token),
        person_id=known,
        adapter=by.id,
        level=HIGHEST_LEVEL,
        begun_at=now,
        ends_at=ends_at,
    )
    return token, ends_at


@transaction.atomic
def keep_demo_people(people: People) -> People:
    """Keep exactly these people, and nobody where the hall is no demonstration; return who is kept.

    Who stays keeps their sessions; whoever is left out is gone with theirs.
    """
    given = people if settings.OPENHALL_DEMO else People()
    names = sealed_json({person_key(each.id): each.name for each in given.people}, NAME)
    # Whoever was erased has no key any more, and is not made known again.
    kept = msgspec.structs.replace(given, people=tuple(each for each in given.people if person_key(each.id) in names))
    facts = sealed_json({person_key(each.id): each.facts for each in kept.people}, FACTS)
    Person.objects.filter(is_demo=True).exclude(pk__in=[person.id for person in given.people]).delete()
    Organisation.objects.filter(is_demo=True).exclude(pk__in=[each.id for each in kept.organisations]).delete()
    place = {person.id: number for number, person in enumerate(given.people)}
    _upsert(
        Person,
        [_person(place[each.id], each, names[person_key(each.id)], facts[person_key(each.id)]) for each in kept.people],
    )
    _upsert(Organisation, _organisations(kept.organisations))
    Membership.objects.filter(person__is_demo=True).delete()
    Membership.objects.bulk_create(
        Membership(person_id=person.id, organisation_id=seat.organisation, role=seat.role)
        for person in kept.people
        for seat in person.organisations
    )
    write_cards(person.id for person in kept.people)
    keep_marks({person.id: (person.name, person.facts) for person in kept.people})
    keep_firm_marks({each.id: (each.name, each.facts) for each in kept.organisations})
    return kept


def _upsert(model: type[Person] | type[Organisation], rows: list[Person] | list[Organisation]) -> None:
    # What roles may do is said by a firm's owners, and not by files.
    names = [each.name for each in model._meta.concrete_fields if not each.primary_key and each.name != "rights"]  # noqa: SLF001 - Django's public API
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=names)  # type: ignore[arg-type]  # rows are of the model


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _person(place: int, person: PersonDefinition, name: bytes, facts: bytes) -> Person:
    return Person(
        id=person.id,
        name=name,
        level=person.level,
        authority="" if person.officer is None else person.officer.authority,
        posts=_json(() if person.officer is None else person.officer.posts),
        facts=facts,
        is_demo=True,
        story=_json(person.story),
        place=place,
    )


def _organisations(given: Sequence[OrganisationDefinition]) -> list[Organisation]:
    names = sealed_json({organisation_key(each.id): each.name for each in given}, NAME)
    facts = sealed_json({organisation_key(each.id): each.facts for each in given}, FACTS)
    return [
        Organisation(
            id=each.id,
            name=names.get(organisation_key(each.id)),
            audience=each.audience,
            facts=facts.get(organisation_key(each.id)),
            is_demo=True,
        )
        for each in given
    ]
