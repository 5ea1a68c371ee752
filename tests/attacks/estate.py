"""What others have with a hall, thing by thing: the ids that a stranger would put into an address."""

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from openhall.kernel.references import new_reference
from tests.applicants import Applicant
from tests.attacks.matters import Matters
from tests.attacks.town import HELPER, MOVING, ROPE_MAKER, ROPE_WALK, STALL, apply, example_of
from tests.halls import Hall
from tests.officers import Officers
from tests.outcomes import pay_over_http

MOORING = "harbour-office/mooring-permit"
_OFFICES = ["harbour-office", "parks-office"]
_PATIENCE = 60.0
#: How many things of a kind and case are tried; the first numbers are those of stalls.
_MOST, _STALLS = 2, 5
_SCOPES, _UNTIL = ["letters", "matters", "fill", "submit", "pay", "book"], "2027-12-31"
_AN_ID = "0123456789abcdef0123456789abcdef"
#: Whatever there is of a kind, with the number of the case that it belongs to (empty: to no case).
# Every name in these queries stands in this file.
_OF_CASES = {
    "task": "SELECT subject, id FROM processes_task",
    "paper": "SELECT subject, id FROM documents_paper",
    "attempt": (
        "SELECT p.subject, a.public_id FROM payments_attempt a JOIN payments_paymentrequest p ON p.id = a.payment_id"
    ),
    "file": "SELECT subject, id FROM documents_file",
    "draw": "SELECT subject, draw_id FROM appointments_drawticket UNION SELECT '', id FROM appointments_draw",
    "upload": "SELECT '', id FROM documents_upload",
    "letter": "SELECT subject, id FROM messages_inboxmessage",
    "about": (
        "SELECT subject, public_id FROM payments_paymentrequest UNION SELECT subject, uid FROM appointments_booking"
        " UNION SELECT subject, id FROM documents_paper UNION SELECT p.subject, r.public_id FROM payments_refund r"
        " JOIN payments_paymentrequest p ON p.id = r.payment_id"
    ),
    "mandate": f"SELECT '', id FROM identity_mandate WHERE helper_id IS NULL OR helper_id <> '{HELPER}'",  # noqa: S608 - names of the town
    "attendance": "SELECT '', id FROM identity_attendance",
    "entry": "SELECT '', id FROM payments_bankentry",
    "organisation": f"SELECT '', organisation_id FROM identity_membership WHERE person_id = '{ROPE_MAKER}'",  # noqa: S608 - names of the town
    "person": f"SELECT '', person_id FROM identity_membership WHERE organisation_id = '{ROPE_WALK}'",  # noqa: S608 - names of the town
    "look": "SELECT '', id FROM oversight_look",
    "alert": "SELECT '', id FROM oversight_alert",
    "question": 'SELECT "case", id FROM oversight_question',
    "read": "SELECT \"case\", id FROM journal_dataread WHERE office <> '' ORDER BY id DESC",
}


@dataclass(frozen=True, slots=True)
class Estate:
    """What belongs to a resident and to a guest, and what is each stranger's own."""

    references: tuple[str, ...]
    entry: str
    things: Mapping[str, Mapping[str, tuple[str, ...]]]

    def pairs(self, kind: str) -> list[tuple[str, str]]:
        """Return the ids of a kind, each with the number of its case; those of no case stand with the first one."""
        found = self.things[kind]
        known = [(each, thing) for each in self.references for thing in found.get(each, ())[:_MOST]]
        known += [(self.references[0], thing) for thing in found.get("", ())[:_MOST]]
        return known or [(self.references[0], MADE_UP[kind]())]

    def of_the_stalls(self) -> "Estate":
        """Return what concerns the parks only: nothing of it is the harbour's."""
        return replace(self, references=self.references[:_STALLS], entry="")


#: For each kind of somebody's own thing an id of the same form that nothing has.
MADE_UP: Mapping[str, Callable[[], str]] = {
    "reference": new_reference,
    "task": lambda: "999999",
    "paper": lambda: _AN_ID,
    "attempt": lambda: _AN_ID[:20],
    "file": lambda: _AN_ID,
    "draw": lambda: _AN_ID,
    "upload": lambda: _AN_ID,
    "letter": lambda: _AN_ID,
    "about": lambda: _AN_ID,
    "mandate": new_reference,
    "attendance": new_reference,
    "entry": lambda: "999999",
    "organisation": lambda: "sail-loft",
    "person": lambda: "nobody-at-all",
    "look": lambda: _AN_ID[:24],
    "question": lambda: "999999",
    "alert": lambda: "999999",
    "read": lambda: "999999",
}


def built(hall: Hall, matters: Matters) -> Estate:
    """Let a resident have one of everything: a permit paid for and entered, money to go back, a place, letters."""
    with closing(Applicant(hall)) as noor, closing(Officers(hall)) as officers:
        noor.sign_in("noor-al-bahar")
        noor.become("noor-al-bahar")
        granted = _moored(noor, "granted")
        officers.finish(granted, _OFFICES, {"*": "approve"})
        assert pay_over_http(noor, _stands(noor, granted)), "a mooring costs something"
        waiting = _moored(noor, "waiting")
        unpaid = _moored(noor, "unpaid")
        officers.finish(unpaid, _OFFICES, {"*": "approve"})
        assert noor.send(f"/en/track/{unpaid}/pay/", {"way": "fps", "_key": "estate"}).status == 303
        refused = _moored(noor, "refused")
        officers.finish(refused, _OFFICES, {"*": "refuse", "sign": "approve"})
        _begin_upload(noor)
        _refund(hall, granted)
        helped = _lets_others_act(hall, noor)
        _asks_why(hall, noor)
        _stands_at_a_counter(hall)
        _until(lambda: bool(_rows(hall, f"SELECT id FROM documents_paper WHERE subject = '{granted}'")))  # noqa: S608
        entry = str(_rows(hall, "SELECT number FROM registers_entry")[0][0])
    references = (*matters.cases, *matters.drafts, helped, granted, waiting, unpaid, refused)
    return Estate(references, entry, {kind: _by_case(hall, query) for kind, query in _OF_CASES.items()})


def own_case(somebody: Applicant) -> str:
    """Let a stranger have a case of their own; return its reference."""
    given = apply(somebody, STALL, example_of(somebody, STALL), "a stranger's own").json()
    return str(given["reference"])


def _moored(somebody: Applicant, key: str) -> str:
    answer = apply(somebody, MOORING, example_of(somebody, MOORING), f"estate {key}")
    assert answer.status == 201, answer.text
    return str(answer.json()["reference"])


def _stands(somebody: Applicant, reference: str) -> dict[str, object]:
    found: dict[str, object] = somebody.call("GET", f"/api/v1/applications/{reference}").json()
    return found


def _begin_upload(somebody: Applicant) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": "filename YQ=="}
    assert somebody.ask("POST", "/api/v1/uploads", headers=headers).status == 201


def _refund(hall: Hall, reference: str) -> None:
    payment = _rows(hall, f"SELECT public_id FROM payments_paymentrequest WHERE subject = '{reference}'")[0][0]  # noqa: S608
    with closing(Applicant(hall)) as clerk:
        clerk.sign_in("amal-haddad")
        place = f"/desk/cases/{reference}/money/{payment}/refund/"
        asked = clerk.send(place, {"amount": "1", "reason": "The pier was shut for a day.", "_once": "estate"})
        assert asked.status == 303, asked.text


def _lets_others_act(hall: Hall, giver: Applicant) -> str:
    """Give mandates: to whoever brings a code, for another office's service, and one that is used; return its case."""
    assert giver.call("POST", "/api/v1/mandates", {"scopes": _SCOPES, "until": _UNTIL}).status == 201
    with closing(Applicant(hall)) as narrow, closing(Applicant(hall)) as helper:
        _mandated(giver, narrow, HELPER, [MOVING])
        _mandated(giver, helper, ROPE_MAKER, [])
        sent = apply(helper, STALL, example_of(helper, STALL), "helped", on_behalf_of="noor-al-bahar")
    assert sent.status == 201, sent.text
    return str(sent.json()["reference"])


def _mandated(giver: Applicant, helper: Applicant, person: str, services: list[str]) -> None:
    helper.become(person)
    made = giver.call(
        "POST", "/api/v1/mandates", {"scopes": _SCOPES, "until": _UNTIL, "helper": person, "services": services}
    )
    assert made.status == 201, made.text
    assert helper.call("POST", f"/api/v1/mandates/{made.json()['id']}/accept", {}).status == 200


def _asks_why(hall: Hall, person: Applicant) -> None:
    """Let an officer of the parks look for a person without a case, and the person ask why."""
    with closing(Applicant(hall)) as keeper:
        keeper.sign_in("tomas-berg")
        reason = "She rang and asks where her application stands."
        looked = keeper.send("/desk/find/", {"name": "Noor Al-Bahar", "purpose": "enquiry", "reason": reason})
        assert looked.status == 303, looked.text
        assert keeper.look(looked.headers["location"]).status == 200
    read = _rows(hall, "SELECT id FROM journal_dataread WHERE look <> ''")[0][0]
    asked = person.call("POST", f"/api/v1/me/reads/{read}/ask", {})
    assert asked.status == 200, asked.text


def _stands_at_a_counter(hall: Hall) -> None:
    """Let the resident show their card at the town desk."""
    with closing(Applicant(hall)) as clerk:
        clerk.sign_in("odile-okafor")
        shown = {"paper": "resident-card", "number": "LB-2047-1157", "services": "all"}
        attended = clerk.send("/desk/counter/", shown)
        assert attended.status == 303, attended.text


def _by_case(hall: Hall, query: str) -> dict[str, tuple[str, ...]]:
    found = dict[str, tuple[str, ...]]()
    for subject, thing in _rows(hall, query):
        found[str(subject)] = (*found.get(str(subject), ()), str(thing))
    return found


def _rows(hall: Hall, query: str) -> list[tuple[object, ...]]:
    address = f"file:{hall.home / 'openhall.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=20)) as database:
        return database.execute(query).fetchall()


def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + _PATIENCE
    while not is_so():
        assert time.monotonic() < until, "the worker made no paper"
        time.sleep(0.1)
