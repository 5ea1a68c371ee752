"""No account where none is needed: every service that does not have to know who asks is a guest's too."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant, words_of
from tests.halls import Hall, run
from tests.reports import services_of

SERVICES = services_of("hongkong")
OPEN = sorted(name for name, service in SERVICES.items() if service.level_to_sign == 0)
MARKED = [name for name, service in SERVICES.items() if service.is_reason_missing]
ASKING = next(name for name in sorted(SERVICES) if SERVICES[name].level_to_sign)


@pytest.fixture(scope="module")
def guest(quiet_hall: Hall) -> Iterator[Applicant]:
    with closing(Applicant(quiet_hall)) as somebody:
        yield somebody


@pytest.mark.parametrize("name", OPEN)
def test_a_guest_sees_the_first_question_and_can_apply(guest: Applicant, name: str) -> None:
    guest.cookies.clear()
    shown = guest.look(f"/en/apply/{name}/")
    while shown.status == 303:
        shown = guest.look(shown.headers["location"])
    assert shown.status == 200
    assert "<form" in shown.text
    assert "Sign in to begin" not in shown.text

    answers = guest.call("GET", f"/api/v1/services/{name}/example").json()["answers"]
    body = {"service": name, "answers": answers}
    sent = guest.call("POST", "/api/v1/applications", body, Idempotency_Key=f"g-{name}")
    assert sent.status == 201, sent.text[:600]
    assert sent.json()["secret"]


def test_levels_nought_and_one_are_all_of_them() -> None:
    assert sorted(name for name, service in SERVICES.items() if service.sign_in < 2) == OPEN
    assert len(OPEN) > 90


def test_the_page_says_why_one_has_to_sign_in_and_what_goes_without(guest: Applicant) -> None:
    words = words_of(guest.look(f"/en/services/{ASKING}/"))

    assert "Which law says so, nobody has written down here yet." in words
    assert "Without signing in you can read every question here" in words


def test_what_is_not_shown_yet_is_counted_in_public(guest: Applicant, quiet_hall: Hall) -> None:
    told = json.loads(guest.look("/en/performance.json").content)
    assert told["sign_in_without_recorded_reason"] == len(MARKED) > 0
    assert f"no law for it is recorded yet {len(MARKED)}" in words_of(guest.look("/en/about/"))
    detail = guest.call("GET", f"/api/v1/services/{ASKING}").json()
    assert (detail["sign_in"] > 1, detail["sign_in_reason"]) == (True, None)

    checked = run("check", quiet_hall.home)
    assert f"{len(MARKED)} ask people to sign in without a recorded reason" in checked.stdout
