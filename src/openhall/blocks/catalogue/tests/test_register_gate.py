"""Gate *references* for registers: what it refuses, and how it says so."""

from pathlib import Path
from typing import Any

import pytest

from openhall.blocks.catalogue.tests.factories import check, service, town, words

Files = dict[str, Any]


def kites(**changes: object) -> Files:
    """Return a sound register of the test town."""
    return {
        "register": "kites",
        "name": words("Kites"),
        "authority": "park-office",
        "public": True,
        "number": "K-{year}-{serial:04}",
        "months": 12,
        "fields": [
            {"id": "holder", "label": words("Holder"), "identifies": True},
            {"id": "size", "label": words("Size"), "kind": "choice", "public": True},
        ],
        "services": {"park-office/kite-licence": {"does": "enter", "fields": {"holder": "full_name", "size": "size"}}},
        **changes,
    }


def told(folder: Path, register: Files, **more: object) -> list[str]:
    """Return what is said of the town with this register."""
    return [str(each) for each in check(folder, {**town(), "registers/kites.yaml": register, **more}).problems]


def test_a_sound_register_is_part_of_the_jurisdiction(tmp_path: Path) -> None:
    report = check(tmp_path, {**town(), "registers/kites.yaml": kites()})

    assert report.problems == []
    assert report.jurisdiction is not None
    (register,) = report.jurisdiction.registers
    assert (register.id, register.services["park-office/kite-licence"].does) == ("kites", "enter")


def test_a_town_without_registers_enters_nothing(tmp_path: Path) -> None:
    assert check(tmp_path, town()).problems == []


_USE = {"does": "enter", "fields": {"holder": "full_name"}}
WRONG: dict[str, tuple[dict[str, object], str]] = {
    "another name": ({"register": "boats"}, "this file is called “kites”"),
    "no such authority": (
        {"authority": "park-offcie"},
        "there is no authority “park-offcie”. Did you mean “park-office”?",
    ),
    "no serial": ({"number": "K-{year}"}, "numbers cannot be written like this"),
    "a closed register with a public field": ({"public": False}, "a field is public though the register is not"),
    "a reminder of no end": ({"months": None, "remind_days": 30}, "needs no reminder"),
    "a reminder before the first day": ({"months": 12, "remind_days": 30, "renew_days": 20}, "before they can renew"),
    "a term of no choice": ({"term": {"field": "holder", "months": {"small": 1}}}, "of the kind choice"),
    "named by no field": ({"named_by": ["holdre"]}, "there is no field “holdre”. Did you mean “holder”?"),
    "no such service": ({"services": {"park-office/kites": _USE}}, "there is no service “park-office/kites”"),
    "no such field": (
        {"services": {"park-office/kite-licence": {"does": "enter", "fields": {"siz": "size"}}}},
        "there is no field “siz”. Did you mean “size”?",
    ),
    "no such question": (
        {"services": {"park-office/kite-licence": {"does": "enter", "fields": {"size": "sizes"}}}},
        "there is no question “sizes”. Did you mean “size”?",
    ),
    "another kind": (
        {"services": {"park-office/kite-licence": {"does": "enter", "fields": {"size": "full_name"}}}},
        "the answer to “full_name” is a string, which is no choice",
    ),
    "nothing is written": ({"services": {"park-office/kite-licence": {"does": "enter"}}}, "no field says what"),
    "nobody knows which": (
        {"services": {"park-office/kite-licence": {"does": "renew", "fields": {"size": "size"}}}},
        "nothing says which entry is meant",
    ),
    "a language too few": ({"name": {"en": "Kites"}}, "has no words in 简体中文"),
}


@pytest.mark.parametrize(("changes", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    register = {name: value for name, value in kites(**changes).items() if value is not None}
    problems = told(tmp_path, register)

    assert [each for each in problems if says in each] == problems[:1]
    assert problems[0].startswith("registers/kites.yaml:")


def test_a_licence_that_no_register_enters_is_told(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, kites(), **{"services/park-office/drone-licence.yaml": service("drone-licence")})

    assert problem.startswith("services/park-office/drone-licence.yaml:")
    assert "no register enters this licence" in problem


def test_a_service_stands_in_one_register_alone(tmp_path: Path) -> None:
    second = kites(register="more-kites")
    (problem,) = told(tmp_path, kites(), **{"registers/more-kites.yaml": second})

    assert "stands in registers/kites.yaml already" in problem


@pytest.mark.parametrize(("agrees", "said"), [("full_name", 0), ("reason", 1)])
def test_what_passes_passes_to_whoever_has_to_agree(tmp_path: Path, agrees: str, said: int) -> None:
    named = service()
    other = {"number": agrees, "fact": "person.hkid", "name": "full_name", "shows": ["size"]}
    named["process"] = {**named["process"], "other_party": other}
    use = {"does": "change", "fields": {"holder": "full_name"}, "passes_to": "full_name"}
    found = told(
        tmp_path,
        kites(services={"park-office/kite-licence": use}),
        **{"services/park-office/kite-licence.yaml": named},
    )
    assert len([each for each in found if "“reason” has to agree to it" in each]) == said


def test_a_firm_gets_nothing_to_which_no_firm_agrees(tmp_path: Path) -> None:
    named = service()
    other = {"number": "full_name", "fact": "person.hkid", "name": "full_name", "shows": ["size"]}
    use = {"does": "change", "fields": {"holder": "full_name"}, "passes_to_firm": "reason"}
    for place, firm in enumerate(({"firm": {"number": "reason", "fact": "organisation.brn"}}, {})):
        named["process"] = {**named["process"], "other_party": {**other, **firm}}
        register = kites(services={"park-office/kite-licence": use})
        found = told(tmp_path, register, **{"services/park-office/kite-licence.yaml": named})
        assert len([each for each in found if "nobody of such a number has to agree" in each]) == place


def test_only_a_day_says_since_when_and_only_of_what_changes(tmp_path: Path) -> None:
    types = {"field_types": [*town()["field_types.yaml"]["field_types"], {"id": "date", "base": "date"}]}
    day = {"id": "first_day", "type": "date", "label": words("Since when?")}
    named = service()
    named = {**named, "questions": [*named["questions"], day]}
    files = {"field_types.yaml": types, "services/park-office/kite-licence.yaml": named}
    for does, question, count in (("change", "first_day", 0), ("change", "full_name", 1), ("enter", "first_day", 1)):
        use = {"does": does, "fields": {"holder": "full_name"}, "holds_from": question}
        found = told(tmp_path, kites(services={"park-office/kite-licence": use}), **files)
        assert len([each for each in found if "holds_from" in each]) == count
