"""A hall with cases to decide, and officers at browsers in front of it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests import halls
from tests.applicants import Applicant
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

RESTAURANT = "food-and-environmental-hygiene-department/general-restaurant-licence"
#: The case officer and the supervisor of the office that leads, and the case officer of one that is asked.
CLERK, HEAD, FIRE = "yip-tin-yan", "cheng-shu-kan", "hui-pak-kin"
_SESSION = "openhall_session"


@contextmanager
def desk_hall(hall: Hall, home: Path, cases: int) -> Iterator[tuple[Hall, list[str]]]:
    """Serve a copy of a hall in which so many restaurants wait for their licence."""
    with halls.serving(halls.copied(hall.home, home, as_loaded=True)) as running:
        yield running, [apply_for_restaurant(running) for _ in range(cases)]


def apply_for_restaurant(hall: Hall) -> str:
    """Apply over the API; return the reference."""
    somebody = Applicant(hall)
    example = somebody.call("GET", f"/api/v1/services/{RESTAURANT}/example").json()
    somebody.become(example["person"])
    body = {"service": RESTAURANT, "answers": example["answers"]}
    answer = somebody.call("POST", "/api/v1/applications", body, Idempotency_Key=uuid.uuid4().hex)
    somebody.close()
    assert answer.status == 201, answer.text
    reference: str = answer.json()["reference"]
    return reference


@contextmanager
def at_the_desk(browser: Browser, hall: Hall, person: str, **options: Any) -> Iterator[Visitor]:
    """Open a window in which somebody is signed in."""
    somebody = Applicant(hall)
    somebody.sign_in(person)
    somebody.close()
    with visiting(browser, hall, **options) as visitor:
        cookie = {"name": _SESSION, "value": somebody.cookies[_SESSION], "url": hall.url}
        visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]  # the stubs know less than the browser
        yield visitor
