"""Attack 57: text that is code for somebody, in definitions and in answers, is printed and never run."""

import email
import re
import time
from collections.abc import Iterator
from contextlib import closing
from email.policy import default
from typing import Any

import pytest

from tests.applicants import Applicant, words_of
from tests.attacks.town import EVALUATED, STRANGE, TEMPLATE, apply, example_of, reference_in, walk
from tests.halls import Answer, Hall

#: As the words of a page show it: with one space between words.
SHOWN = TEMPLATE
_PATIENCE_SECONDS = 30


@pytest.fixture
def place(attacked: Hall) -> Iterator[tuple[Applicant, str]]:
    """Have somebody apply, who answers with templates too; yield them and the page to check."""
    with closing(Applicant(attacked)) as somebody:
        pages: dict[str, dict[str, Any]] = {
            "which": {"which": "a"},
            "story": {"story": TEMPLATE},
            "paper": {},
            "write-to": {"write_to": "noor@example.com"},
        }
        yield somebody, walk(somebody, STRANGE, pages)


def _is_literal(answer: Answer) -> None:
    assert answer.status in {200, 422}, answer.status
    assert not any(each in answer.text for each in EVALUATED)
    assert SHOWN in words_of(answer), words_of(answer)[:1500]
    assert "<b>&amp;</b>" not in answer.text


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
def test_in_the_pages_of_the_service(attacked: Hall, slug: str) -> None:
    with closing(Applicant(attacked)) as somebody:
        for path in (f"services/{STRANGE}/", f"apply/{STRANGE}/new/which/", f"apply/{STRANGE}/practice/"):
            _is_literal(somebody.look(f"/{slug}/{path}"))
        listed = somebody.look(f"/{slug}/authorities/parks-office/")
        assert SHOWN in words_of(listed)
        assert not any(each in listed.text for each in EVALUATED)


def test_in_faults_and_in_a_rule_that_stops(attacked: Hall) -> None:
    with closing(Applicant(attacked)) as somebody:
        _is_literal(somebody.send(f"/en/apply/{STRANGE}/new/which/", {"which": ""}))
        stopped = somebody.send(f"/en/apply/{STRANGE}/new/which/", {"which": "b"})
        _is_literal(somebody.look(stopped.headers["location"]))


def test_in_the_answers_to_check(place: tuple[Applicant, str]) -> None:
    somebody, check = place
    assert check.endswith("/check/")
    _is_literal(somebody.look(check))
    _is_literal(somebody.look(check.replace("/check/", "/story/")))
    _is_literal(somebody.look(check.replace("/check/", "/saved/")))


def test_in_the_api(noor: Applicant) -> None:
    answers = example_of(noor, STRANGE) | {"which": "a", "story": TEMPLATE}
    for path in (f"/api/v1/services/{STRANGE}", f"/api/v1/services/{STRANGE}/form", "/api/v1/services?limit=100"):
        found = noor.call("GET", path)
        assert TEMPLATE in str(found.json()), path
    stopped = apply(noor, STRANGE, answers | {"which": "b"}, "strange stop")
    assert (stopped.status, stopped.json()["detail"]) == (422, f"{TEMPLATE} {TEMPLATE}")
    required = apply(noor, STRANGE, {name: value for name, value in answers.items() if name != "which"}, "missing")
    assert TEMPLATE in required.json()["errors"][0]["message"]
    assert apply(noor, STRANGE, answers, "strange").status == 201


def test_in_what_is_kept_and_in_the_letter(attacked: Hall, place: tuple[Applicant, str]) -> None:
    somebody, check = place
    reference = reference_in(check)
    done = somebody.send(check, {})
    assert done.status == 303, words_of(done)
    for page in (done.headers["location"], f"/en/track/{reference}/", f"/en/track/{reference}/receipt/"):
        _is_literal(somebody.look(page))
    letter = _letter(attacked, reference)
    assert TEMPLATE in letter
    assert reference in letter
    assert not any(each in letter for each in EVALUATED)


def _letter(hall: Hall, reference: str) -> str:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        for path in (hall.home / "mail").glob("*"):
            for raw in re.split(rb"\n-{79}\n", path.read_bytes()):
                letter = email.message_from_bytes(raw.strip() + b"\n", policy=default)
                if reference in str(letter["Subject"]):
                    return str(letter.get_content())
        time.sleep(0.1)
    pytest.fail("no letter came")
