"""Registers answer for what they hold: the one entry of somebody, open and sealed particulars alike."""

from datetime import date
from typing import Any

import pytest

from openhall.blocks.exchange.facade import Asking, FactSource, SourceLaw, fetch_facts
from openhall.blocks.journal.facade import OWN, Reader
from openhall.blocks.registers.facade import expire_entries, suspend_entry
from openhall.blocks.registers.tests.vessels import BOATS, CANCEL, NOW, RENEW, TODAY, keep

pytestmark = pytest.mark.django_db
FACTS = ("person.boat_number", "person.boat_mark", "person.boat_phone", "person.boat_until", "person.boat_colour")
SOURCE = FactSource(
    "boats",
    {"en": "Boats"},
    "port",
    "register",
    FACTS,
    SourceLaw({"en": "Port Act"}),
    register="boats",
    fields={
        "person.boat_number": "@number",
        "person.boat_mark": "mark",
        "person.boat_phone": "phone",
        "person.boat_until": "@valid_until",
        "person.boat_colour": "colour",
    },
)


def held(person: str = "noor", organisation: str = "") -> dict[str, Any]:
    reader = Reader(f"person:{person}", OWN, "OH-1", NOW)
    asking = Asking(person, organisation, "port/again", "port")
    fetched = fetch_facts(sources=[SOURCE], wanted=FACTS, asking=asking, reader=reader)
    assert all(each.source == "boats" for each in fetched.values.values())
    return {fact.partition("_")[2]: each.value for fact, each in fetched.values.items()}


def test_what_a_licence_was_given_with_is_held_for_its_renewal() -> None:
    assert held() == {}
    given = keep("a", mark="B1", phone="555-0101")
    assert held() == {"number": given.number, "mark": "B1", "phone": "555-0101", "until": "2027-03-01"}
    assert held("lin") == {}
    keep("b", RENEW, number=given.number, mark="B1", phone="555-0999", today=date(2027, 1, 10))
    assert (held()["phone"], held()["until"]) == ("555-0999", "2028-03-01")


def test_what_a_person_holds_stays_theirs_while_they_act_for_a_firm() -> None:
    given = keep("a", mark="B1")
    assert held(organisation="sail-loft")["number"] == given.number


def test_of_two_entries_none_is_meant_and_of_none_nothing() -> None:
    first = keep("a", mark="B1")
    keep("b", mark="B2")
    assert held() == {}
    keep("c", CANCEL, number=first.number, mark="B1")
    assert held()["mark"] == "B2"


def test_an_entry_that_is_suspended_or_over_is_still_theirs_to_renew() -> None:
    given = keep("a", mark="B1")
    suspend_entry(
        register=BOATS, number=given.number, by="port:clerk", reason="The mast is broken.", today=TODAY, now=NOW
    )
    assert held()["mark"] == "B1"
    expire_entries(registers=(BOATS,), today=date(2028, 1, 1), now=NOW)
    assert held()["number"] == given.number
