"""Attack 65: a person whose data is known walks through everything, and then it is looked for everywhere.

It may stand sealed, and on the pages of whoever it belongs to: not in logs, addresses, the queue, the database's bytes,
prepared pages, stored files or mail subjects.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.applicants import Applicant
from tests.attacks.town import STALL, apply, counts, example_of, stall_pages, walk
from tests.halls import Answer, Hall

#: Nobody else has these; each is found as bytes wherever it lies.
NAME, PHONE, WORDS, FILE = "Zephyrine Quillfeather", "555-0199", "marmalade of kumquats 7731", "quillfeather-passport"
CANARIES = (NAME, "Quillfeather", WORDS, FILE)
_TYPED = f"{NAME} {WORDS}"
_SAMPLE = Path("src/openhall/blocks/documents/samples/letter.pdf")


class Walker(Applicant):
    """An applicant who remembers each address that the hall sent them to."""

    def ask(self, *args: object, **kwargs: object) -> Answer:
        answer = super().ask(*args, **kwargs)  # type: ignore[arg-type]  # as it was given
        self.__dict__.setdefault("led", []).append(answer.headers.get("location", ""))
        return answer


def leaks(home: Path, canaries: tuple[str, ...] = CANARIES) -> Iterator[str]:
    """Yield where a canary lies readable below a hall's home: every byte of every file is looked at, the WAL too."""
    for path in sorted(each for each in home.rglob("*") if each.is_file()):
        held = path.read_bytes()
        for canary in canaries:
            for written in (canary.encode(), canary.encode("utf-16-le"), canary.replace(" ", "+").encode()):
                if written in held:
                    yield f"{path.relative_to(home)}: {canary}"


def _begin(walker: Walker) -> None:
    """Begin an application on the pages, and leave it as a draft."""
    answers = example_of(walker, STALL)
    pages = stall_pages({**answers, "full_name": NAME, "described": WORDS, "phone": PHONE})
    walk(walker, STALL, pages)


def _submit(walker: Walker) -> str:
    """Apply over the API, with a fault first; return the reference."""
    answers = {**example_of(walker, STALL), "full_name": NAME, "described": WORDS, "phone": PHONE}
    refused = apply(walker, STALL, {**answers, "cooking": _TYPED}, "canary-fault")
    assert refused.status == 422
    done = apply(walker, STALL, answers, "canary")
    assert done.status == 201, done.text[:300]
    return str(done.json()["reference"])


def _follow(walker: Walker, reference: str) -> None:
    """Look at every page of the case, write, withdraw, and see everything of one's own."""
    walker.upload(f"{FILE}.pdf", _SAMPLE.read_bytes() + b"\n%" + _TYPED.encode())
    for page in ("", "messages/", "papers/", "receipt/", "pay/", "appointment/", "answer/", "objection/"):
        assert walker.look(f"/en/track/{reference}/{page}").status < 500
    walker.send(f"/en/track/{reference}/messages/", {"words": _TYPED})
    for place in ("me/", "me/letters/", "me/bills/", "me/preferences/", "me/privacy/", "me/privacy/my-data.zip"):
        assert walker.look(f"/en/{place}").status < 500
    walker.send(f"/en/track/{reference}/withdraw/", {"sure": "yes", "why": _TYPED})


def _stumble(walker: Walker) -> None:
    """Type it where it does not belong, and see that no page of an error says more than it should."""
    typed = _TYPED.replace(" ", "+")
    for place in (f"search/?q={typed}", f"{typed}/", f"registers/vessels/?q={typed}", f"verify/?code={typed}"):
        assert walker.look(f"/en/{place}").status < 500
    walker.send("/en/track/", {"reference": _TYPED, "secret": _TYPED})
    walker.send("/en/track/lost/", {"reference": _TYPED, "contact": _TYPED})
    walker.send("/en/sign-in/", {"person": _TYPED})
    walker.call("POST", "/api/v1/applications", {"service": _TYPED, "answers": {_TYPED: _TYPED}}, Idempotency_Key="odd")
    walker.ask("POST", "/api/v1/applications", f"{{{_TYPED}".encode(), {"Content-Type": "application/json"})


def _settle(hall: Hall) -> None:
    """Wait until the worker has nothing left to deliver."""
    until = monotonic() + 60
    while monotonic() < until:
        with closing(sqlite3.connect(f"file:{hall.home / 'openhall.sqlite3'}?mode=ro", uri=True)) as database:
            due = "SELECT COUNT(*) FROM journal_message WHERE state = 'waiting' AND due_at <= datetime('now')"
            if not database.execute(due).fetchone()[0]:
                return
        sleep(0.5)


@pytest.mark.parametrize("person", ["noor-al-bahar", ""])
def test_what_somebody_typed_lies_readable_nowhere(attacked: Hall, person: str) -> None:
    with closing(Walker(attacked)) as walker:
        if person:
            walker.sign_in(person)
        _begin(walker)
        if person:
            walker.become(person)
        reference = _submit(walker)
        _follow(walker, reference)
        _stumble(walker)
        addresses = "\n".join(walker.__dict__["led"])
    with closing(Applicant(attacked)) as officer:
        officer.sign_in("tomas-berg")
        for place in (f"cases/{reference}/", "work/", "counts/", "letters/"):
            assert officer.look(f"/desk/{place}").status < 500
    _settle(attacked)

    assert counts(attacked)["cases_case"] >= 1
    assert [*leaks(attacked.home)] == []
    assert not [each for each in CANARIES if each in addresses or each.replace(" ", "+") in addresses]


@pytest.mark.parametrize("place", ["openhall.sqlite3", "serve-1.log", "prepared/page", "files/ab/cd"])
def test_a_leak_that_is_put_there_is_found(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".sqlite3":
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE t (told TEXT)")
            database.execute("INSERT INTO t VALUES (?)", [f"from {NAME}"])
            database.commit()
            found = [*leaks(tmp_path)]
        assert any("wal" in each for each in found), "what is still in the WAL counts as well"
    else:
        path.write_text(f"GET /?q={NAME.replace(' ', '+')}", "utf-8")
        found = [*leaks(tmp_path)]
    assert found
