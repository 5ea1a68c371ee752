"""People and firms found by their exact name or number: it is compared under a key, and nothing is browsed.

A mark is a keyed hash of a name or number: whoever reads the table learns neither, and finds nobody by a part of a
name. Rows have the mark as it was made when they were written; whoever looks knows the text, and looks for all of its
marks.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openhall.blocks.identity.models import Membership, Organisation, OrganisationMark, Person, PersonMark
from openhall.blocks.identity.rules import MANAGING
from openhall.blocks.identity.sealed import held_facts, names_of, organisation_key, organisation_names, person_key
from openhall.blocks.journal.facade import Reader, marks_of, new_mark, record_reads
from openhall.kernel.languages import Text

#: The use of the marks of people and firms.
FOUND = "people-found"
_NAME = "name"
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
        for mark in _new_marks(name, facts)
    ]
    PersonMark.objects.bulk_create(rows, ignore_conflicts=True)


def keep_firm_marks(firms: Mapping[str, tuple[Text, Mapping[str, Any]]]) -> None:
    """Keep by what these organisations are found: name and facts of each, inside the caller's transaction."""
    OrganisationMark.objects.filter(organisation__in=firms).delete()
    rows = [
        OrganisationMark(organisation_id=firm, mark=mark)
        for firm, (name, facts) in firms.items()
        for mark in _new_marks(name, facts)
    ]
    OrganisationMark.objects.bulk_create(rows, ignore_conflicts=True)


def people_like(*, name: str = "", number: str = "", facts: Collection[str] = ()) -> tuple[str, ...]:
    """Return the ids of those who are called exactly this, or whose number this is.

    ``facts`` are those that are numbers of people here. Nothing of anybody is handed out yet: see ``people_found``.
    """
    return people_marked(_all_marks(name or number, (_NAME,) if name else facts))


def marks_of_number(fact: str, number: str) -> tuple[str, ...]:
    """Return every mark that a number under its fact may have, that of now first; nothing of nothing."""
    return tuple(_all_marks(number, (fact,)))


def text_of_number(fact: str, number: str) -> str:
    """Return what is marked of a number under its fact."""
    return _text(fact, _plain(number))


def marks_of_person(person: str) -> frozenset[str]:
    """Return every mark that the numbers of a person may have, to be compared with one that lies elsewhere.

    From what is known of them: their rows have each mark in one way only, perhaps in another than what lies elsewhere.
    """
    facts = Person.objects.filter(pk=person).values_list("facts", flat=True).first() if person else None
    return frozenset(_every_mark(texts_of({}, held_facts(person_key(person), facts))))


def people_marked(marks: Collection[str]) -> tuple[str, ...]:
    """Return the ids of those who have one of these marks."""
    rows = PersonMark.objects.filter(mark__in=marks).order_by("person")
    return tuple(rows.values_list("person", flat=True).distinct()) if marks else ()


def firms_by_mark(firms: Collection[str]) -> Mapping[str, str]:
    """Return the organisations among ``firms``, each by every mark that its numbers may have."""
    if not firms:
        return {}
    rows = Organisation.objects.filter(pk__in=firms).order_by("pk").values_list("pk", "facts")
    known = {firm: held_facts(organisation_key(firm), facts) for firm, facts in rows}
    return {mark: firm for firm, facts in known.items() for mark in _every_mark(texts_of({}, facts))}


def firms_marked(marks: Collection[str]) -> tuple[str, ...]:
    """Return the ids of the organisations that have one of these marks."""
    rows = OrganisationMark.objects.filter(mark__in=marks).order_by("organisation")
    return tuple(rows.values_list("organisation", flat=True).distinct()) if marks else ()


def firms_seen(typed: str, *, facts: Collection[str], reader: Reader, manager: str = "") -> Mapping[str, Text]:
    """Return the names, by id, of the organisations that are called exactly this, or have this number (of ``facts``).

    With ``manager`` only those in which that person may manage people. That each was looked at is written down.
    """
    rows = OrganisationMark.objects.filter(mark__in=_all_marks(typed, (_NAME, *facts)))
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


def texts_of(name: Text, facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts by whose marks somebody is found: of each name, and of each number."""
    for words in name.values():
        if plain := _plain(words):
            yield _text(_NAME, plain)
    for fact, value in facts.items():
        if isinstance(value, str) and any(sign.isdigit() for sign in value) and (plain := _plain(value)):
            yield _text(fact, plain)


def _new_marks(name: Text, facts: Mapping[str, Any]) -> Collection[str]:
    return dict.fromkeys(new_mark(FOUND, text) for text in texts_of(name, facts))


def _every_mark(texts: Iterator[str]) -> Iterator[str]:
    return (mark for text in texts for mark in marks_of(FOUND, text))


def _all_marks(typed: str, kinds: Collection[str]) -> list[str]:
    plain = _plain(typed)
    return list(_every_mark(_text(kind, plain) for kind in kinds)) if plain else []


def _plain(typed: str) -> str:
    """Return what was typed without case, width, and what stands between signs."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[:_MOST_TYPED]).casefold())


def _text(kind: str, plain: str) -> str:
    return f"{kind}\0{plain}"
