"""Attack 45 at the desk and in the API of work: cases and tasks of other offices are like those that do not exist."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from openhall.kernel.references import new_reference
from tests.applicants import Applicant
from tests.attacks.matters import API, without
from tests.attacks.test_foreign_matters import STRANGERS
from tests.attacks.town import STALL, apply, dump, example_of
from tests.halls import Hall

#: What can be sent to a case over the API.
CALLED = {
    "answers": {"answers": {"full_name": "Mallory"}},
    "messages": {"text": "Grant it."},
    "withdraw": {},
    "objection": {"facts": ["full_name"], "text": "No."},
}
#: What can be sent to a case at the desk.
DESK_SENT = {"decision": "approve", "words": "Mallory", "colleague": "captain-reyes", "office": "harbour-office"}
#: What officers do with what came of a case, whatever it is about.
SETTLING = (
    *(f"money/{'A' * 20}/{act}/" for act in ("cash", "waive", "refund")),
    *(f"refunds/{'A' * 20}/{act}/" for act in ("approve", "decline", "payout")),
    *(f"visits/{'a' * 32}/{act}/" for act in ("attended", "missed")),
    f"issued/{'a' * 32}/revoke/",
)
ACTS = ("decide", "ask", "take-back", "pass", "take", "give-back", "hand")


@pytest.fixture(scope="module")
def cases(attacked: Hall) -> tuple[str, str]:
    """Return a case of a guest and one of a resident, both with the parks office."""
    with closing(Applicant(attacked)) as guest, closing(Applicant(attacked)) as noor:
        answers = example_of(guest, STALL)
        noor.become("noor-al-bahar")
        return apply(guest, STALL, answers, "g").json()["reference"], apply(noor, STALL, answers, "n").json()[
            "reference"
        ]


def _tasks(hall: Hall) -> list[tuple[int, str, str]]:
    """Return which tasks there are, with whose they are and where they stand."""
    address = f"file:{hall.home / 'openhall.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=20)) as database:
        return database.execute("SELECT id, claimed_by, state FROM processes_task ORDER BY id").fetchall()


@pytest.mark.parametrize("stranger", STRANGERS)
def test_the_desk_knows_no_cases_of_other_offices(
    attacked: Hall, cases: tuple[str, str], stranger: Callable[[Hall], Applicant]
) -> None:
    """Officers find nothing there, residents are told who works here, guests are led to sign in: nobody sees more."""
    before, tasks, nobodys = dump(attacked), _tasks(attacked), new_reference()
    assert tasks, "somebody has something to do"
    acts = [f"tasks/{task}/{act}/" for task, _, _ in tasks for act in ACTS]
    with closing(stranger(attacked)) as somebody:
        for last in ("", "?paper=0", "papers/0123456789abcdef", f"tasks/{tasks[0][0]}/take-back/"):
            expected = without(somebody.look(f"/desk/cases/{nobodys}/{last}"), nobodys)
            for reference in cases:
                found = without(somebody.look(f"/desk/cases/{reference}/{last}"), reference)
                assert (found[0], found[2]) == (expected[0], expected[2]), last
                assert found[0] in {302, 403, 404}
        for last in ("message/", "notes/?task=0&form=message", *acts, *SETTLING):
            for reference in cases:
                sent = somebody.send(f"/desk/cases/{reference}/{last}", DESK_SENT)
                assert sent.status in {401, 403, 404}, f"{last}: {sent.status}"
    assert (dump(attacked), _tasks(attacked)) == (before, tasks)


def test_nothing_is_called_on_matters_of_others(attacked: Hall, cases: tuple[str, str]) -> None:
    before, tasks, nobodys = dump(attacked), _tasks(attacked), new_reference()
    for person in ("idris-al-bahar", "captain-reyes"):
        with closing(Applicant(attacked)) as somebody:
            somebody.become(person)
            for last, body in CALLED.items():
                expected = somebody.call("POST", f"{API}/{nobodys}/{last}", body, Idempotency_Key=f"{person}-{last}")
                for reference in cases:
                    key = f"{person}-{last}-{reference}"
                    found = somebody.call("POST", f"{API}/{reference}/{last}", body, Idempotency_Key=key)
                    assert without(found, reference) == without(expected, nobodys), last
                    assert found.status == 404
            for act, body in (("claim", None), ("take-back", None), ("complete", {"decision": "approve"})):
                expected = somebody.call("POST", f"/api/v1/tasks/999999/{act}", body)
                for task, _, _ in tasks:
                    found = somebody.call("POST", f"/api/v1/tasks/{task}/{act}", body)
                    assert found.status in {403, 404}
                    assert (found.status, found.json()["code"]) == (expected.status, expected.json()["code"])
    assert (dump(attacked), _tasks(attacked)) == (before, tasks)
