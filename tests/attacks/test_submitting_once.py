"""Attacks 9, 10 and 11: pressed twenty times, replayed, and the same key for something else."""

import http.client
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.attacks import town
from tests.attacks.town import STALL, apply, counts, dump, example_of, reference_in, stall_pages, walk
from tests.halls import Answer, Hall, run

PRESSES = 20


def _at_once(count: int, press: Callable[[Applicant], Answer], people: list[Applicant]) -> list[Answer]:
    gate = threading.Barrier(count)

    def run_one(somebody: Applicant) -> Answer:
        somebody.look("/healthz")  # the line is open, only the press is left
        gate.wait(60)
        return press(somebody)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run_one, people))


def _reminded(hall: Hall) -> int:
    return sum("reminded" in row for row in dump(hall)["cases_caseevent"])


@pytest.mark.parametrize("who", ["guest", "noor"])
def test_twenty_presses_of_the_button_make_one_case(attacked: Hall, who: str) -> None:
    first = Applicant(attacked)
    if who == "noor":
        first.sign_in("noor-al-bahar")
    answers = example_of(first, STALL)
    place = walk(first, STALL, stall_pages(answers))
    assert place.endswith("/check/")
    before, reminded = counts(attacked), _reminded(attacked)
    people = [Applicant(attacked, dict(first.cookies)) for _ in range(PRESSES)]

    answered = _at_once(PRESSES, lambda each: each.send(place, {}), people)

    assert {(each.status, each.headers["location"], each.body) for each in answered} == {
        (303, place.replace("/check/", "/done/"), b"")
    }
    after, reminded_after = counts(attacked), _reminded(attacked)
    # Before some weekends and holidays the clock of the task has a step at once: it reminds, and is set again.
    steps = reminded_after - reminded
    assert steps in {0, 1}
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "cases_case": 1,
        "cases_caseevent": 3 + steps,
        # What was submitted, and the time that is kept.
        "journal_record": 2,
        # Its letter and that of the time, two reminders, and a look at the clock of its first task.
        "letters": 5 + steps,
        "forms_draft": -1,
    }
    shown = {words_of(each.look(place.replace("/check/", "/done/"))) for each in people}
    assert len(shown) == 1
    assert reference_in(place) in shown.pop()
    for each in (first, *people):
        each.close()


@pytest.mark.parametrize("who", ["guest", "noor"])
def test_twenty_calls_with_one_key_make_one_case(attacked: Hall, who: str) -> None:
    first = Applicant(attacked)
    if who == "noor":
        first.become("noor-al-bahar")
    answers = example_of(first, STALL)
    before = counts(attacked)
    people = [Applicant(attacked, token=first.token) for _ in range(PRESSES)]

    answered = _at_once(PRESSES, lambda each: apply(each, STALL, answers, f"twenty-{who}"), people)

    assert {each.status for each in answered} == {201}, [each.text[:300] for each in answered if each.status != 201]
    assert len({each.body for each in answered}) == 1
    after = counts(attacked)
    assert (after["cases_case"], after["journal_record"]) == (before["cases_case"] + 1, before["journal_record"] + 2)
    for each in (first, *people):
        each.close()


def test_a_captured_request_comes_back_the_next_day(loaded_town: Path, tmp_path: Path) -> None:
    """Every process has ended and begun anew, the log has grown: the stored result is the same to the byte."""
    environ = town.make(loaded_town)
    home = halls.copied(loaded_town / "home", tmp_path / "home")
    with halls.serving(home, worker=True, environ=environ) as hall, closing(Applicant(hall)) as somebody:
        answers = example_of(somebody, STALL)
        first = apply(somebody, STALL, answers, "captured")
        place = walk(somebody, STALL, stall_pages(answers))
        pressed = somebody.send(place, {})
        apply(somebody, STALL, answers, "another")
    cookies = dict(somebody.cookies)
    with halls.serving(home, worker=True, environ=environ) as hall, closing(Applicant(hall, cookies)) as somebody:
        before = dump(hall)
        again = apply(somebody, STALL, answers, "captured")
        pressed_again = somebody.send(place, {})
        assert dump(hall) == before
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert (pressed.status, pressed_again.status) == (303, 303)
    assert pressed_again.headers["location"] == pressed.headers["location"]
    assert run("verify", home, "--log", environ=environ).returncode == 0


def test_one_key_for_two_applications_is_refused_and_logged(attacked: Hall, noor: Applicant) -> None:
    answers = example_of(noor, STALL)
    first = apply(noor, STALL, answers, "one key")
    before = dump(attacked)

    second = apply(noor, STALL, answers | {"full_name": "Somebody Else"}, "one key")

    assert first.status == 201
    assert (second.status, second.json()["code"]) == (422, "idempotency-key-reused")
    assert dump(attacked) == before
    assert "idempotency key again with another application" in town.logged(attacked)
    assert "Somebody Else" not in town.logged(attacked)
    assert apply(noor, STALL, answers, "one key").body == first.body


def test_the_order_of_members_and_spaces_is_not_another_application(noor: Applicant) -> None:
    answers = example_of(noor, STALL)
    first = apply(noor, STALL, answers, "spaces")
    turned = json.dumps({"answers": dict(reversed(answers.items())), "service": STALL}, indent=4).encode()

    again = noor.ask(
        "POST", "/api/v1/applications", turned, {"Idempotency-Key": "spaces", "Content-Type": "application/json"}
    )

    assert (again.status, again.body) == (201, first.body)


def test_a_key_of_somebody_else_is_nobody_s(attacked: Hall, noor: Applicant, lin: Applicant, guest: Applicant) -> None:
    answers = example_of(noor, STALL)

    made = [apply(somebody, STALL, answers, "shared").json()["reference"] for somebody in (noor, lin, guest)]

    assert len(set(made)) == 3
    assert counts(attacked)["cases_case"] >= 3


def test_a_press_that_nobody_waited_for_counts_once(attacked: Hall) -> None:
    """The line is cut as soon as the request is sent; the same press again finds what the first has done."""
    somebody = Applicant(attacked)
    answers = example_of(somebody, STALL)
    before = counts(attacked)["cases_case"]
    body = json.dumps({"service": STALL, "answers": answers}).encode()
    headers = {"Idempotency-Key": "cut", "Content-Type": "application/json"}
    for _ in range(3):
        line = http.client.HTTPConnection("127.0.0.1", attacked.port)
        line.request("POST", "/api/v1/applications", body, headers)
        line.close()

    done = apply(somebody, STALL, answers, "cut")

    assert done.status == 201
    assert counts(attacked)["cases_case"] == before + 1
    somebody.close()
