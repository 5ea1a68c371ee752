"""A town for one person's data to go through, and everybody who has to do with it."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.models import Membership, Organisation
from tests.agreed import open_for_two
from tests.attacks.canary_forms import NAME, PHONE
from tests.attacks.canary_walk import Somebody, Walk
from tests.moorings import WHO
from tests.providers import Provider, serving_provider, written
from tools.standing import standing

LIN, IDRIS, ODILE, JOSEPH = "lin-xiaoyu", "idris-al-bahar", "odile-okafor", "joseph-amadi"
FIRM, OTHER_FIRM = "lamp-oil-cooperative", "net-menders"
#: Who opens the pages of everybody, and who the desk.
CITIZENS, OFFICERS = (
    ("noor-al-bahar", LIN, ""),
    ("amal-haddad", "captain-reyes", "tomas-berg", "wen-yulan", ODILE, JOSEPH),
)
#: What stands in addresses, with the case that it belongs to (or with none); every name in the queries stands here.
_IDS = {
    "task": "SELECT subject, id FROM processes_task",
    "paper": "SELECT subject, id FROM documents_paper",
    "file": "SELECT subject, id FROM documents_file WHERE subject <> ''",
    "attempt": (
        "SELECT p.subject, a.public_id FROM payments_attempt a JOIN payments_paymentrequest p ON p.id = a.payment_id"
        " ORDER BY a.state = 'pending' DESC"
    ),
    "draw": "SELECT subject, draw_id FROM appointments_drawticket",
    "upload": "SELECT '', id FROM documents_upload",
    "letter": "SELECT subject, id FROM messages_inboxmessage",
    "mandate": "SELECT '', id FROM identity_mandate",
    "attendance": "SELECT '', id FROM identity_attendance",
    "entry": "SELECT '', id FROM payments_bankentry",
    "look": "SELECT '', id FROM oversight_look",
    "alert": "SELECT '', id FROM oversight_alert",
    "question": "SELECT '', id FROM oversight_question",
    "number": "SELECT '', number FROM registers_entry",
    "read": "SELECT '', id FROM journal_dataread WHERE office <> '' ORDER BY id DESC",
    "code": "SELECT '', code FROM documents_paper",
}
_SAID = {
    "slug": "en",
    "authority": "parks-office",
    "service": "night-market-stall",
    "page": "described",
    "register": "moorings",
    "register_id": "moorings",
    "office": "market-square",
    "kind": "permit",
    "event": "moving",
    "audience": "resident",
    "name": "work",
    "organisation": FIRM,
    "person": IDRIS,
}
#: Cases whose pages are opened: one of each kind of state.
OPENED = (
    "granted",
    "voucher 0",
    "unpaid left",
    "waiting",
    "answers left",
    "refused left",
    "draft",
    "booked left",
    "two waiting",
    "withdrawn page",
)
#: Of things that belong to no case, so many are tried.
_MOST_TASKS, _MOST_THINGS = 20, 3


@dataclass
class Town:
    """The people of the town, and what is theirs by now."""

    walk: Walk = field(default_factory=Walk)
    people: dict[str, Somebody] = field(default_factory=dict)
    #: The numbers of cases, by what they are there for.
    cases: dict[str, str] = field(default_factory=dict)
    #: Pages that were led to: somebody at a counter, and a look without a case.
    counter: str = ""
    look: str = ""
    provider: Provider = field(default_factory=lambda: Provider("good"))

    def by(self, person: str) -> Somebody:
        """Return somebody; who is not known by an id signs in themselves."""
        if person not in self.people:
            self.people[person] = Somebody(self.walk, "" if " " in person else person)
        return self.people[person]

    def values(self) -> dict[str, list[tuple[str, str]]]:
        """Return what can stand in addresses by now, each with the case that it belongs to."""
        found = {name: [("", value)] for name, value in _SAID.items()}
        found["reference"] = [("", self.cases[key]) for key in OPENED]
        for name, query in _IDS.items():
            told = [(re.sub("^case:", "", str(subject)), str(thing)) for subject, thing in rows(query)]
            loose = [each for each in told if not each[0]]
            found[name] = [each for each in told if each[0]] + loose[-_MOST_THINGS:]
        return found

    def apply(self, service: str, who: str, **changes: Any) -> str:
        """Apply over the API, with somebody's name and number for telephones; return the reference."""
        somebody = self.by(who)
        answers = somebody.look(f"/api/v1/services/{service}/example").json()["answers"]
        named = {name: value for name, value in (("full_name", NAME), ("phone", PHONE)) if name in answers}
        told = {name: value for name, value in {**answers, **named, **changes}.items() if value is not None}
        more = {"on_behalf_of": told.pop("firm")} if "firm" in told else {}
        body = {"service": service, "answers": told, **more}
        done = somebody.call("POST", "/api/v1/applications", body, Idempotency_Key=token_hex())
        sent(done, 201)
        return str(done.json()["reference"])

    @staticmethod
    def hidden(somebody: Somebody, reference: str, page: str) -> dict[str, str]:
        """Return what a form on a page of a case carries hidden."""
        form = somebody.look(f"/en/track/{reference}/{page}/").content.decode().partition('id="questions"')[2]
        return dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', form.partition("</form>")[0]))

    @staticmethod
    def act(officer: Somebody, reference: str, act: str, **fields: Any) -> Any:  # noqa: ANN401 - the test client's own
        """Send a form of a case's page at the desk, with everything that the page puts into it."""
        page = officer.look(f"/desk/cases/{reference}/").content.decode()
        form = re.search(rf'<form class="act-form" id="{act}-form" action="([^"]+)".*?</form>', page, re.DOTALL)
        assert form is not None, f"{act}: {page.partition('<main')[2][:400]}"
        hidden = dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', form[0]))
        return officer.send(html.unescape(form[1]), hidden | fields)

    def decide(self, reference: str, decision: str = "approve") -> None:
        """Let the officers do all that is to be done in a case, with words where they may have some."""
        query = "SELECT id, authority, role FROM processes_task WHERE subject = %s AND state = 'open' ORDER BY id"
        for _ in range(_MOST_TASKS):
            found = rows(query, reference)
            if not found:
                return
            task, authority, role = found[0]
            officer = self.by(WHO[str(authority), str(role)])
            items = officer.look(f"/api/v1/tasks?case={reference}").json()["items"]
            item = next(each for each in items if str(each["id"]) == str(task))
            said = decision if decision in item["decisions"] else "approve"
            reasons = [each["id"] for each in item["reasons"] if said in each["decisions"]][:1]
            body: dict[str, Any] = {"decision": said, "reasons": reasons, "fields": item["example_fields"]}
            officer.call("POST", f"/api/v1/tasks/{task}/claim", {})
            sent(officer.call("POST", f"/api/v1/tasks/{task}/complete", body), 200)


@contextmanager
def opened_town(blocker: DjangoDbBlocker, folder: Path) -> Iterator[Town]:
    """Open the example town with a service for two, a second firm and a provider, for as long as the block lasts."""
    with (
        serving_provider(Provider("good")) as provider,
        override_settings(
            OPENHALL_DEMO=True,
            OPENHALL_URL="http://testserver",
            OPENHALL_IDENTITY_PROVIDER=(str(written(provider, folder)),),
        ),
        standing(blocker),
    ):
        open_for_two()
        keep_sample_files(now=datetime.now(UTC))
        Organisation.objects.create(id=OTHER_FIRM, audience="business")
        Membership.objects.create(person_id=IDRIS, organisation_id=OTHER_FIRM, role="owner")
        with transaction.atomic():
            write_cards([IDRIS])
        yield Town(provider=provider)


def rows(query: str, *values: str) -> list[tuple[object, ...]]:
    """Ask the database."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def sent(answer: Any, *statuses: int) -> str:  # noqa: ANN401 - the test client's own kind of response
    """Hold that something was taken; return where it leads."""
    told = answer.content.decode("utf-8", "replace")
    words = re.sub(r"<[^>]+>|\s+", " ", told.partition("<main")[2] or told)
    assert answer.status_code in (statuses or (303,)), f"{answer.status_code} {words[:1200]}"
    return str(answer.get("Location", ""))
