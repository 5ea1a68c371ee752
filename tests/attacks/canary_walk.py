"""Where somebody's data went: every address of the hall's own table, every form of every page, every table, every line.

What is walked is read off the answers themselves, so that an address that nobody walks is found by the table.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from django.core import mail
from django.db import connection, transaction
from django.test import Client

from openhall.blocks.identity.facade import begin_session
from openhall.blocks.journal.facade import deliver_due
from openhall.kernel.rights import Right
from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.handlers import HANDLERS
from tests.attacks.addresses import Address, path_of
from tests.attacks.canary_forms import CANARIES, Form, forms_of

_OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
#: An answer that came from the view itself, which has read what was sent.
#: Pages whose forms depend on the post of whoever looks.
_FOR_EACH = {"/desk/cases/{reference}/", "/desk/", "/desk/money/", "/desk/looks/", "/desk/people/"}
_READ = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}


@dataclass
class Walk:
    """What was walked, and what was found on the way."""

    #: By path and method: whether what was sent was taken (or the page was shown), or was read and refused.
    ways: dict[tuple[str, str], bool] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    #: Which table holds what it should not, and after what it did for the first time.
    leaking: dict[str, str] = field(default_factory=dict)

    def note(self, answer: Any, method: str) -> None:  # noqa: ANN401 - the test client's own kind of response
        """Write down where an answer came from, and look at where it leads."""
        match = getattr(answer, "resolver_match", None)
        if match is None:
            return
        way = path_of(match.route), method
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            self.ways[way] = True
        elif answer.status_code in _READ:
            self.ways.setdefault(way, False)
        place = answer.get("Location", "")
        self.leaks += [f"{method} {way[0]} leads to {place}" for each in CANARIES if each in place]

    def look_everywhere(self, after: str) -> None:
        """Let the worker do what is due, and look at every byte of every table and at every subject of a mail."""
        deliver_due(handlers=HANDLERS, now=datetime.now(UTC) + timedelta(minutes=1))
        for table, held in tables():
            if (table not in self.leaking) and any(each in held for each in CANARIES):
                self.leaking[table] = after
        subjects = [each.subject for each in mail.outbox if any(word in each.subject for word in CANARIES)]
        self.leaks += [f"{after}: a mail is called {each}" for each in subjects]


def tables() -> Iterator[tuple[str, str]]:
    """Yield every byte of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            cells = (cell for row in cursor.fetchall() for cell in row)
            yield (
                table,
                "\0".join(
                    bytes(each).decode("latin-1") if isinstance(each, bytes | memoryview) else str(each)
                    for each in cells
                ),
            )


class Somebody:
    """A browser and a program of one person, whose every answer is written down."""

    def __init__(self, walk: Walk, person: str = "") -> None:
        self.walk, self.person = walk, person
        self.client = Client(headers={"Accept-Language": "en"})
        self.token = ""
        if person:
            self.client.cookies[SESSION_COOKIE] = begin_session(person=person, now=datetime.now(UTC))
            given = self.client.post("/api/v1/demo/token", {"person": person}, content_type="application/json")
            self.token = given.json()["token"]

    def look(self, place: str) -> Any:  # noqa: ANN401 - as above
        """Go to an address."""
        answer = self.client.get(place, headers=_OWN if not place.startswith("/api/") else self._bearer())
        self.walk.note(answer, "GET")
        return answer

    def send(self, place: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
        """Send a form of a page."""
        answer = self.client.post(place, fields, headers=_OWN)
        self.walk.note(answer, "POST")
        return answer

    def call(self, method: str, place: str, value: object = None, **headers: str) -> Any:  # noqa: ANN401 - as above
        """Call the API."""
        named = {**self._bearer(), **{name.replace("_", "-"): text for name, text in headers.items()}}
        body = {} if value is None else {"data": value, "content_type": "application/json"}
        answer = getattr(self.client, method.lower())(place, headers=named, **body)
        self.walk.note(answer, method)
        return answer

    def raw(self, method: str, place: str, body: bytes, kind: str, **headers: str) -> Any:  # noqa: ANN401 - as above
        """Send bytes as a program does."""
        named = {**self._bearer(), **headers}
        answer = self.client.generic(method, place, body, kind or "application/octet-stream", headers=named)
        self.walk.note(answer, method)
        return answer

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass
class Crawler:
    """Opens every address of the table with the ids of what there is, and sends every form that it is shown."""

    walk: Walk
    people: list[Somebody]
    #: By parameter: the values that it may have.
    values: Mapping[str, list[tuple[str, str]]]
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def open(self, address: Address) -> None:
        """Let who may be let in open one address, and fill in what they find; at a case of the desk everybody does.

        What is on a page of one's own does not depend on who else may see it.
        """
        for place in self._places(address):
            for somebody in self.people:
                answer = somebody.look(place)
                if answer.status_code == HTTPStatus.OK and "html" in answer.get("Content-Type", ""):
                    self._fill_in(somebody, answer.content.decode(), place)
                if answer.status_code == HTTPStatus.OK and address.path not in _FOR_EACH:
                    break

    def _places(self, address: Address) -> Iterator[str]:
        """Yield an address with each case and what belongs to it; what belongs to none stands with each."""
        names = [name for name in address.parameters if name != "reference"]
        for _, reference in self.values["reference"] if "reference" in address.parameters else [("", "")]:
            filled = [{"reference": reference}]
            for name in names:
                own = [
                    each for subject, each in self.values.get(name, ()) if not reference or subject in {"", reference}
                ]
                filled = [{**row, name: each} for row in filled for each in own]
            yield from (address.filled(row) for row in filled)

    def _fill_in(self, somebody: Somebody, page: str, place: str) -> None:
        for form in forms_of(page, place):
            form.action = urljoin(place, form.action)
            key = (re.sub(r"[0-9A-Za-z]*\d[0-9A-Za-z-]*", "#", form.action), form.shape())
            if form.method != "POST" or key in self.seen:
                continue
            self.seen.add(key)
            self._send(somebody, form)

    def _send(self, somebody: Somebody, form: Form) -> None:
        for fields in form.sent():
            cookies = {name: each.value for name, each in somebody.client.cookies.items()}
            with _undone():
                somebody.send(form.action, fields)
                self.walk.look_everywhere(f"{somebody.person or 'a guest'} at {form.action}")
            somebody.client.cookies.clear()
            somebody.client.cookies.load(cookies)


@contextmanager
def _undone() -> Iterator[None]:
    """Take back all that is written in a block, so that each form is sent in the same town."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 - as around every test
    with around:
        yield
        transaction.set_rollback(True)


__all__ = ["Crawler", "Right", "Somebody", "Walk"]
