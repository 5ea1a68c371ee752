"""People and firms found by their exact name or number: it is compared under a key, and nothing is browsed.

A mark is an HMAC of a name or number under a key of the server: whoever reads the table learns neither, and finds
nobody by a part of a name.
"""

import hmac
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from openhall.blocks.identity.models import Membership, OrganisationMark, PersonMark
from openhall.blocks.identity.rules import MANAGING
from openhall.blocks.identity.sealed import names_of, organisation_names
from openhall.blocks.journal.facade import Reader, record_reads, server_key
from openhall.kernel.languages import Text

_KEY, _NAME = "people-found", "name"
#: What stands between the signs of a name or number, and nobody types the same way twice.
_BETWEEN = re.compile(r"[\W_]+")
_MOST_TYPED = 200


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody who was looked for: no more than who it is."""

    id: str
    name: Text


def keep_marks(people: Mapping[str, tuple[Text, Mapping[str, Any]]]) -> None:
    """Keep by what these people are found: name and facts of each, inside the caller's transaction."""
    PersonMark.objects.filter(person__in=people).delete()
    rows = [
        PersonMark(person_id=person, mark=mark)
        for person, (name, facts) in people.items()
        for mark in dict.fromkeys(_marks_of(name, facts))
    ]
    PersonMark.objects.bulk_create(rows, ignore_conflicts=True)


def keep_firm_marks(firms: Mapping[str, tuple[Text, Mapping[str, Any]]]) -> None:
    """Keep by what these organisations are found: name and facts of each, inside the caller's transaction."""
    OrganisationMark.objects.filter(organisation__in=firms).delete()
    rows = [
        OrganisationMark(organisation_id=firm, mark=mark)
        for firm, (name, facts) in firms.items()
        for mark in dict.fromkeys(_marks_of(name, facts))
    ]
    OrganisationMark.objects.bulk_create(rows, ignore_conflicts=True)


def people_like(*, name: str = "", number: str = "", facts: Collection[str] = ()) -> tuple[str, ...]:
    """Return the ids of those who are called exactly this, or whose number this is.

    ``facts`` are those that are numbers of people here. Nothing of anybody is handed out yet: see ``people_found``.
    """
    typed = _plain(name or number)
    if not typed:
        return ()
    kinds = (_NAME,) if name else tuple(facts)
    rows = PersonMark.objects.filter(mark__in=[_mark(kind, typed) for kind in kinds])
    return tuple(rows.order_by("person").values_list("person", flat=True).distinct())


def mark_of_number(fact: str, number: str) -> str:
    """Return the mark of a number under its fact: whoever has that number has this mark; nothing of nothing."""
    plain = _plain(number)
    return _mark(fact, plain) if plain else ""


def marks_of_person(person: str) -> QuerySet[PersonMark, str]:
    """Return every mark of a person, of their names and of their numbers, to be asked for together with what has it."""
    return PersonMark.objects.filter(person=person).values_list("mark", flat=True)


def people_marked(mark: str) -> tuple[str, ...]:
    """Return the ids of those who have a mark."""
    return tuple(PersonMark.objects.filter(mark=mark).order_by("person").values_list("person", flat=True))


def firms_by_mark(firms: Collection[str]) -> Mapping[str, str]:
    """Return the organisations among ``firms``, each by all of its marks."""
    if not firms:
        return {}
    rows = OrganisationMark.objects.filter(organisation__in=firms).order_by("organisation")
    return dict(rows.values_list("mark", "organisation"))


def firms_marked(mark: str) -> tuple[str, ...]:
    """Return the ids of the organisations that have a mark."""
    rows = OrganisationMark.objects.filter(mark=mark).order_by("organisation")
    return tuple(rows.values_list("organisation", flat=True))


def firms_seen(typed: str, *, facts: Collection[str], reader: Reader, manager: str = "") -> Mapping[str, Text]:
    """Return the names, by id, of the organisations that are called exactly this, or have this number (of ``facts``).

    With ``manager`` only those in which that person may manage people. That each was looked at is written down.
    """
    plain = _plain(typed)
    rows = OrganisationMark.objects.filter(mark__in=[_mark(kind, plain) for kind in (_NAME, *facts)] if plain else ())
    if manager:
        theirs = Membership.objects.filter(person=manager, role__in=MANAGING).values("organisation")
        rows = rows.filter(organisation__in=theirs)
    names = organisation_names(set(rows.values_list("organisation", flat=True)))
    record_reads([f"organisation:{each}" for each in sorted(names)], reader)
    return names


def people_found(people: Collection[str], *, reader: Reader) -> tuple[PersonFound, ...]:
    """Return who these people are, by id; that each of them was looked at is written down."""
    known = names_of(people)
    found = tuple(PersonFound(person, known[person]) for person in sorted(known))
    record_reads([f"person:{each.id}" for each in found], reader)
    return found


def _marks_of(name: Text, facts: Mapping[str, Any]) -> Iterator[str]:
    for words in name.values():
        if plain := _plain(words):
            yield _mark(_NAME, plain)
    for fact, value in facts.items():
        if isinstance(value, str) and any(sign.isdigit() for sign in value) and (plain := _plain(value)):
            yield _mark(fact, plain)


def _plain(typed: str) -> str:
    """Return what was typed without case, width, and what stands between signs."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[:_MOST_TYPED]).casefold())


def _mark(kind: str, plain: str) -> str:
    return hmac.new(server_key(_KEY), f"{kind}\0{plain}".encode(), sha256).hexdigest()
