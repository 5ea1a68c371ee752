"""From answers to what an entry says."""

from datetime import date

import pytest
from django.db import transaction
from msgspec import structs

from openhall.blocks.catalogue.facade import Jurisdiction, Service, entry_content, facts_for, found_for, register_of
from openhall.blocks.registers.facade import Fact, Register, RegisterService, keep_entry
from openhall.blocks.registers.tests.vessels import NOW
from tests.reports import report_of


@pytest.fixture(scope="module")
def town() -> tuple[Jurisdiction, Service, Register]:
    """Return the example town, the service that lets moorings, and its register."""
    report = report_of("example")
    assert report.jurisdiction is not None
    register = register_of(report.jurisdiction, "harbour-office/mooring-permit")
    assert register is not None
    return report.jurisdiction, next(s for s in report.services if s.id == "harbour-office/mooring-permit"), register


ANSWERS = {"boat_mark": "B1204A", "boat_length": 5.8, "mooring": "buoy", "full_name": "林小雨", "phone": "555-0158"}


def test_answers_become_facts_with_words_in_each_language(town: tuple[Jurisdiction, Service, Register]) -> None:
    assert facts_for(*town, ANSWERS) == {
        "boat_mark": Fact("B1204A"),
        "boat_length": Fact(5.8),
        "mooring": Fact("buoy", {"en": "On a buoy", "zh-Hans": "浮筒"}),
        "full_name": Fact("林小雨"),
    }


def test_what_was_not_answered_is_left_out(town: tuple[Jurisdiction, Service, Register]) -> None:
    assert facts_for(*town, {"boat_mark": "B1204A", "mooring": ""}) == {"boat_mark": Fact("B1204A")}


def test_a_case_says_what_its_service_does(town: tuple[Jurisdiction, Service, Register]) -> None:
    jurisdiction, mooring, _ = town
    content = entry_content(jurisdiction, mooring, ANSWERS, subject="REF", owner="matter:REF")
    assert content is not None
    assert (content.subject, content.service, content.owner, content.given_number) == (
        "REF",
        mooring.id,
        "matter:REF",
        "",
    )


@pytest.mark.django_db
def test_a_search_finds_and_a_closed_register_gives_only_what_is_meant(
    town: tuple[Jurisdiction, Service, Register],
) -> None:
    jurisdiction, mooring, register = town
    content = entry_content(jurisdiction, mooring, ANSWERS, subject="REF", owner="matter:REF")
    assert content is not None
    with transaction.atomic():
        kept = keep_entry(register=register, content=content, today=NOW.date(), now=NOW)

    def found(answers: dict[str, str], *, public: bool) -> tuple[str, ...]:
        reading = {mooring.id: RegisterService("search", register.services[mooring.id].fields)}
        fields = tuple(structs.replace(each, public=public) for each in register.fields)
        searched = structs.replace(register, services=reading, public=public, fields=fields)
        where = structs.replace(jurisdiction, registers=(searched,))
        return tuple(each.number for each in found_for(where, mooring, answers)[1])

    assert found({"boat_mark": "b12"}, public=True) == found({"boat_mark": "B-1204A"}, public=True) == (kept.number,)
    assert found({"boat_mark": "B9"}, public=True) == ()
    assert found({"boat_mark": "b12"}, public=False) == ()
    assert found({"boat_mark": "b 1204a"}, public=False) == (kept.number,)


def test_a_service_without_a_register_finds_and_says_nothing(town: tuple[Jurisdiction, Service, Register]) -> None:
    jurisdiction, mooring, _ = town
    other = type(mooring)(**{name: getattr(mooring, name) for name in mooring.__struct_fields__} | {"id": "a/b"})

    assert entry_content(jurisdiction, other, ANSWERS, subject="REF", owner="matter:REF") is None
    assert found_for(jurisdiction, other, ANSWERS) == (None, ())


@pytest.mark.parametrize(
    ("service", "answers"),
    [
        ("companies-registry/company-particulars-change", {"company_number": "0000001", "company_en": "Paper Crane"}),
        ("inland-revenue-department/business-particulars-change", {"brn": "00000201", "company_en": "Paper Crane"}),
    ],
)
def test_a_change_tells_the_register_since_when_it_is_so(service: str, answers: dict[str, str]) -> None:
    report = report_of("hongkong")
    jurisdiction = report.jurisdiction
    assert jurisdiction is not None
    (known,) = [each for each in report.services if each.id == service]

    def day(**more: str) -> date | None:
        content = entry_content(jurisdiction, known, {**answers, **more}, subject="REF", owner="matter:REF")
        assert content is not None
        return content.holds_from

    assert day(effective_date="2026-03-02") == date(2026, 3, 2)
    assert day() is None
