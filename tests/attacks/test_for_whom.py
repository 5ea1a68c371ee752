"""Somebody who acts for several firms is asked for which one they apply; the hall guesses nothing."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant, words_of
from tests.attacks.town import QUAY, STALL, apply, counts, dump, example_of, reference_in, stall_pages, walk, walk_from
from tests.halls import Hall

QUESTION = {"en": "For whom do you apply?", "zh-hans": "您为谁申请？"}


@pytest.fixture
def browser(attacked: Hall) -> Iterator[Applicant]:
    """Return somebody of two firms, signed in on pages."""
    with closing(Applicant(attacked)) as somebody:
        somebody.sign_in("lin-xiaoyu")
        yield somebody


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
def test_it_is_asked_before_the_first_question(attacked: Hall, browser: Applicant, slug: str) -> None:
    before = dump(attacked)
    led = browser.look(f"/{slug}/apply/{QUAY}/")

    assert (led.status, led.headers["location"]) == (303, f"/{slug}/apply/{QUAY}/new/for-whom/")
    asked = browser.look(led.headers["location"])
    assert asked.status == 200
    assert QUESTION[slug] in words_of(asked)
    for value, name in (("lamp-oil-cooperative", "Lamp Oil"), ("net-menders", "Net Menders")):
        assert f'value="{value}"' in asked.text
        assert slug != "en" or name in words_of(asked)
    assert browser.look(f"/{slug}/apply/{QUAY}/new/evening/").status == 303, "and there is no way around"
    assert dump(attacked) == before, "looking leaves nothing behind"


def test_the_choice_is_kept_with_the_draft_and_shown_at_the_end(attacked: Hall, browser: Applicant) -> None:
    answers = example_of(browser, STALL)
    chosen = browser.send(f"/en/apply/{QUAY}/new/for-whom/", {"organisation": "net-menders"})
    assert chosen.status == 303

    place = walk(browser, QUAY, {})
    assert "begun" in words_of(browser.look(f"/en/apply/{QUAY}/")).lower(), "there is a draft now"
    reference = reference_in(chosen.headers["location"])
    base = f"/en/apply/{QUAY}/{reference}/"
    pages = stall_pages(answers)
    for _ in range(10):
        place = browser.look(base).headers["location"]
        page = place.rstrip("/").rpartition("/")[2]
        if page not in pages:
            break
        assert browser.send(place, pages[page]).status == 303
    assert place == f"{base}check/"
    check = browser.look(place)
    assert "The Net Menders" in words_of(check)
    assert f"{base}for-whom/" in check.text

    again = browser.send(f"{base}for-whom/", {"organisation": "lamp-oil-cooperative"})
    assert (again.status, again.headers["location"]) == (303, base)
    assert "The Lamp Oil Cooperative" in words_of(browser.look(place))
    assert browser.send(place, {}).status == 303
    case = next(row for row in dump(attacked)["cases_case"] if reference in row)
    assert "lamp-oil-cooperative" in case


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"organisation": ""},
        {"organisation": "harbour-office"},
        {"organisation": "net-menders\x00"},
        {"organisation": "net-menders", "owner": "x"},
    ],
)
def test_what_is_none_of_theirs_cannot_be_chosen(attacked: Hall, browser: Applicant, fields: dict[str, str]) -> None:
    before = dump(attacked)

    refused = browser.send(f"/en/apply/{QUAY}/new/for-whom/", fields)

    assert refused.status == 422
    assert ("owner" if "owner" in fields else "Choose for whom") in words_of(refused)
    assert dump(attacked) == before


def test_what_is_for_people_and_firms_is_asked_for_oneself_or_a_firm(attacked: Hall, browser: Applicant) -> None:
    # Not by the door: other tests have begun something there, and it would show that.
    first = f"/en/apply/{STALL}/new/for-whom/"
    asked = browser.look(first)
    assert re.findall(r'name="organisation" value="([^"]+)"', asked.text) == [
        "myself",
        "lamp-oil-cooperative",
        "net-menders",
    ]
    assert browser.send(first, {}).status == 422
    before = counts(attacked)["cases_case"]

    pages = {"for-whom": {"organisation": "myself"}, **stall_pages(example_of(browser, STALL))}
    place = walk_from(first, browser, pages)

    assert place.endswith("/check/")
    check = browser.look(place)
    assert "For whom do you apply? Myself" in words_of(check)
    assert place.replace("/check/", "/for-whom/") in check.text, "it can be changed"
    assert browser.send(place, {}).headers["location"].endswith("/done/")
    assert counts(attacked)["cases_case"] == before + 1
    assert _organisation_of(attacked, reference_in(place)) == ""


def test_a_choice_that_is_not_sent_yet_waits_in_the_other_language(attacked: Hall, browser: Applicant) -> None:
    place = f"/en/apply/{STALL}/new/for-whom/"
    before = dump(attacked)
    bare = browser.send(place, {"_language": "zh-hans"})
    foreign = browser.send(place, {"_language": "zh-hans", "organisation": "harbour-office"})

    assert bare.headers["location"] == foreign.headers["location"] == place.replace("/en/", "/zh-hans/")
    assert dump(attacked) == before, "nothing was chosen, and nothing begins"
    turned = browser.send(place, {"_language": "zh-hans", "organisation": "net-menders"})
    kept = browser.look(turned.headers["location"])
    assert turned.headers["location"].startswith(f"/zh-hans/apply/{STALL}/")
    assert turned.headers["location"].endswith("/for-whom/")
    assert re.search(r'value="net-menders"[^>]* checked', kept.text)
    base = turned.headers["location"].removesuffix("for-whom/")
    assert browser.look(base).headers["location"] == f"{base}for-whom/", "it is not chosen before it is sent"
    assert browser.look(f"{base}check/").headers["location"] == f"{base}for-whom/"

    assert browser.send(f"{base}for-whom/", {"organisation": "net-menders"}).headers["location"] == base
    again = browser.send(f"{base}for-whom/", {"_language": "en", "organisation": "myself"})
    assert re.search(r'value="myself"[^>]* checked', browser.look(again.headers["location"]).text)
    assert browser.send(f"{base}for-whom/", {"organisation": "myself"}).headers["location"] == base
    assert browser.look(base).headers["location"] == f"{base}evening/"


def test_who_has_nothing_to_choose_is_not_asked(attacked: Hall) -> None:
    with closing(Applicant(attacked)) as noor:
        noor.sign_in("noor-al-bahar")
        assert noor.look(f"/en/apply/{QUAY}/").headers["location"].endswith("/new/evening/")
        asked = noor.look(f"/en/apply/{QUAY}/new/for-whom/")
        assert (asked.status, asked.headers["location"]) == (303, f"/en/apply/{QUAY}/")
    with closing(Applicant(attacked)) as guest:
        asked = guest.look(f"/en/apply/{QUAY}/new/for-whom/")
        assert (asked.status, asked.headers["location"]) == (303, f"/en/apply/{QUAY}/"), "who has no firm has no choice"


def test_at_the_api_it_is_named(attacked: Hall, lin: Applicant) -> None:
    answers = example_of(lin, QUAY)
    before = dump(attacked)

    unnamed = apply(lin, QUAY, answers, "which")
    oneself = apply(lin, QUAY, answers, "which", on_behalf_of="myself")
    theirs = apply(lin, QUAY, answers, "which", on_behalf_of="harbour-office")

    assert (unnamed.status, unnamed.json()["code"]) == (422, "which-organisation")
    assert (oneself.status, oneself.json()["code"]) == (422, "which-organisation"), "it is for firms only"
    assert "lamp-oil-cooperative, net-menders" in unnamed.json()["detail"]
    assert "net-menders" in unnamed.json()["errors"][0]["message"]
    assert (theirs.status, theirs.json()["code"]) == (422, "not-your-organisation")
    assert dump(attacked) == before
    assert apply(lin, QUAY, answers, "which", on_behalf_of="net-menders").status == 201


def test_at_the_api_oneself_can_be_named_and_is_meant_where_nobody_is(attacked: Hall, lin: Applicant) -> None:
    answers = example_of(lin, STALL)

    for key, more, expected in (
        ("nobody", {}, ""),
        ("oneself", {"on_behalf_of": "myself"}, ""),
        ("firm", {"on_behalf_of": "net-menders"}, "net-menders"),
    ):
        sent = apply(lin, STALL, answers, key, **more)
        assert sent.status == 201, sent.text
        assert _organisation_of(attacked, sent.json()["reference"]) == expected


def _organisation_of(hall: Hall, reference: str) -> str:
    with closing(sqlite3.connect(f"file:{hall.home / 'openhall.sqlite3'}?mode=ro", uri=True)) as database:
        found = database.execute("SELECT organisation FROM cases_case WHERE reference = ?", [reference]).fetchone()
        return str(found[0])
