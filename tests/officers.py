"""Officers at work over the API: whoever may do a task does it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.applicants import Applicant
from tests.halls import Hall

_MOST_STEPS = 40


class Act(NamedTuple):
    """What an officer did: at which task, with which decision, and what they could have decided."""

    person: str
    task: str
    decision: str
    possible: tuple[str, ...]


class Officers:
    """All officers of a hall, each signed in when they are first needed."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._known: dict[str, Applicant] = {}
        with_nobody = Applicant(hall)
        people = with_nobody.call("GET", "/api/v1/demo/people").json()["items"]
        with_nobody.close()
        self.by_authority: dict[str, list[str]] = defaultdict(list)
        for person in people:
            if person["officer"]:
                self.by_authority[person["authority"]].append(person["id"])

    def of(self, person: str) -> Applicant:
        """Return an officer with a token."""
        if person not in self._known:
            self._known[person] = Applicant(self._hall)
            self._known[person].become(person)
        return self._known[person]

    def close(self) -> None:
        """Hang up."""
        for each in self._known.values():
            each.close()

    def tasks(self, reference: str, authorities: list[str]) -> list[tuple[str, dict[str, Any]]]:
        """Return who may do which task of a case, among the officers of these authorities."""
        return list(self._tasks(reference, authorities))

    def _tasks(self, reference: str, authorities: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for authority in authorities:
            for person in self.by_authority[authority]:
                for item in self.of(person).call("GET", f"/api/v1/tasks?case={reference}").json()["items"]:
                    yield person, item

    def does(self, person: str, reference: str, decision: str) -> None:
        """Let an officer decide the first task of theirs in a case."""
        item = self.of(person).call("GET", f"/api/v1/tasks?case={reference}").json()["items"][0]
        answer = self.of(person).call("POST", f"/api/v1/tasks/{item['id']}/complete", {"decision": decision})
        assert answer.status == 200, answer.text

    def finish(self, reference: str, authorities: list[str], decisions: Mapping[str, str]) -> list[Act]:
        """Do all tasks of a case until there are none, with decisions by task (``*`` for the others)."""
        done: list[Act] = []
        for _ in range(_MOST_STEPS):
            for person, item in self._tasks(reference, authorities):
                wanted = decisions.get(item["task"], decisions["*"])
                decision = wanted if wanted in item["decisions"] else "approve"
                claimed = self.of(person).call("POST", f"/api/v1/tasks/{item['id']}/claim")
                if claimed.status == 409:  # they did the step that this one checks: somebody else has to
                    continue
                assert claimed.status == 200, claimed.text
                reasons = [each["id"] for each in item["reasons"] if decision in each["decisions"]][:1]
                body = {"decision": decision, "reasons": reasons, "fields": item["example_fields"]}
                place = f"/api/v1/tasks/{item['id']}/complete"
                answer = self.of(person).call("POST", place, body)
                if answer.status == 422 and "/fields/fee/amount" in answer.text:  # its price depends on the answers
                    body["fields"] = {**item["example_fields"], "fee": {"amount": 100, "reason": "As published"}}
                    answer = self.of(person).call("POST", place, body)
                assert answer.status == 200, answer.text
                done.append(Act(person, item["task"], decision, tuple(item["decisions"])))
                break
            else:
                return done
        raise AssertionError(f"{reference} does not end: {done}")
