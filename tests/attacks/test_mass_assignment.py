"""Attack 47: whoever sends a member that nobody asked for is refused, told its name, and noted; nothing changes."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from tests.applicants import Applicant, words_of
from tests.attacks.town import MOVING, STALL, apply, dump, example_of, logged, reference_in, stall_pages, walk
from tests.halls import Hall

WANTED: Mapping[str, Any] = {
    "fee_waived": True,
    "department": "harbour-office",
    "status": "decided",
    "decision": "granted",
    "owner": "person:idris-al-bahar",
    "person": "idris-al-bahar",
    "reference": "7KQ4M-X2P9C",
    "submitted_at": "2001-01-01",
    "due_on": "2001-01-02",
    "holder": "applicant",
    "is_admin": "true",
    "__class__": "x",
    "role": "officer",
}


@pytest.fixture(scope="module")
def answers(attacked: Hall) -> Iterator[dict[str, Any]]:
    with closing(Applicant(attacked)) as somebody:
        yield example_of(somebody, STALL)


@pytest.mark.parametrize("name", WANTED)
def test_beside_the_answers(attacked: Hall, noor: Applicant, answers: dict[str, Any], name: str) -> None:
    before = dump(attacked)

    refused = apply(noor, STALL, answers, f"beside {name}", **{name: WANTED[name]})

    assert (refused.status, refused.json()["code"]) == (422, "unknown-member")
    assert [error["pointer"] for error in refused.json()["errors"]] == [f"/{name}"]
    assert name in refused.json()["detail"]
    assert dump(attacked) == before
    # What no program would name so may be somebody's data, and is counted only.
    assert (repr(name) if name.replace("-", "_").isidentifier() else "'1 more'") in logged(attacked)


def test_all_of_them_are_named_at_once(attacked: Hall, noor: Applicant, answers: dict[str, Any]) -> None:
    before = dump(attacked)

    beside = apply(noor, STALL, answers, "all", **WANTED)
    inside = apply(noor, STALL, answers | dict(WANTED), "all")

    assert {error["pointer"] for error in beside.json()["errors"]} == {f"/{name}" for name in WANTED}
    assert {error["pointer"] for error in inside.json()["errors"]} == {f"/answers/{name}" for name in WANTED}
    assert (inside.status, inside.json()["code"]) == (422, "answers-refused")
    assert dump(attacked) == before


def test_inside_an_item_of_a_list_and_inside_an_address(attacked: Hall, noor: Applicant) -> None:
    sound = example_of(noor, MOVING)
    sound["others"] = [{"other_name": "Sami", "other_born": "2019-08-21", "status": "citizen"}]
    sound["home_address"]["owner"] = "me"
    before = dump(attacked)

    refused = apply(noor, MOVING, sound, "inside")

    assert refused.status == 422
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert {"/answers/others/0/status", "/answers/home_address/owner"} <= pointers
    assert dump(attacked) == before


@pytest.mark.parametrize("name", [*WANTED, "_status", "_owner", "full_name-owner-x", "evening\r\nforged: line"])
def test_on_the_first_page(attacked: Hall, answers: dict[str, Any], name: str) -> None:
    before = dump(attacked)
    with closing(Applicant(attacked)) as somebody:
        page = stall_pages(answers)["evening"]

        refused = somebody.send(f"/en/apply/{STALL}/new/evening/", {**page, name: "x"})

        assert refused.status == 422
        assert " ".join(name.split()) in words_of(refused)
        assert page["evening-year"] in refused.text, "what was typed stands there again"
        assert "openhall_matters" not in somebody.cookies
    assert dump(attacked) == before, "not even a draft was begun"
    # What no program would name so may be somebody's data, and is counted only.
    assert (repr(name) if name.replace("-", "_").isidentifier() else "'1 more'") in logged(attacked)
    assert "\nforged" not in logged(attacked)


def test_on_a_later_page_and_at_the_end(attacked: Hall, answers: dict[str, Any]) -> None:
    with closing(Applicant(attacked)) as somebody:
        place = walk(somebody, STALL, stall_pages(answers))
        base = place.removesuffix("check/")
        before = dump(attacked)
        for page, fields in (("check/", {}), ("full-name/", {"full_name": "Noor"}), ("full-name/", {"_do": "save"})):
            refused = somebody.send(base + page, {**fields, **WANTED})
            assert refused.status == 422, page
            assert "fee_waived" in words_of(refused)
        assert dump(attacked) == before
        assert somebody.look(place).status == 200
        assert reference_in(place)


def test_with_a_file_and_with_a_token(attacked: Hall, noor: Applicant) -> None:
    before = dump(attacked)
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n'
    body = "".join(
        [part.format("owner", "", "person:idris"), part.format("file", '; filename="a.pdf"', "%PDF-1.4"), "--x--\r\n"]
    )

    refused = noor.ask("POST", "/api/v1/files", body.encode(), {"Content-Type": "multipart/form-data; boundary=x"})
    token = noor.call("POST", "/api/v1/demo/token", {"person": "idris-al-bahar", "level": 9})

    assert (refused.status, refused.json()["code"]) == (422, "unknown-member")
    assert token.status == 422
    assert "level" in token.text
    assert dump(attacked) == before
