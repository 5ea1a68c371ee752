"""Officers at their desk, through the framework and without a server: a town, and browsers without a screen."""

import html
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from secrets import token_hex
from typing import Any

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker, Settings

from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.identity.facade import begin_session
from openhall.blocks.processes.facade import TaskFacts, tasks_of
from openhall.kernel.visits import SESSION_COOKIE
from tests.reports import report_of
from tools.standing import standing

#: The harbour's case officer, supervisor and reviewer; the parks' case officer and supervisor; somebody who applies.
CLERK, MASTER, ELDER, KEEPER, WARDEN, NOOR = (
    "amal-haddad",
    "captain-reyes",
    "ines-duarte",
    "tomas-berg",
    "wen-yulan",
    "noor-al-bahar",
)
HARBOUR, PARKS = "harbour-office", "parks-office"
MOORING = "harbour-office/mooring-permit"


@contextmanager
def town(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Publish the example town, for as long as the block lasts."""
    with override_settings(OPENHALL_DEMO=True), standing(blocker):
        publish_catalogue(
            report=report_of("example"),
            actor="test",
            now=datetime.now(UTC),
        )
        keep_sample_files(now=datetime.now(UTC))
        yield


@pytest.fixture(scope="module")
def published_town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Publish the example town once for a file of tests."""
    del django_db_setup
    with town(django_db_blocker):
        yield


@pytest.fixture
def demo_town(published_town: None, db: None, settings: Settings) -> None:
    """Open the example town to invented people."""
    del published_town, db
    settings.OPENHALL_DEMO = True


class Browser:
    """Somebody's browser."""

    def __init__(self, person: str, language: str = "en") -> None:
        self._client = Client(headers={"Accept-Language": language})
        self._client.cookies[SESSION_COOKIE] = begin_session(person=person, now=datetime.now(UTC))

    def look(self, path: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
        """Go to an address."""
        return self._client.get(path)

    def send(self, path: str, **fields: str | Sequence[str]) -> Any:  # noqa: ANN401 - as above
        """Send a form of our own page."""
        return self._client.post(path, fields, headers={"Sec-Fetch-Site": "same-origin"})

    def act(self, reference: str, act: str, **fields: str | Sequence[str]) -> Any:  # noqa: ANN401 - as above
        """Send a form of a case's page with everything that the page puts into it."""
        shown = self.look(f"/desk/cases/{reference}/")
        form = re.search(
            rf'<form class="act-form" id="{act}-form" action="([^"]+)".*?</form>', text_of(shown), re.DOTALL
        )
        assert form is not None, words_of(shown)
        hidden = dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', form[0]))
        return self.send(html.unescape(form[1]), **(hidden | fields))


def apply_for_mooring(person: str = NOOR, firm: str = "", **changes: Any) -> str:
    """Apply over the API as somebody, maybe for a firm, with a sample file as boat paper; return the reference."""
    client = Client()
    token = client.post("/api/v1/demo/token", {"person": person}, content_type="application/json").json()["token"]
    answers = client.get(f"/api/v1/services/{MOORING}/example").json()["answers"] | changes
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": token_hex()}
    body = {"service": MOORING, "answers": answers} | ({"on_behalf_of": firm} if firm else {})
    answer = client.post("/api/v1/applications", body, content_type="application/json", headers=headers)
    assert answer.status_code == HTTPStatus.CREATED, answer.content.decode()
    reference: str = answer.json()["reference"]
    return reference


def task_at(reference: str, node: str = "") -> TaskFacts:
    """Return the task that waits for somebody."""
    return next(task for task in tasks_of(reference) if task.state in {"open", "waiting"} and node in {"", task.node})


def text_of(response: Any) -> str:  # noqa: ANN401 - as above
    """Return a page as text."""
    text: str = response.content.decode()
    return text


def words_of(response: Any) -> str:  # noqa: ANN401 - as above
    """Return the words of a page's main part."""
    main = re.search(r"<main.*?</main>", text_of(response), re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main[0] if main else text_of(response)))).strip()
