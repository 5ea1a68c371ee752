"""What PostgreSQL takes otherwise than SQLite: NUL in texts, and twenty at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.attacks.town import MOVING, STALL, STRANGE, apply, example_of, stall_pages, walk
from tests.halls import Answer, Hall

pytestmark = pytest.mark.postgres
NUL = "a\x00b"


def test_nul_is_no_failure_and_twenty_presses_are_one_case(database: str, tmp_path: Path) -> None:
    environ = {**town.make(tmp_path), "DATABASE_URL": database}
    with halls.serving(halls.installed(tmp_path / "home", environ), workers=2, worker=True, environ=environ) as hall:
        _nul_everywhere(hall)
        _twenty_presses(hall)
        _twenty_calls(hall)
    assert halls.run("verify", tmp_path / "home", "--log", environ=environ).returncode == 0


def _nul_everywhere(hall: Hall) -> None:
    with closing(Applicant(hall)) as guest, closing(Applicant(hall)) as noor:
        noor.become("noor-al-bahar")
        answers = example_of(guest, STALL)
        place = walk(guest, STRANGE, {"which": {"which": "a"}, "story": {"story": NUL}})
        moving = example_of(guest, MOVING) | {"lives_here": "yes", "rent_paper": NUL}
        asked: list[Callable[[], Answer]] = [
            lambda: apply(noor, STALL, answers | {"full_name": NUL}, "nul"),
            lambda: apply(noor, MOVING, moving, "nul"),
            lambda: apply(noor, STALL, answers, "nul", on_behalf_of=NUL),
            lambda: apply(noor, STALL, answers, "nul", file_secrets={NUL: NUL}),
            lambda: apply(noor, NUL, answers, "nul"),
            lambda: guest.send(place, {"paper": NUL}),
            lambda: guest.send(place, {"paper": f"{NUL}.secret"}),
            lambda: guest.send(place, {NUL: NUL}),
            lambda: guest.send("/en/track/", {"reference": NUL, "secret": NUL}),
            lambda: guest.send("/en/track/lost/", {"reference": NUL}),
            lambda: guest.send("/en/sign-in/", {"person": NUL}),
            lambda: guest.call("POST", "/api/v1/demo/token", {"person": NUL}),
            lambda: hall.get("/api/v1/uploads/%00"),
            lambda: hall.get("/api/v1/applications/%00"),
            lambda: hall.get("/en/track/%00/"),
            lambda: hall.get("/en/", Cookie="openhall_session=" + "%00" * 15),
        ]
        answered = [ask().status for ask in asked]
    assert all(status < 500 for status in answered), answered


def _twenty_presses(hall: Hall) -> None:
    with closing(Applicant(hall)) as first:
        place = walk(first, STALL, stall_pages(example_of(first, STALL)))
        people = [Applicant(hall, dict(first.cookies)) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answered = list(pool.map(lambda each: each.send(place, {}), people))
    for each in people:
        each.close()
    assert {(each.status, each.headers.get("location")) for each in answered} == {
        (303, place.replace("/check/", "/done/"))
    }


def _twenty_calls(hall: Hall) -> None:
    people = [Applicant(hall) for _ in range(20)]
    people[0].become("noor-al-bahar")
    for each in people:
        each.token = people[0].token
    answers = example_of(people[0], STALL)
    with ThreadPoolExecutor(20) as pool:
        answered = list(pool.map(lambda each: apply(each, STALL, answers, "twenty"), people))
    for each in people:
        each.close()
    assert {each.status for each in answered} == {201}
    assert len({each.body for each in answered}) == 1
