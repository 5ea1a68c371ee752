"""Gate *references* for posts, for the people of a demonstration, and for calendars."""

from collections.abc import Iterable, Iterator
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.held_values import fault_of
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.sources import Sources, rows_of
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.blocks.identity.facade import MYSELF

Row = dict[str, Any]
_OF_ORGANISATIONS = "organisation."


def people_problems(sources: Sources, words: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong between these files and with what they name elsewhere."""
    gate = _PeopleGate(sources, words)
    for source in sources.calendars:
        yield from _named_after_its_file(source)
    yield from _unique(sources.posts, "posts")
    for source, path, row in _each(sources.posts, "posts"):
        yield from _known(source, (*path, "authority"), row["authority"], words.authorities, "authority")
    for member in ("organisations", "people"):
        yield from _unique(sources.people, member)
    for source, path, row in _each(sources.people, "organisations"):
        if row["id"] == MYSELF:
            told = f"“{MYSELF}” is what people say who apply for no organisation. Give it another id."
            yield source.problem((*path, "id"), dotted((*path, "id")), told)
        yield from gate.facts(source, path, row, of_organisation=True)
    for source, path, row in _each(sources.people, "people"):
        yield from gate.person(source, path, row)
    for source, path, row in _each(sources.people, "mandates"):
        yield from gate.mandate(source, path, row)


class _PeopleGate:
    """What people may refer to."""

    def __init__(self, sources: Sources, words: Vocabulary) -> None:
        self._authorities = words.authorities
        self._services = {str(each.value["service"]) for each in sources.services if isinstance(each.value, dict)}
        self._posts: dict[str, str] = {row["id"]: row["authority"] for row in rows_of(sources.posts, "posts")}
        self._organisations = {str(row["id"]) for row in rows_of(sources.people, "organisations")}
        self._people: dict[str, Row] = {row["id"]: row for row in rows_of(sources.people, "people")}
        types = {row["id"]: row for row in sources.rows("field_types")}
        self._facts: dict[str, Row] = {row["id"]: types.get(row["type"], {}) for row in sources.rows("facts")}

    def person(self, source: SourceFile, path: tuple[Step, ...], row: Row) -> Iterator[Problem]:
        """Yield what is wrong with one person."""
        yield from self.facts(source, path, row, of_organisation=False)
        for index, seat in enumerate(row.get("organisations", [])):
            where = (*path, "organisations", index, "organisation")
            yield from _known(source, where, seat["organisation"], self._organisations, "organisation")
        for index, kin in enumerate(row.get("family", [])):
            where = (*path, "family", index, "person")
            yield from _known(source, where, kin["person"], set(self._people) - {row["id"]}, "other person")
            others = [each["person"] for each in self._people.get(kin["person"], {}).get("family", [])]
            if kin["person"] in self._people and row["id"] not in others:
                told = f"“{kin['person']}” does not name “{row['id']}” as family. Name each other."
                yield source.problem(where, dotted(where), told)
        if "officer" in row:
            yield from self._officer(source, (*path, "officer"), row["officer"])

    def mandate(self, source: SourceFile, path: tuple[Step, ...], row: Row) -> Iterator[Problem]:
        """Yield what is wrong with a mandate between two people."""
        yield from _known(source, (*path, "giver"), row["giver"], set(self._people), "person")
        yield from _known(source, (*path, "helper"), row["helper"], set(self._people) - {row["giver"]}, "other person")
        for index, name in enumerate(row.get("services", [])):
            known = self._services if "/" in name else set(self._authorities)
            yield from _known(source, (*path, "services", index), name, known, "service or authority")

    def _officer(self, source: SourceFile, path: tuple[Step, ...], officer: Row) -> Iterator[Problem]:
        authority = officer["authority"]
        yield from _known(source, (*path, "authority"), authority, self._authorities, "authority")
        held = {post for post, of in self._posts.items() if of == authority}
        for index, post in enumerate(officer["posts"]):
            yield from _known(source, (*path, "posts", index), post, held, "post in that authority")

    def facts(
        self, source: SourceFile, path: tuple[Step, ...], row: Row, *, of_organisation: bool
    ) -> Iterator[Problem]:
        """Yield what is wrong with the facts of a person or an organisation."""
        known = {fact for fact in self._facts if fact.startswith(_OF_ORGANISATIONS) == of_organisation}
        for fact, value in row.get("facts", {}).items():
            where = (*path, "facts", fact)
            if fact not in known:
                yield from _known(source, where, fact, known, "such fact here,")
            elif (fault := fault_of(self._facts[fact], value)) is not None:
                yield source.problem(where, dotted(where), f"{fault}.")


def _named_after_its_file(source: SourceFile) -> Iterator[Problem]:
    name = source.name.rsplit("/", 1)[-1].removesuffix(".yaml")
    value = source.value if isinstance(source.value, dict) else {}
    if value.get("calendar") != name:
        yield source.problem(["calendar"], "calendar", f"this file is called “{name}”. Give both the same name.")


def _each(files: Iterable[SourceFile], member: str) -> Iterator[tuple[SourceFile, tuple[Step, ...], Row]]:
    for source in files:
        for index, row in enumerate(rows_of([source], member)):
            yield source, (member, index), row


def _unique(files: Iterable[SourceFile], member: str) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for source, path, row in _each(files, member):
        if row["id"] in seen:
            where = (*path, "id")
            told = f"“{row['id']}” stands in {seen[row['id']]} already. Give one another id."
            yield source.problem(where, dotted(where), told)
        seen.setdefault(row["id"], source.name)


def _known(source: SourceFile, path: tuple[Step, ...], name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield source.problem(path, dotted(path), f"there is no {what} “{name}”.{nearest(name, known)}")
