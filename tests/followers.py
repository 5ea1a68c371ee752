"""Somebody who follows a case in the example town, and the officers who work on it, without a running hall."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.test import Client

from openhall.blocks.cases.facade import (
    Question,
    Verdict,
    ask_applicant,
    complete_task,
    secret_of_case,
    write_to_applicant,
)
from openhall.blocks.cases.tests.applying import NOW, opened, prepared, submit
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import TaskFacts, model_of, tasks_of
from openhall.blocks.processes.tests.drawn import SIGNED, end, flow, model, user
from tests.applicants import words_in

KEEPER, WARDEN, ELDER = Visitor("tomas-berg"), Visitor("wen-yulan"), Visitor("old-matthias")
REFUSE = Verdict("refuse", ("boat-not-safe",), ("cooking",), "The gas bottle stands too near.")
REVIEWED = model(
    "objection-and-review",
    '<startEvent id="begin"/>',
    user("reconsider", "reviewer", other="earlier", clock="reconsider"),
    '<exclusiveGateway id="which" default="f3"/>',
    end("changed", "approved"),
    end("upheld", "refused"),
    flow("f1", "begin", "reconsider"),
    flow("f2", "reconsider", "which"),
    flow("f3", "which", "changed"),
    flow("f4", "which", "upheld", "reconsider == 'refuse'"),
)
if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown
#: What a browser says of a form of our own page.
_OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


def browser() -> Client:
    """Return a browser without a screen."""
    return Client(headers=_OWN)


def open_town(**models: str) -> None:
    """Publish the town with these process models; what an earlier test kept under the same number is forgotten."""
    model_of.cache_clear()
    opened(pledge=None, more=(), ways=(), registers=(), **models)


def guests_case() -> str:
    """Open the town and let a guest ask for a stall; return the reference."""
    open_town(appointment=SIGNED, objection_and_review=REVIEWED)
    return submit(prepared()).reference


def task_at(reference: str, authority: str = "") -> TaskFacts:
    """Return the task that waits for somebody (of one office, where it is named)."""
    waiting = [task for task in tasks_of(reference) if task.state in {"open", "waiting"}]
    return next(task for task in waiting if authority in {"", task.authority})


def decide(reference: str, verdict: Verdict, who: Visitor = KEEPER, now: datetime = NOW) -> None:
    """Let an officer do what is to be done now."""
    complete_task(task=task_at(reference).id, verdict=verdict, visitor=who, now=now)


def refuse(reference: str, now: datetime = NOW) -> None:
    """Let the town refuse, signed by a second person."""
    decide(reference, Verdict("approve"), now=now)
    decide(reference, REFUSE, now=now)
    decide(reference, Verdict("approve"), WARDEN, now)


def ask(
    reference: str, *questions: str, words: str = "Gas or electric? We cannot tell.", who: Visitor = KEEPER
) -> None:
    """Let an officer ask for something."""
    question = Question(questions or ("cooking",), words)
    ask_applicant(task=task_at(reference).id, question=question, visitor=who, now=NOW)


def write(reference: str, words: str, now: datetime = NOW) -> None:
    """Let an officer write."""
    write_to_applicant(reference=reference, words=words, visitor=KEEPER, now=now)


@dataclass
class Follower:
    """A browser without a screen, in front of one case."""

    reference: str
    slug: str = "en"
    client: Client = field(default_factory=browser)

    @classmethod
    def with_secret(cls, reference: str, slug: str = "en") -> "Follower":
        """Return a guest whose browser brings the secret of the case."""
        follower = cls(reference, slug)
        follower.client.cookies["openhall_matters"] = f"{reference}_{secret_of_case(reference)}"
        return follower

    @classmethod
    def signed_in(cls, reference: str, person: str) -> "Follower":
        """Return somebody of the demonstration."""
        follower = cls(reference)
        assert follower.client.post("/en/sign-in/", {"person": person}).status_code == 303
        return follower

    def place(self, page: str = "") -> str:
        """Return the address of a page of the case."""
        return f"/{self.slug}/track/{self.reference}/" + (f"{page}/" if page else "")

    def look(self, page: str = "") -> "Shown":
        """Go to a page of the case."""
        return self.client.get(self.place(page))

    def send(self, page: str, fields: dict[str, Any]) -> "Shown":
        """Send a form of a page of the case; whatever it carries hidden is sent along."""
        return self.client.post(self.place(page), fields)

    def fill(self, page: str, fields: dict[str, Any]) -> "Shown":
        """Open a page and send it as a browser would, with what it carries hidden."""
        return self.send(page, {**hidden_in(self.look(page)), **fields})


def words_of(response: "Shown") -> str:
    """Return the words of a page's main part."""
    return words_in(response.content.decode())


def hidden_in(response: "Shown") -> dict[str, str]:
    """Return the fields that a form carries hidden."""
    form = response.content.decode().partition('id="questions"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', form))
