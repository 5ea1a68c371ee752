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
from tests.attacks.town import MOORING, STALL, STRANGE, apply, counts, example_of, stall_pages, walk
from tests.halls import Answer, Hall
from tests.officers import Officers
from tests.outcomes import pay_over_http

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
    """Wait until the worker has nothing left to deliver; what is due in this very second is due."""
    until = monotonic() + 60
    while monotonic() < until:
        with closing(sqlite3.connect(f"file:{hall.home / 'openhall.sqlite3'}?mode=ro", uri=True)) as database:
            waiting = "SELECT COUNT(*) FROM journal_message WHERE state = 'waiting'"
            due = f"{waiting} AND due_at <= datetime('now', '+2 seconds')"
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


def test_neither_does_what_went_through_paying_issuing_booking_and_writing(attacked: Hall) -> None:
    """A permit that is paid for, made into a paper and entered in a register; a place that is booked; letters."""
    with closing(Walker(attacked)) as walker, closing(Officers(attacked)) as officers:
        walker.sign_in("noor-al-bahar")
        walker.become("noor-al-bahar")
        answers = {**example_of(walker, MOORING), "full_name": NAME, "phone": PHONE}
        done = apply(walker, MOORING, answers, "canary-mooring")
        assert done.status == 201, done.text[:300]
        reference = str(done.json()["reference"])
        walker.send(f"/en/track/{reference}/messages/", {"words": _TYPED})
        officers.finish(reference, ["harbour-office", "parks-office"], {"*": "approve"})
        stands = walker.call("GET", f"/api/v1/applications/{reference}").json()
        assert pay_over_http(walker, stands), "a mooring costs something"
        paper = _paper_of(walker, reference)
        for page in ("", "papers/", f"papers/{paper}/", "receipt/", "who-looked/", "pay/"):
            assert walker.look(f"/en/track/{reference}/{page}").status < 500
        booked = _booked(walker)
        strange = {**example_of(walker, STRANGE), "story": _TYPED, "write_to": "kumquat@example.com"}
        assert apply(walker, STRANGE, strange, "canary-mail").status == 201
        for place in ("me/letters/", "me/who-looked/who-looked.json", "me/fetches/", "demo/mailbox/"):
            assert walker.look(f"/en/{place}").status < 500
        addresses = "\n".join(walker.__dict__["led"])
    with closing(Applicant(attacked)) as clerk:
        clerk.sign_in("amal-haddad")
        for place in (f"cases/{reference}/", "", "counts/", "money/", "registers/", "find/"):
            assert clerk.look(f"/desk/{place}").status < 500
        taken = [clerk.look(f"/desk/{each}") for each in ("work.csv?tab=office", "counts.csv", "work.csv?tab=done")]
        clerk.send("/desk/find/", {"name": NAME, "purpose": "enquiry", "reason": f"She rang. {WORDS} is her word."})
        addresses += clerk.look(f"/desk/registers/?number={NAME.replace(' ', '+')}").headers.get("location", "")
    _settle(attacked)
    with closing(Applicant(attacked)) as guest:
        public = [
            "performance.json",
            "performance.csv",
            "registers/moorings.csv",
            "registers/moorings/",
            "performance/",
        ]
        taken += [guest.look(f"/en/{each}") for each in public]
        taken += [guest.look(f"/en/track/{reference}/"), guest.call("GET", f"/api/v1/applications/{booked}")]
    shown = b"\n".join(answer.content for answer in taken)

    assert [each.status for each in taken[: -len(public) - 2]] == [200] * 3
    assert [*leaks(attacked.home)] == []
    assert not [each for each in (*CANARIES, PHONE) if each.encode() in shown]
    assert not [each for each in CANARIES if each in addresses or each.replace(" ", "+") in addresses]
    assert all(answer.headers.get("referrer-policy") in {"no-referrer", "same-origin"} for answer in taken)
    assert any((attacked.home / "mail").iterdir()), "letters went out, and their subjects were looked at"


def _paper_of(walker: Walker, reference: str) -> str:
    """Return the id of the paper that the worker makes of a case."""
    until = monotonic() + 60
    while monotonic() < until:
        papers = walker.call("GET", f"/api/v1/applications/{reference}").json().get("papers") or []
        if papers:
            assert walker.call("GET", f"/api/v1/applications/{reference}/papers/{papers[0]['id']}").status == 200
            return str(papers[0]["id"])
        sleep(0.2)
    raise AssertionError("no paper was made")


def _booked(walker: Walker) -> str:
    """Book a place for another application; return its reference."""
    answers = {**example_of(walker, STALL), "full_name": NAME, "described": WORDS, "phone": PHONE}
    reference = str(apply(walker, STALL, answers, "canary-booked").json()["reference"])
    place = f"/api/v1/applications/{reference}/appointment"
    shown = walker.call("GET", place).json()
    assert shown["state"] == "booked"
    asked = f"/api/v1/appointments/slots?kind=night-market-stall&from={shown['starts_at'][:10]}"
    free = [each for each in walker.call("GET", asked).json()["slots"] if each["starts_at"] != shown["starts_at"]]
    body = {"appointment": shown["id"], "office": free[0]["office"], "starts_at": free[0]["starts_at"]}
    moved = walker.call("POST", place, body, Idempotency_Key="canary-place")
    assert moved.status == 200, moved.text[:300]
    assert walker.look(f"/en/track/{reference}/appointment.ics").status == 200
    return reference
