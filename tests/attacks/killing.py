"""People who go on submitting while their hall is killed again and again, and what must be true afterwards."""

import http.client
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests import halls
from tests.applicants import Applicant
from tests.attacks.town import STALL, apply, example_of, stall_pages, walk
from tests.halls import Answer, Hall
from tests.mother import Child

_PATIENCE_SECONDS = 300
_SENDERS = 8
#: So many of each hundred submissions come from pages, where a draft becomes a case.
_FROM_PAGES = 10
#: What may never be seen, whenever somebody looks: each query finds what is half there.
_HALVES = {
    "a case without its leaf": """SELECT c.reference FROM cases_case c LEFT JOIN journal_record r
        ON r.id = c.leaf AND r.subject = c.reference AND r.kind = 'case.submitted' WHERE r.id IS NULL""",
    "a leaf without its case": """SELECT r.subject FROM journal_record r LEFT JOIN cases_case c
        ON c.leaf = r.id WHERE r.kind = 'case.submitted' AND c.id IS NULL""",
    "a leaf that neither stands in the log nor waits": """SELECT r.id FROM journal_record r
        LEFT JOIN journal_place p ON p.record_id = r.id LEFT JOIN journal_waiting w ON w.record_id = r.id
        WHERE p.record_id IS NULL AND w.record_id IS NULL""",
    "a case without one first event": """SELECT c.reference FROM cases_case c LEFT JOIN cases_caseevent e
        ON e.case_id = c.id AND e.kind = 'submitted' GROUP BY c.reference HAVING count(e.id) <> 1""",
    "a case without its process": """SELECT c.reference FROM cases_case c LEFT JOIN processes_instance i
        ON i.subject = c.reference WHERE i.id IS NULL""",
    "a process without its case": """SELECT i.subject FROM processes_instance i LEFT JOIN cases_case c
        ON c.reference = i.subject WHERE c.id IS NULL""",
    "an event without its case": """SELECT e.id FROM cases_caseevent e LEFT JOIN cases_case c
        ON c.id = e.case_id WHERE c.id IS NULL""",
    "a case without its letter": """SELECT c.reference FROM cases_case c LEFT JOIN journal_message m
        ON m.key = c.reference || ':submitted' WHERE m.id IS NULL""",
    "a letter without its case": """SELECT m.key FROM journal_message m LEFT JOIN cases_case c
        ON m.key = c.reference || ':submitted' WHERE c.id IS NULL AND m.kind = 'mail' AND m.key LIKE '%:submitted'""",
    "a time without its case": """SELECT b.id FROM appointments_booking b LEFT JOIN cases_case c
        ON c.reference = b.subject WHERE c.id IS NULL""",
    "a case without its time": """SELECT c.reference FROM cases_case c LEFT JOIN appointments_booking b
        ON b.subject = c.reference WHERE b.id IS NULL""",
    "a case that is still a draft": """SELECT c.reference FROM cases_case c
        JOIN forms_draft d ON d.reference = c.reference""",
    "a case that nobody can open": """SELECT c.reference FROM cases_case c LEFT JOIN journal_datakey k
        ON k.owner = c.owner WHERE k.owner IS NULL""",
}


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What somebody was told when they submitted: a number, and from the API its secret and signed acknowledgement."""

    reference: str
    body: bytes


@dataclass
class Siege:
    """A hall, the numbers still to submit, and what was acknowledged."""

    home: Path
    environ: Mapping[str, str]
    total: int
    acknowledged: dict[int, Acknowledged] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    interrupted: int = 0
    _hall: Hall | None = None

    def __post_init__(self) -> None:
        self._open, self._lock = threading.Event(), threading.Lock()
        self._numbers = iter(range(self.total))
        self._answers: dict[str, object] = {}
        self._drafts: dict[int, tuple[dict[str, str], str]] = {}
        self._process: subprocess.Popen[bytes] | Child | None = None

    def open(self) -> Hall:
        """Open the hall, as somebody does who finds it down; nothing else is done to it."""
        self._hall, self._process = halls.begin(self.home, workers=2, worker=True, environ=self.environ, is_apart=True)
        self._open.set()
        return self._hall

    def kill(self) -> None:
        """Kill every process of the hall at once: none of them can do anything more."""
        assert self._process is not None
        self._open.clear()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=_PATIENCE_SECONDS)

    def open_again(self) -> Hall:
        """Close the hall as one should, and open it."""
        self.close()
        return self.open()

    def close(self) -> None:
        """Close the hall as one should."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=_PATIENCE_SECONDS)

    def prepare(self) -> None:
        """Have some people answer all questions on pages, up to the last button."""
        hall = self.open()
        with closing(Applicant(hall)) as somebody:
            self._answers = example_of(somebody, STALL)
        for number in range(0, self.total, 100 // _FROM_PAGES):
            with closing(Applicant(hall)) as somebody:
                place = walk(somebody, STALL, stall_pages(self._answers))
                self._drafts[number] = dict(somebody.cookies), place

    def go_on(self, kills: int, chance: random.Random) -> None:
        """Submit everything, and kill the hall so many times at moments that nobody chose."""
        senders = [threading.Thread(target=self._send_all) for _ in range(_SENDERS)]
        for sender in senders:
            sender.start()
        for turn in range(kills):
            self._wait_for((turn + 1) * self.total // (kills + 1) - chance.randrange(self.total // (kills + 1)))
            time.sleep(chance.random() * 0.05)
            self.kill()
            self.look_for_halves()
            self.open()
        for sender in senders:
            sender.join(_PATIENCE_SECONDS)
            assert not sender.is_alive()

    def _wait_for(self, count: int) -> None:
        until = time.monotonic() + _PATIENCE_SECONDS
        while len(self.acknowledged) < count and time.monotonic() < until:
            time.sleep(0.002)

    def _send_all(self) -> None:
        while True:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            self.acknowledged[number] = self.send(number)

    def send(self, number: int) -> Acknowledged:
        """Submit one application until there is an answer; always the same request."""
        while True:
            assert self._open.wait(_PATIENCE_SECONDS)
            try:
                return self._sent(number)
            except (OSError, http.client.HTTPException):
                self.interrupted += 1
                time.sleep(0.01)

    def _sent(self, number: int) -> Acknowledged:
        assert self._hall is not None
        draft = self._drafts.get(number)
        with closing(Applicant(self._hall, dict(draft[0]) if draft else {})) as somebody:
            answer = somebody.send(draft[1], {}) if draft else apply(somebody, STALL, self._answers, f"siege {number}")
        if answer.status not in {201, 303}:
            self.refused.append(f"{number}: {answer.status} {answer.text[:300]}")
            raise http.client.HTTPException(answer.status)
        return _read(answer)

    def look_for_halves(self) -> None:
        """Look into the database as it was left: nothing may be half there."""
        found = {told: rows for told, query in _HALVES.items() if (rows := self.ask(query))}
        assert not found, found

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask the database behind the hall's back."""
        url = self.environ.get("DATABASE_URL")
        if url:
            with psycopg.connect(url) as connection:
                return list(connection.execute(query))
        with closing(sqlite3.connect(self.home / "openhall.sqlite3", timeout=30)) as connection:
            return connection.execute(query).fetchall()


def _read(answer: Answer) -> Acknowledged:
    if answer.status == http.client.SEE_OTHER:
        place = answer.headers["location"]
        assert place.endswith("/done/"), place
        return Acknowledged(place.split("/")[-3], b"")
    return Acknowledged(answer.json()["reference"], answer.body)
