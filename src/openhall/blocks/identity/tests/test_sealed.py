"""What is known of people lies under their own key: nothing of it is readable without, and upgrading seals what was."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from openhall.blocks.identity.facade import (
    begin_session,
    demo_people,
    facts_of,
    forget_person,
    keep_demo_people,
    name_of_holder,
    names_of,
    people_like,
    visitor_of,
)
from openhall.blocks.identity.tests.factories import people
from openhall.blocks.journal.facade import Reader, destroy_key, is_destroyed

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
READER = Reader("hall", "judge", "AB12CD34", NOW)
TABLES = ("identity_person", "identity_organisation", "identity_personmark", "identity_membership")
#: What the factories say of people and firms; a story is invented for the list of a demonstration.
TOLD = ("Owner", "文字", "o@example.com", "Kites Limited", "organisation.brn")


def _held() -> bytes:
    """Return every byte of what identity keeps of people, without the stories."""
    held: list[bytes] = []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names from above
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                held += [_bytes(cell) for name, cell in zip(names, row, strict=True) if name != "story"]
    return b"\0".join(held)


def _bytes(cell: Any) -> bytes:  # noqa: ANN401 - whatever the database gives
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_nothing_that_is_known_of_anybody_lies_in_plain() -> None:
    held = _held()
    assert [each for each in TOLD if each.encode() in held] == []
    assert names_of(["owner"])["owner"]["en"] == "Owner"
    assert facts_of("owner", reader=READER)["person.email"] == "o@example.com"


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_with_the_key_it_is_gone_from_the_rows_as_they_were() -> None:
    """What a copy of the database holds: rows are put back, keys are destroyed again."""
    cookie = begin_session(person="owner", now=NOW)
    destroy_key("person:owner", now=NOW)

    assert facts_of("owner", reader=READER) == {}
    assert name_of_holder("owner", reader=READER) == {}
    assert names_of(["owner", "resident"]).keys() == {"resident"}
    visitor = visitor_of(cookie=cookie, authorization="", now=NOW)
    assert (visitor.name, visitor.organisations) == ({}, ())
    assert [each.id for each in demo_people()] == ["resident", "officer"]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_whoever_was_erased_is_not_made_known_again_by_the_next_load() -> None:
    cookie = begin_session(person="owner", now=NOW)
    forget_person(person="owner")
    destroy_key("person:owner", now=NOW)
    assert visitor_of(cookie=cookie, authorization="", now=NOW).is_guest

    kept = keep_demo_people(people())

    assert [each.id for each in kept.people] == ["resident", "officer"]
    assert people_like(name="Owner") == ()
    assert names_of(["owner"]) == {}
    assert is_destroyed("person:owner")
    assert b"Owner" not in _held()
