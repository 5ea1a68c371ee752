"""Officers of a running hall, over its API: they do what is to be done on a case."""

from contextlib import closing
from typing import Any

from tests.applicants import Applicant
from tests.halls import Hall


def complete(hall: Hall, officer: str, reference: str, decision: str = "approve", **fields: Any) -> str:
    """Do the first task that ``officer`` has on a case; return where the case stands then.

    A refusal gives the first reason that the task offers for it, unless ``reasons`` are among the fields.
    """
    with closing(Applicant(hall)) as somebody:
        somebody.become(officer)
        task = somebody.call("GET", f"/api/v1/tasks?case={reference}").json()["items"][0]
        offered = [each["id"] for each in task["reasons"] if decision in each["decisions"]]
        reasons = fields.pop("reasons", offered[:1] if decision in {"refuse", "return"} else [])
        body = {"decision": decision, "reasons": reasons, "fields": fields}
        done = somebody.call("POST", f"/api/v1/tasks/{task['id']}/complete", body)
        assert done.status == 200, done.text
        status: str = done.json()["status"]
        return status


def claim(hall: Hall, officer: str, reference: str) -> None:
    """Take the first task that ``officer`` has on a case."""
    with closing(Applicant(hall)) as somebody:
        somebody.become(officer)
        task = somebody.call("GET", f"/api/v1/tasks?case={reference}").json()["items"][0]
        taken = somebody.call("POST", f"/api/v1/tasks/{task['id']}/claim")
        assert taken.status == 200, taken.text
