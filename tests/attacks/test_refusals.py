"""What the hall refuses on a page is a page: kind words, in the reader's language, and nothing lost."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

import pytest

from openhall.blocks.documents.tests.samples import pdf
from tests.applicants import Applicant, words_of
from tests.attacks.town import MOVING, STALL, STRANGE, counts, dump, example_of, reference_in, stall_pages, walk
from tests.halls import Answer, Hall

#: The same sentence in the languages of the town.
BROKEN = {"en": "We cannot open your answers", "zh-hans": "我们无法打开您的答案"}


@pytest.fixture
def draft(attacked: Hall) -> Iterator[tuple[Applicant, str]]:
    """Have a guest answer all questions of the stall; yield them and where their draft is."""
    with closing(Applicant(attacked)) as somebody:
        place = walk(somebody, STALL, stall_pages(example_of(somebody, STALL)))
        yield somebody, place.removesuffix("check/")


def _tamper(hall: Hall, statement: str, *values: object) -> None:
    """Do something to the database as its owner could."""
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3", timeout=20)) as database, database:
        assert database.execute(statement, values).rowcount == 1


def _is_kind(answer: Answer) -> bool:
    return "Traceback" not in answer.text and "#person" in answer.text and "<main" in answer.text


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
@pytest.mark.parametrize("page", ["", "full-name/", "check/", "saved/"])
def test_a_draft_that_was_changed_in_the_database_is_not_shown(
    attacked: Hall, draft: tuple[Applicant, str], page: str, slug: str
) -> None:
    somebody, base = draft
    _tamper(attacked, "UPDATE forms_draft SET sealed = x'0102' WHERE reference = ?", reference_in(base))
    before = dump(attacked)

    for answer in (
        somebody.look(base.replace("/en/", f"/{slug}/") + page),
        somebody.send(base.replace("/en/", f"/{slug}/") + (page or "check/"), {}),
    ):
        if answer.status == 405:
            continue  # some pages are only looked at
        assert answer.status == 500
        assert BROKEN[slug] in words_of(answer)
        assert _is_kind(answer)
    assert dump(attacked) == before


def test_a_draft_whose_key_was_destroyed_is_over(attacked: Hall, draft: tuple[Applicant, str]) -> None:
    """Within a minute; the processes remember keys for so long, so the hall is asked about one it never opened."""
    somebody, base = draft
    reference = reference_in(base)
    statement = "UPDATE journal_datakey SET wrapped = x'', destroyed_at = '2026-01-01' WHERE owner = ?"
    _tamper(attacked, statement, f"matter:{reference}")

    answer = somebody.look(base + "check/")

    assert answer.status in {200, 404}
    assert _is_kind(answer)


def test_an_expired_draft_is_told_to_its_owner_and_to_nobody_else(attacked: Hall, draft: tuple[Applicant, str]) -> None:
    somebody, base = draft
    reference = reference_in(base)
    statement = "UPDATE forms_draft SET created_at = '2020-01-01', expires_at = '2020-01-31' WHERE reference = ?"
    _tamper(attacked, statement, reference)
    before = dump(attacked)

    for page in ("", "full-name/", "check/", "saved/", "changed/", "stopped/"):
        own = somebody.look(base + page)
        assert (own.status, "Your saved answers are no longer here" in words_of(own)) == (404, True), page
        assert _is_kind(own)
        assert f'href="{base.removesuffix(reference + "/")}"' in own.text, "one may begin anew"
    sent = somebody.send(base + "full-name/", {"full_name": "Noor"})
    assert (sent.status, "30 days" in words_of(sent)) == (404, True)
    with closing(Applicant(attacked)) as stranger:
        assert "30 days" not in words_of(stranger.look(base))
        secret = somebody.cookies["openhall_matters"].split(".")[0].partition("_")[2]
        told = stranger.send("/en/track/", {"reference": reference, "secret": secret})
        assert (told.status, "30 days" in words_of(told)) == (404, True), "whoever has the secret is its owner"
    assert dump(attacked) == before


def test_answers_that_are_too_long_together_stay_on_the_page(attacked: Hall) -> None:
    with closing(Applicant(attacked)) as somebody:
        pages = {"lives-here": {"lives_here": "part_time"}, "full-name": {"full_name": "Noor"}}
        place = walk(somebody, MOVING, pages)
        base = place.rpartition("moved-on")[0]
        before = dump(attacked)

        # What is typed into more fields than a draft has room for, and only to be kept for later.
        typed = {f"others-{number}-other_name": "x" * 60_000 for number in range(1, 12)}
        kept = somebody.send(f"{base}others/", {**typed, "_do": "save"})

        assert (kept.status, "Write less here" in words_of(kept)) == (422, True)
        assert _is_kind(kept)
        assert dump(attacked) == before
        assert somebody.look(place).status == 200


def test_a_file_that_went_with_another_application_has_to_be_chosen_again(attacked: Hall) -> None:
    """It was there when it was chosen; nothing is submitted, and the way back is one press."""
    with closing(Applicant(attacked)) as somebody:
        place = walk(somebody, STRANGE, _strange())
        base = place.removesuffix("paper/")
        sent = _send_file(somebody, place)
        assert sent.status == 303, words_of(sent)
        walk(somebody, STRANGE, {})
        assert somebody.send(f"{base}write-to/", {"write_to": "n@example.com"}).status == 303
        statement = "UPDATE documents_file SET subject = 'case:another' WHERE owner = ?"
        _tamper(attacked, statement, f"matter:{reference_in(base)}")
        before = dump(attacked)

        refused = somebody.send(f"{base}check/", {})

        assert (refused.status, "One of your files has to be chosen again" in words_of(refused)) == (422, True)
        assert _is_kind(refused)
        assert dump(attacked) == before
        assert somebody.look(f"{base}check/").status == 200


def test_a_file_that_is_gone_is_told_at_its_question(attacked: Hall) -> None:
    with closing(Applicant(attacked)) as somebody:
        place = walk(somebody, STRANGE, _strange())
        base = place.removesuffix("paper/")
        assert _send_file(somebody, place).status == 303
        assert somebody.send(f"{base}write-to/", {"write_to": "n@example.com"}).status == 303
        _tamper(attacked, "DELETE FROM documents_file WHERE owner = ?", f"matter:{reference_in(base)}")

        pressed = somebody.send(f"{base}check/", {})

        assert (pressed.status, pressed.headers["location"]) == (303, f"{base}paper/?mend")
        asked = somebody.look(f"{base}paper/?mend")
        assert asked.status == 200
        assert "Choose the file for" in words_of(asked)


def _strange() -> Mapping[str, Mapping[str, Any]]:
    return {"which": {"which": "a"}, "story": {"story": "Date cakes"}}


def _send_file(somebody: Applicant, place: str) -> Answer:
    head = b'--b\r\nContent-Disposition: form-data; name="paper"; filename="paper.pdf"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Sec-Fetch-Site": "same-origin"}
    return somebody.ask("POST", place, head + pdf() + b"\r\n--b--\r\n", headers)


def test_what_is_submitted_is_what_was_shown(attacked: Hall, draft: tuple[Applicant, str]) -> None:
    """Another window changed an answer meanwhile: the press shows all of it again, and submits nothing."""
    somebody, base = draft
    seen = somebody.look(f"{base}check/").text
    once = seen.partition('name="_once" value="')[2].partition('"')[0]
    assert once
    somebody.send(f"{base}full-name/", {"full_name": "Changed Elsewhere"})
    before = dump(attacked)

    pressed = somebody.send(f"{base}check/", {"_once": once})

    assert pressed.status == 409
    assert "Changed Elsewhere" in words_of(pressed)
    assert "Check your answers again" in words_of(pressed)
    assert dump(attacked) == before
    fresh = pressed.text.partition('name="_once" value="')[2].partition('"')[0]
    assert somebody.send(f"{base}check/", {"_once": fresh}).status == 303
    assert counts(attacked)["cases_case"] == len(before["cases_case"]) + 1


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"_language": "zh-hans"}, "check/"),
        ({"_do": "save"}, "saved/"),
        ({"_do": "back"}, "phone/"),
        ({"_do": "anything"}, "check/"),
        ({"_language": "fr"}, "check/"),
    ],
)
def test_only_the_button_that_says_so_submits(
    attacked: Hall, draft: tuple[Applicant, str], fields: dict[str, str], place: str
) -> None:
    somebody, base = draft
    before = dump(attacked)

    answer = somebody.send(f"{base}check/", fields)

    wanted = base.replace("/en/", "/zh-hans/") if fields.get("_language") == "zh-hans" else base
    assert (answer.status, answer.headers["location"]) == (303, wanted + place)
    assert dump(attacked) == before


def test_a_draft_that_another_window_submitted_leads_to_its_case(attacked: Hall, draft: tuple[Applicant, str]) -> None:
    somebody, base = draft
    assert somebody.send(f"{base}check/", {}).status == 303
    before = dump(attacked)

    for page, fields in (("full-name/", {"full_name": "Too late"}), ("check/", {}), ("full-name/", {"_do": "save"})):
        answer = somebody.send(base + page, fields)
        assert (answer.status, answer.headers["location"]) == (303, f"{base}done/")
    assert dump(attacked) == before


def test_the_api_says_of_every_refusal_what_to_do(attacked: Hall, noor: Applicant) -> None:
    answers = example_of(noor, STALL)
    before = dump(attacked)

    for body, code, pointer in (
        ({"on_behalf_of": "lamp-oil-cooperative"}, "not-your-organisation", "/on_behalf_of"),
        ({"on_behalf_of": "no such"}, "not-your-organisation", "/on_behalf_of"),
        ({"answers": answers | {"evening": "2001-01-01"}}, "answers-refused", "/answers/evening"),
    ):
        asked = {"service": STALL, "answers": answers, **body}
        refused = noor.call("POST", "/api/v1/applications", asked, Idempotency_Key=code)
        assert (refused.status, refused.json()["code"]) == (422, code)
        assert refused.json()["errors"][0]["pointer"] == pointer
        assert refused.json()["errors"][0]["message"]
    assert dump(attacked) == before
