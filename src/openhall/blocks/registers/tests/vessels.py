"""A register of boats, and people who have one, for the tests of registers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from django.db import transaction

from openhall.blocks.registers.facade import EntryContent, EntryFacts, Fact, Register, keep_entry

TODAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ENTER, RENEW, CHANGE, CANCEL = "port/new", "port/again", "port/other", "port/end"
BOATS = msgspec.convert(
    {
        "id": "boats",
        "name": {"en": "Boats"},
        "summary": {"en": "Boats that lie here."},
        "authority": "port",
        "public": True,
        "number": "B-{year}-{serial:04}",
        "months": 12,
        "remind_days": 30,
        "fields": [
            {"id": "mark", "label": {"en": "Mark"}, "public": True, "identifies": True},
            {"id": "name", "label": {"en": "Name"}, "public": True},
            {"id": "crew", "label": {"en": "Crew"}, "kind": "list", "public": True},
            {"id": "phone", "label": {"en": "Telephone"}, "of_holder": True},
        ],
        "services": {
            ENTER: {"does": "enter"},
            RENEW: {"does": "renew"},
            CHANGE: {"does": "change"},
            CANCEL: {"does": "cancel"},
        },
    },
    Register,
)


def limited(limit: int) -> Register:
    """Return the register with room for so many boats."""
    return msgspec.structs.replace(BOATS, limit=limit)


def facts(**values: Any) -> dict[str, Fact]:
    """Return facts with these values."""
    return {name: Fact(value) for name, value in values.items()}


def keep(  # noqa: PLR0913 - each test changes another one
    subject: str,
    service: str = ENTER,
    *,
    register: Register = BOATS,
    person: str = "noor",
    number: str = "",
    today: date = TODAY,
    now: datetime = NOW,
    change: Mapping[str, Any] | None = None,
    **values: Any,
) -> EntryFacts:
    """Write an entry in a transaction of its own; ``change`` are members of its content besides."""
    content = EntryContent(subject, service, f"matter:{subject}", person, "", facts(**values), number)
    content = replace(content, **(change or {}))
    with transaction.atomic():
        return keep_entry(register=register, content=content, today=today, now=now)
