"""Attacks 48 and 49: a right that was taken back is gone with the next request, and nobody signs alone."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.attacks import town
from tests.authenticators import add_authenticator
from tests.halls import TOWN_ZONE, Answer, Hall

DESK, HARBOUR = "/desk/people/", "harbour-office"
CLERK, MASTER = "amal-haddad", "captain-reyes"
TODAY = {
    f"{end}-{part}": getattr(datetime.now(TOWN_ZONE), part)
    for end in ("first", "last")
    for part in ("day", "month", "year")
}


@pytest.fixture(scope="module")
def root(loaded_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a town stands whose harbour office has two administrators: rae and ray."""
    place: Path = tmp_path_factory.mktemp("posts")
    environ = town.make(place)
    home = halls.copied(loaded_town / "home", place / "home")
    for person in ("rae", "ray"):
        arguments = ("--authority", HARBOUR, "--name", person.title(), "--id", person, "--another")
        done = halls.run("officer", home, "create", *arguments, environ=environ)
        assert done.returncode == 0, done.stderr
    return place


@pytest.fixture
def harbour(root: Path) -> Iterator[Hall]:
    """Return a hall of its own for each test."""
    home = halls.copied(root / "home", root / uuid4().hex)
    with halls.serving(home, workers=2, environ=environ_of(root)) as hall:
        yield hall


def environ_of(root: Path) -> dict[str, str]:
    return {"OPENHALL_ROOT": str(root), "OPENHALL_JURISDICTION": "attacked"}


def invited(hall: Hall, person: str) -> Applicant:
    """Return the browser of an officer whom the operator let in."""
    done = halls.run("officer", hall.home, "invite", person, environ=environ_of(hall.home.parent))
    code = re.search(r"code: (\S+)", done.stdout)
    assert code is not None, done.stderr
    browser = Applicant(hall)
    assert browser.send("/en/sign-in/invited/", {"code": code[1]}).status == 303
    add_authenticator(browser)
    return browser


def chosen(hall: Hall, person: str) -> Applicant:
    """Return the browser of an officer of the demonstration."""
    browser = Applicant(hall)
    browser.sign_in(person)
    return browser


def rows(hall: Hall, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{hall.home / 'openhall.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(sql).fetchall()


def rights(hall: Hall) -> list[list[tuple[Any, ...]]]:
    """Return everything that says who may do what: two such pictures are equal when nothing was changed."""
    tables = ("postrow", "holding", "substitute", "rightschange")
    pictures = [rows(hall, f"SELECT * FROM authorities_{table} ORDER BY id") for table in tables]  # noqa: S608 - names from above
    return [*pictures, rows(hall, "SELECT id, authority, posts, card FROM identity_person ORDER BY id")]


def holding_of(hall: Hall, person: str) -> int:
    found = rows(hall, f"SELECT id FROM authorities_holding WHERE person_id = '{person}' AND ended_at IS NULL")  # noqa: S608 - as above
    return int(found[0][0])


def propose_end(browser: Applicant, post: str, person: str) -> None:
    assert browser.send(f"{DESK}end/", {"post": post, "colleague": person}).status == 303


def newest_change(hall: Hall) -> int:
    return int(rows(hall, "SELECT max(id) FROM authorities_rightschange")[0][0])


def test_a_substitute_whose_time_was_ended_cannot_send_the_form_that_is_open(harbour: Hall) -> None:
    with closing(invited(harbour, "rae")) as rae, closing(chosen(harbour, MASTER)) as master:
        stand_in = {"holding": holding_of(harbour, "rae"), "colleague": MASTER, **TODAY}
        assert rae.send(f"{DESK}away/", stand_in).status == 303
        assert master.look(f"{DESK}create/").status == 200

        number = rows(harbour, "SELECT id FROM authorities_substitute")[0][0]
        assert rae.send(f"{DESK}back/", {"substitute": number}).status == 303
        before = rights(harbour)
        sent = master.send(f"{DESK}create/", {"name-en": "Harbour king", "role": "administrator"})
        assert (sent.status, master.look(f"{DESK}create/").status) == (403, 403)
        assert rights(harbour) == before


def test_an_officer_whose_post_ended_is_out_with_the_next_request(harbour: Hall) -> None:
    with (
        closing(invited(harbour, "rae")) as rae,
        closing(chosen(harbour, MASTER)) as master,
        closing(chosen(harbour, CLERK)) as clerk,
    ):
        propose_end(rae, "harbour-clerk", CLERK)
        assert clerk.look(f"{DESK}away/").status == 200
        assert master.send(f"{DESK}sign/", {"change": newest_change(harbour), "verdict": "accept"}).status == 303

        before = rights(harbour)
        held = holding_of(harbour, MASTER)
        for answer in (
            clerk.look(DESK),
            clerk.send(f"{DESK}away/", {"holding": held, "colleague": "ray", **TODAY}),
            clerk.send(f"{DESK}sign/", {"change": newest_change(harbour), "verdict": "accept"}),
        ):
            assert answer.status == 403
            assert "You are signed in, but you hold no post" in words_of(answer)
        assert rights(harbour) == before
        listed = clerk.call("GET", "/api/v1/demo/people").json()["items"]
        assert [(each["officer"], each["posts"]) for each in listed if each["id"] == CLERK] == [(False, [])]


def test_many_signatures_at_once_are_one(harbour: Hall) -> None:
    with closing(invited(harbour, "rae")) as rae:
        propose_end(rae, "harbour-clerk", CLERK)
    signing = [chosen(harbour, MASTER) for _ in range(4)] + [invited(harbour, "ray")]
    change = newest_change(harbour)
    answers = at_once(signing, [{"change": change, "verdict": "accept"}] * len(signing))

    assert sorted(answer.status for answer in answers) == [303, 422, 422, 422, 422]
    assert rows(harbour, "SELECT count(*) FROM journal_record WHERE kind = 'rights.accepted'") == [(1,)]


def test_two_administrators_who_end_each_other_at_once_do_not_both_go(harbour: Hall) -> None:
    post = f"{HARBOUR}-administrator"
    with closing(invited(harbour, "rae")) as rae, closing(invited(harbour, "ray")) as ray:
        propose_end(rae, post, "ray")
        first = newest_change(harbour)
        propose_end(ray, post, "rae")
    forms = [{"change": change, "verdict": "accept"} for change in (first, first + 1)]
    answers = at_once([chosen(harbour, MASTER), chosen(harbour, MASTER)], forms)

    assert sorted(answer.status for answer in answers) == [303, 422]
    left = f"SELECT count(*) FROM authorities_holding WHERE post_id = '{post}' AND ended_at IS NULL"  # noqa: S608 - as above
    assert rows(harbour, left) == [(1,)]


def test_an_invitation_that_many_use_at_once_lets_one_in(harbour: Hall) -> None:
    said = halls.run("officer", harbour.home, "invite", "rae", environ=environ_of(harbour.home.parent)).stdout
    code = re.search(r"code: (\S+)", said)
    assert code is not None
    browsers = [Applicant(harbour) for _ in range(6)]
    answers = at_once(browsers, [{"code": code[1]}] * 6, "/en/sign-in/invited/")

    assert sorted(answer.status for answer in answers) == [303, 422, 422, 422, 422, 422]
    assert sum("openhall_session" in browser.cookies for browser in browsers) == 1


def at_once(browsers: list[Applicant], forms: list[dict[str, Any]], place: str = f"{DESK}sign/") -> list[Answer]:
    """Let each browser send its form in the same moment."""
    answers: list[Answer] = []
    gate = threading.Barrier(len(browsers))

    def send(browser: Applicant, form: dict[str, Any]) -> None:
        gate.wait()
        answers.append(browser.send(place, form))
        browser.close()

    threads = [threading.Thread(target=send, args=each) for each in zip(browsers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
