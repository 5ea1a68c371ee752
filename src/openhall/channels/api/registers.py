"""Registers for programs: what they are, what stands in those that are open, and what was known when."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.registers.facade import (
    MAX_QUERY,
    EntryFacts,
    Fact,
    Register,
    entry_as_known,
    entry_of,
    entry_on,
    history_of,
    search_public,
)
from openhall.channels.api.problems import Problem
from openhall.channels.api.representations import JSON
from openhall.channels.api.shapes import ProblemDetail, Texts
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

router = Router(tags=["registers"])
_REFUSALS: dict[int, type[Schema]] = {404: ProblemDetail, 422: ProblemDetail}
_UNKNOWN = _("There is no open register “%(register)s”. The list is at /api/v1/registers.")
_NO_ENTRY = _("There is no entry “%(number)s” in this register.")
State = Literal["active", "suspended", "expired", "cancelled"]


class RegisterLawItem(Schema):
    """The law by which a register is kept."""

    title: Texts
    section: str


class RegisterFieldItem(Schema):
    """A particular that anybody may read."""

    id: str
    label: Texts
    kind: str


class RegisterItem(Schema):
    """A register."""

    id: str
    name: Texts
    authority: str
    public: bool = Field(description="whether its entries may be read here")
    law: RegisterLawItem | None = Field(description="null: not yet recorded")
    fields: list[RegisterFieldItem] = Field(description="those that are public")


class RegisterList(Schema):
    """Every register."""

    items: list[RegisterItem]
    next_cursor: str | None = Field(description="always null: they all stand on one page")


class EntryFact(Schema):
    """What an entry says in a field."""

    value: Any
    words: Texts = Field(description="the same in each language, where it is not the value itself")


class EntryItem(Schema):
    """An entry."""

    register_id: str
    number: str
    state: State
    valid_from: date | None
    valid_until: date | None = Field(description="null: it has no end")
    version: int = Field(description="counts what happened to it")
    recorded_at: datetime = Field(description="since when the register knows this")
    facts: dict[str, EntryFact]


class EntryPage(Schema):
    """One page of what was found; ask again with ``cursor`` for the next one."""

    items: list[EntryItem]
    total: int
    next_cursor: str | None = Field(description="null on the last page")


class EntryHappening(Schema):
    """One thing that happened to an entry."""

    version: int
    did: str
    recorded_at: datetime
    holds_from: date
    state: State
    valid_from: date | None
    valid_until: date | None
    facts: dict[str, EntryFact]
    changed: list[str]


class EntryDetail(EntryItem):
    """An entry with its history, the newest first."""

    history: list[EntryHappening]


class EntriesQuery(Schema):
    """What can be asked of a register."""

    q: str = Field("", description="a name, a number or an address, or a part of it", max_length=MAX_QUERY)
    cursor: int = Field(1, description="next_cursor of the page before", ge=1, le=1_000_000)


class MomentQuery(Schema):
    """As of when."""

    at: datetime | None = Field(None, description="what the register knew at this moment (RFC 3339)")
    on: date | None = Field(None, description="how it stood on this day, by what was known ``at`` that moment, or now")


@router.get("", response={200: RegisterList}, operation_id="list_registers")
@open_to(Right.EVERYONE)
def list_registers(request: HttpRequest) -> HttpResponse:
    """List the registers, and the law by which each is open or closed."""
    del request
    return _answer({"items": [_item(each) for each in current_catalogue().jurisdiction.registers], "next_cursor": None})


@router.get("/{register_id}/entries", response={200: EntryPage, **_REFUSALS}, operation_id="list_entries")
@open_to(Right.EVERYONE)
def list_entries(request: HttpRequest, register_id: str, query: Query[EntriesQuery]) -> HttpResponse:
    """Search an open register."""
    del request
    found = search_public(_open(register_id).id, query.q, query.cursor)
    following = str(found.page + 1) if found.page < found.pages else None
    items = [_entry(each) for each in found.entries]
    return _answer({"items": items, "total": found.total, "next_cursor": following})


@router.get("/{register_id}/entries/{number}", response={200: EntryDetail, **_REFUSALS}, operation_id="get_entry")
@open_to(Right.EVERYONE)
def get_entry(request: HttpRequest, register_id: str, number: str, query: Query[MomentQuery]) -> HttpResponse:
    """Return an entry of an open register: as it is, as it stood ``on`` a day, or as the register knew it ``at``."""
    del request
    known, moment = _open(register_id).id, query.at if query.at and query.at.tzinfo else None
    if query.on:
        entry = entry_on(known, number, query.on, (moment or timezone.now()) + timedelta(microseconds=1))
    else:
        entry = entry_as_known(known, number, moment) if moment else entry_of(known, number)
    if entry is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-entry", _NO_ENTRY, {"number": number[:60]})
    history = [each for each in history_of(known, number) if each.serial <= entry.serial]
    told = [
        {
            "version": each.serial,
            "did": each.did,
            "recorded_at": each.recorded_at,
            "holds_from": each.holds_from,
            "state": each.state,
            "valid_from": each.valid_from,
            "valid_until": each.valid_until,
            "facts": _facts(each.facts),
            "changed": each.changed,
        }
        for each in history
    ]
    return _answer({**_entry(entry), "history": told})


def _open(register: str) -> Register:
    known = (each for each in current_catalogue().jurisdiction.registers if each.id == register and each.public)
    if (found := next(known, None)) is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-register", _UNKNOWN, {"register": register[:80]})
    return found


def _item(register: Register) -> dict[str, Any]:
    law = register.law
    return {
        "id": register.id,
        "name": register.name,
        "authority": register.authority,
        "public": register.public,
        "law": {"title": law.title, "section": law.section} if law else None,
        "fields": [{"id": each.id, "label": each.label, "kind": each.kind} for each in register.fields if each.public],
    }


def _entry(entry: EntryFacts) -> dict[str, Any]:
    return {
        "register_id": entry.register,
        "number": entry.number,
        "state": entry.state,
        "valid_from": entry.valid_from,
        "valid_until": entry.valid_until,
        "version": entry.serial,
        "recorded_at": entry.recorded_at,
        "facts": _facts(entry.facts),
    }


def _facts(facts: Mapping[str, Fact]) -> dict[str, Any]:
    return {name: {"value": fact.value, "words": fact.words} for name, fact in facts.items()}


def _answer(value: dict[str, Any]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type=JSON, headers={"Cache-Control": "no-cache"})
