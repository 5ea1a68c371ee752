"""Gate *references* for registers: each deed finds its questions, its fields and its number."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.resolving import Libraries
from openhall.blocks.catalogue.loading.sources import Sources, id_from_path
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.blocks.registers.facade import WRITING, Series, is_pattern, is_series

Row = dict[str, Any]
#: Which answers fit into which kind of field.
_FITTING: Mapping[str, frozenset[str]] = {
    "text": frozenset({"string", "text", "telephone", "email", "country", "month", "time", "datetime"}),
    "day": frozenset({"date"}),
    "number": frozenset({"integer", "number", "money"}),
    "choice": frozenset({"choice"}),
    "list": frozenset({"choices", "group"}),
    "yes-no": frozenset({"boolean"}),
    "address": frozenset({"address"}),
}


def register_problems(sources: Sources, words: Vocabulary, libraries: Libraries) -> Iterator[Problem]:
    """Yield what is wrong with the registers of a jurisdiction."""
    services = {id_from_path(source.name): source for source in sources.services}
    taken: dict[str, str] = {}
    for source in sources.registers:
        gate = _Gate(source, words, libraries, services)
        yield from gate.itself()
        for service in gate.value["services"]:
            path: tuple[Step, ...] = ("services", service)
            if service in taken:
                told = f"“{service}” stands in {taken[service]} already. Keep it in one register."
                yield source.problem(path, dotted(path), told)
            taken.setdefault(service, source.name)
            yield from gate.service(service, path)


class _Gate:
    """The gate over one register."""

    def __init__(
        self, source: SourceFile, words: Vocabulary, libraries: Libraries, services: Mapping[str, SourceFile]
    ) -> None:
        self.source, self._words, self._libraries, self._services = source, words, libraries, services
        self.value: Row = source.value if isinstance(source.value, dict) else {}
        self._fields: dict[str, Row] = {row["id"]: row for row in self.value["fields"]}

    def itself(self) -> Iterator[Problem]:
        """Yield what is wrong with the register's own members."""
        value, name = self.value, self.source.name.rsplit("/", 1)[-1].removesuffix(".yaml")
        if value["register"] != name:
            yield self._told(("register",), f"this file is called “{name}”. Give both the same name.")
        if value["authority"] not in self._words.authorities:
            hint = nearest(value["authority"], self._words.authorities)
            yield self._told(("authority",), f"there is no authority “{value['authority']}”.{hint}")
        if not is_pattern(value["number"]):
            yield self._told(("number",), "numbers cannot be written like this. Write AB-{year}-{serial:06}.")
        if len(self._fields) != len(value["fields"]):
            yield self._told(("fields",), "two fields have the same id. Give one of them another.")
        if not value["public"] and any(row.get("public") for row in value["fields"]):
            yield self._told(("fields",), "a field is public though the register is not. Open one or close the other.")
        yield from self._terms(value)
        yield from self._named((), value)
        for place, row in enumerate(value["fields"]):
            if "series" in row and not is_series(msgspec.convert(row["series"], Series)):
                told = "marks cannot be written like this. Write letters without I, O and Q, such as AA."
                yield self._told(("fields", place, "series"), told)

    def _terms(self, value: Row) -> Iterator[Problem]:
        if value.get("remind_days") and not (value.get("months") or value.get("term")):
            yield self._told(("remind_days",), "an entry without an end needs no reminder. Add months, or take it out.")
        if value.get("renew_days") is not None and value["renew_days"] < value.get("remind_days", 0):
            yield self._told(("renew_days",), "people are reminded before they can renew. Let them renew by then.")
        term = value.get("term")
        if term and self._fields.get(term["field"], {}).get("kind") != "choice":
            yield self._told(("term", "field"), f"there is no field “{term['field']}” of the kind choice.")

    def _named(self, path: tuple[Step, ...], value: Row) -> Iterator[Problem]:
        for name in value.get("named_by", ()):
            if name not in self._fields:
                hint = nearest(name, set(self._fields))
                yield self._told((*path, "named_by"), f"there is no field “{name}”.{hint}")

    def service(self, service: str, path: tuple[Step, ...]) -> Iterator[Problem]:
        """Yield what is wrong with what one service does to the register."""
        if service not in self._services:
            yield self._told(path, f"there is no service “{service}”.{nearest(service, set(self._services))}")
            return
        asked = self._asked(service)
        if asked is None:
            return  # its own file is told of
        use: Row = self.value["services"][service]
        for member in ("fields", "becomes"):
            for field, question in use.get(member, {}).items():
                yield from self._fit((*path, member, field), field, question, asked)
        yield from self._named(path, use)
        yield from self._lists(path, use, asked)
        number = use.get("number")
        for member in ("number", "passes_to", "passes_to_firm"):
            question = use.get(member)
            if question is not None and question not in asked:
                told = f"there is no question “{question}”.{nearest(question, set(asked))}"
                yield self._told((*path, member), told)
        yield from self._since(path, use, asked)
        yield from self._agreed(path, service, use)
        yield from self._ends(path, service, use)
        if use["does"] in WRITING and not use.get("fields"):
            yield self._told(path, "something is written, but no field says what. Add fields.")
        if use["does"] in WRITING - {"enter"}:
            known = {row["id"] for row in self.value["fields"] if row.get("identifies")}
            if not number and not (known and known <= set(use.get("fields", {}))):
                told = "nothing says which entry is meant. Give a number, or every field that identifies an entry."
                yield self._told(path, told)

    def _since(self, path: tuple[Step, ...], use: Row, asked: Mapping[str, str]) -> Iterator[Problem]:
        question = use.get("holds_from")
        if question is None:
            return
        place = (*path, "holds_from")
        if asked.get(question) not in _FITTING["day"]:
            yield self._told(place, f"there is no question “{question}” that is answered with a day.")
        if use["does"] not in {"change", "cancel"}:
            yield self._told(place, "only what changes or ends an entry can have been so before. Take it out.")

    def _lists(self, path: tuple[Step, ...], use: Row, asked: Mapping[str, str]) -> Iterator[Problem]:
        for member in ("adds", "removes"):
            for field, question in use.get(member, {}).items():
                place = (*path, member, field)
                if self._fields.get(field, {}).get("kind") != "list":
                    yield self._told(place, f"there is no field “{field}” of the kind list.")
                elif asked.get(question) not in _FITTING["text"]:
                    yield self._told(place, f"there is no question “{question}” that is answered with a line of text.")

    def _agreed(self, path: tuple[Step, ...], service: str, use: Row) -> Iterator[Problem]:
        """Yield an entry that passes to somebody else than whoever has to agree to it."""
        value = self._services[service].value
        process = value.get("process") if isinstance(value, dict) else None
        other = process.get("other_party") if isinstance(process, dict) else None
        if not isinstance(other, dict):
            return
        firm = other.get("firm")
        of_firm = firm.get("number") if isinstance(firm, dict) else None
        for member, agrees in (("passes_to", other.get("number")), ("passes_to_firm", of_firm)):
            passes = use.get(member)
            if passes and passes != agrees:
                who = f"“{agrees}” has" if agrees else "nobody of such a number has"
                told = f"it passes to “{passes}”, and {who} to agree to it. Name one question in both."
                yield self._told((*path, member), told)

    def _ends(self, path: tuple[Step, ...], service: str, use: Row) -> Iterator[Problem]:
        value = self._services[service].value
        rows = value.get("questions", []) if isinstance(value, dict) else []
        options = {row.get("id"): {each["id"] for each in row.get("options", [])} for row in rows}
        for question, option in use.get("ends_if", {}).items():
            if option not in options.get(question, set()):
                yield self._told((*path, "ends_if"), f"there is no question “{question}” with an option “{option}”.")

    def _fit(self, path: tuple[Step, ...], field: str, question: str, asked: Mapping[str, str]) -> Iterator[Problem]:
        if field not in self._fields:
            yield self._told(path, f"there is no field “{field}”.{nearest(field, set(self._fields))}")
        elif question not in asked:
            yield self._told(path, f"there is no question “{question}”.{nearest(question, set(asked))}")
        elif asked[question] not in _FITTING[self._fields[field].get("kind", "text")]:
            kind = self._fields[field].get("kind", "text")
            yield self._told(path, f"the answer to “{question}” is a {asked[question]}, which is no {kind}.")

    def _asked(self, service: str) -> dict[str, str] | None:
        """Return what kind of answer each question of a service has; those of a group with a dot, as lists."""
        value = self._services[service].value
        try:
            rows = [self._libraries.question(row) for row in value["questions"]]  # type: ignore[index]
            asked = {row["id"]: self._base(row) for row in rows}
            inner = {f"{row['id']}.{each['id']}": "group" for row in rows for each in row.get("questions", [])}
        except (KeyError, TypeError, AttributeError):
            return None
        return asked | inner

    def _base(self, row: Row) -> str:
        return "group" if "questions" in row else self._words.field_types.get(row["type"], "")

    def _told(self, path: tuple[Step, ...], told: str) -> Problem:
        return self.source.problem(path, dotted(path), told)
