"""Entries that change: they pass to somebody else, lines come and go, and a register gives marks by itself."""

from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from msgspec import structs

from openhall.blocks.journal.facade import Reader
from openhall.blocks.registers.facade import (
    AlreadyEntered,
    EntryContent,
    Fact,
    Facts,
    NotListed,
    Register,
    Series,
    check_entry,
    entries_of,
    entry_of,
    fallen_state,
    fallen_subjects,
    history_of,
    renewals_due,
    sealed_facts_of,
)
from openhall.blocks.registers.models import EntryVersion
from openhall.blocks.registers.rules import written_mark
from openhall.blocks.registers.tests.vessels import BOATS, CANCEL, CHANGE, ENTER, NOW, RENEW, TODAY, facts, keep

pytestmark = pytest.mark.django_db


def sealed(number: str) -> Facts:
    return sealed_facts_of("boats", number, reader=Reader("officer", "office:port", "a", NOW))


def test_an_entry_passes_to_somebody_else_without_what_was_of_its_holder() -> None:
    number = keep("a", mark="B1", name="Sea", phone="555-0147").number

    passed = keep("b", CHANGE, mark="B1", change={"passes_to": "lin"})

    assert (passed.number, passed.person, passed.valid_until) == (number, "lin", date(2027, 3, 1))
    assert [each.number for each in entries_of(person="lin")] == [number]
    assert entries_of(person="noor") == ()
    assert sealed(number) == {}
    assert [each.did for each in history_of("boats", number)] == ["passed", "entered"]
    # The new holder renews it; whoever had it before does not any more.
    with pytest.raises(AlreadyEntered):
        keep("c", RENEW, mark="B1")
    assert keep("d", RENEW, mark="B1", person="lin").valid_until == date(2028, 3, 1)


def test_an_entry_passes_to_a_firm_and_is_renewed_by_any_of_its_people() -> None:
    number = keep("a", mark="B1", name="Sea", phone="555-0147").number

    passed = keep("b", CHANGE, mark="B1", change={"passes_to_firm": "shipyard"})

    assert (passed.person, passed.organisation) == ("", "shipyard")
    assert [each.number for each in entries_of(organisation="shipyard")] == [number]
    assert sealed(number) == {}
    for person, organisation in (("noor", ""), ("lin", ""), ("lin", "another")):
        with pytest.raises(AlreadyEntered):
            keep("c", RENEW, mark="B1", person=person, change={"organisation": organisation})
    for year, person in ((2028, "lin"), (2029, "wang")):
        renewed = keep(person, RENEW, mark="B1", person=person, change={"organisation": "shipyard"})
        assert renewed.valid_until == date(year, 3, 1)


def test_nobody_passes_on_or_changes_what_is_somebody_else_s() -> None:
    number = keep("a", mark="B1", name="Sea").number

    for change in ({"passes_to": "lin"}, {"passes_to": ""}, {"becomes": facts(name="Mine")}):
        with pytest.raises(AlreadyEntered):
            keep("b", CHANGE, mark="B1", person="lin", change=change)
    assert EntryVersion.objects.count() == 1
    assert entry_of("boats", number).person == "noor"  # type: ignore[union-attr]


def test_what_passed_to_somebody_unknown_is_taken_up_at_its_next_renewal() -> None:
    number = keep("a", mark="B1", name="Sea").number

    assert keep("b", CHANGE, mark="B1", change={"passes_to": ""}).person == ""
    assert keep("c", RENEW, mark="B1", person="lin").person == "lin"
    assert [each.did for each in history_of("boats", number)] == ["renewed", "passed", "entered"]


def test_papers_of_whoever_had_it_before_have_no_force_any_more() -> None:
    keep("a", mark="B1", name="Sea")
    keep("b", RENEW, mark="B1")
    keep("other", mark="B2", name="Star")
    assert fallen_state("boats", "a") == ""

    keep("c", CHANGE, mark="B1", change={"passes_to": "lin"})
    keep("d", RENEW, mark="B1", person="lin")

    assert [fallen_state("boats", each) for each in ("a", "b", "c", "d", "other")] == ["passed", "passed", "", "", ""]
    assert dict(fallen_subjects(["boats"])) == {"a": "passed", "b": "passed"}
    keep("e", CANCEL, mark="B1", person="lin")
    assert [fallen_state("boats", each) for each in ("a", "d", "e")] == ["cancelled", "cancelled", ""]


def test_whoever_passed_it_on_is_not_reminded_to_renew_it() -> None:
    keep("a", mark="B1", name="Sea")
    keep("b", CHANGE, mark="B1", change={"passes_to": "lin"})

    assert renewals_due(registers=[BOATS], today=date(2027, 2, 20), now=NOW) == 1
    message = apps.get_model("journal", "Message").objects.get(kind="renewal-reminder")
    assert '"subject":""' in message.payload


def test_lines_come_and_go_and_what_is_not_there_is_not_taken_out() -> None:
    number = keep("a", mark="B1", name="Sea", crew=["LIN Xiaoyu"]).number

    added = keep("b", CHANGE, mark="B1", change={"adds": {"crew": "CHAN, Tai Man"}})
    assert added.facts["crew"].value == ["LIN Xiaoyu", "CHAN, Tai Man"]
    assert keep("c", CHANGE, mark="B1", change={"adds": {"crew": "chan, tai man"}}).facts["crew"] == added.facts["crew"]
    gone = keep("d", CHANGE, mark="B1", change={"removes": {"crew": "lin xiaoyu"}})
    assert gone.facts["crew"].value == ["CHAN, Tai Man"]
    with pytest.raises(NotListed):
        keep("e", CHANGE, mark="B1", change={"removes": {"crew": "Nobody"}})
    assert entry_of("boats", number) == gone


def test_what_an_entry_becomes_may_not_be_another_s_and_that_is_known_before_anybody_pays() -> None:
    keep("a", mark="B1", name="Sea", crew=["LIN Xiaoyu"])
    keep("b", mark="B2", name="Star", person="lin")
    changed = keep("c", CHANGE, mark="B1", change={"becomes": facts(name="Moon", mark="B3")})
    assert (changed.facts["mark"], changed.facts["name"]) == (Fact("B3"), Fact("Moon"))

    content = {"becomes": facts(mark="B2")}
    with pytest.raises(AlreadyEntered):
        keep("d", CHANGE, mark="B3", change=content)
    with pytest.raises(AlreadyEntered):
        _checked("d", mark="B3", **content)
    with pytest.raises(NotListed):
        _checked("d", mark="B3", removes={"crew": "Nobody"})
    assert entry_of("boats", changed.number) == changed


def _checked(subject: str, *, mark: str, **members: object) -> object:
    content = EntryContent(subject, CHANGE, f"matter:{subject}", "noor", "", facts(mark=mark))
    return check_entry(register=BOATS, content=replace(content, **members))  # type: ignore[arg-type]


def test_a_change_may_end_an_entry() -> None:
    keep("a", mark="B1", name="Sea")
    ended = keep("b", CHANGE, mark="B1", change={"ends": True})
    assert (ended.state, ended.valid_until) == ("cancelled", TODAY)
    assert fallen_state("boats", "a") == "cancelled"


def test_the_same_thing_of_the_same_holder_entered_again_is_a_further_term() -> None:
    number = keep("a", mark="B1", name="Sea").number
    again = keep("b", ENTER, mark="B1", name="Sea", today=date(2027, 2, 1))
    assert (again.number, again.valid_from, again.valid_until) == (number, TODAY, date(2028, 3, 1))
    assert [each.did for each in history_of("boats", number)] == ["renewed", "entered"]


def test_it_is_renewed_by_the_service_for_that_else_by_the_one_that_entered_it() -> None:
    assert BOATS.renewed_by(ENTER) == BOATS.renewed_by("") == RENEW
    without = structs.replace(BOATS, services={name: each for name, each in BOATS.services.items() if name != RENEW})
    assert without.renewed_by(ENTER) == without.renewed_by(CHANGE) == ENTER
    assert structs.replace(without, months=None).renewed_by(ENTER) == ""


@pytest.mark.parametrize(
    ("letters", "last", "serial", "mark"),
    [
        ("AA", 9999, 1, "AA1"),
        ("AA", 9999, 9999, "AA9999"),
        ("AA", 9999, 10_000, "AB1"),
        ("AZ", 9, 10, "BA1"),
        ("AH", 9, 10, "AJ1"),
        ("", 9, 3, "3"),
    ],
)
def test_marks_follow_each_other_without_letters_that_look_like_figures(
    letters: str, last: int, serial: int, mark: str
) -> None:
    assert written_mark(Series(letters, last), serial) == mark


def _marked() -> Register:
    first = structs.replace(BOATS.fields[0], series=Series("A", 2))
    return structs.replace(BOATS, fields=(first, *BOATS.fields[1:]))


def test_a_register_gives_each_new_entry_the_next_free_mark_and_its_paper_can_name_it() -> None:
    keep("before", RENEW, register=_marked(), mark="a2", name="Old")

    marks = [keep(each, register=_marked(), name="New").facts["mark"].value for each in ("a", "b", "c")]

    assert marks == ["A1", "B1", "B2"]
    assert keep("a", register=_marked(), name="New").facts["mark"].value == "A1"
    assert keep("d", RENEW, register=_marked(), mark="b1").number == "B-2026-0003"
