"""An entry that is suspended, a paper that is revoked: it counts no more at once, wherever somebody looks it up."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import cbor2
import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from openhall.blocks.authorities.models import PostRow
from openhall.blocks.cases.facade import (
    LetterRefused,
    MailFacts,
    NoSuchCase,
    NotYourTask,
    Once,
    restore_held_entry,
    revoke_issued_paper,
    suspend_held_entry,
)
from openhall.blocks.cases.models import Letter
from openhall.blocks.cases.tests.desks import at_the_desk
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import PaperFacts, papers_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.registers.facade import (
    EntryFacts,
    NoSuchEntry,
    entry_of_subject,
    expire_entries,
    history_of,
    renewals_due,
)
from openhall.blocks.registers.models import Entry
from openhall.channels.mail.letters import written
from openhall.channels.mail.visits import About
from openhall.kernel.languages import ENGLISH
from openhall.project.handlers import HANDLERS
from openhall.ui.formats import full_date
from tests.desks import CLERK, KEEPER, MASTER, MOORING, NOOR, Browser, text_of, words_of
from tests.moorings import granted_mooring
from tools.standing import standing

NOW = datetime.now(UTC)
CLERKS, MASTERS, KEEPERS = Visitor(CLERK), Visitor(MASTER), Visitor(KEEPER)
WHY = "The boat blocks the ferry."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, demo_town: None) -> None:
    """Do all of it again behind the walls of PostgreSQL, within those of the officer's office."""
    del demo_town
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")
        for act in (restore_held_entry, revoke_issued_paper, suspend_held_entry):
            monkeypatch.setattr(request.module, act.__name__, at_the_desk(act))


@pytest.fixture(scope="module")
def reference(published_town: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Grant one mooring for this file: making its papers takes longer than all that is tested here."""
    del published_town
    with standing(django_db_blocker):
        yield granted_mooring()


def entry(reference: str) -> EntryFacts:
    found = entry_of_subject("moorings", reference)
    assert found is not None
    return found


def permit(reference: str, kind: str = "permit") -> PaperFacts:
    return next(each for each in papers_of(reference) if each.kind == kind)


def suspended(reference: str, who: Visitor = MASTERS, words: str = WHY) -> str:
    number = entry(reference).number
    return suspend_held_entry(register="moorings", number=number, words=words, visitor=who, now=NOW).state


def restored(reference: str, who: Visitor = MASTERS, words: str = "It was moved.") -> str:
    number = entry(reference).number
    return restore_held_entry(register="moorings", number=number, words=words, visitor=who, now=NOW).state


def verdict(paper: PaperFacts, slug: str = "en") -> str:
    page = Client().get(f"/{slug}/verify/{paper.code}")
    found = re.search(r'data-verdict="([a-z-]+)"', text_of(page))
    assert found is not None
    return found[1]


def test_a_suspended_entry_takes_the_force_of_its_permit_and_gives_it_back(reference: str) -> None:
    paper, receipt = permit(reference), permit(reference, "payment-receipt")
    assert (verdict(paper), verdict(receipt)) == ("genuine", "genuine")

    assert suspended(reference) == "suspended"
    assert (verdict(paper), verdict(receipt)) == ("suspended", "genuine")
    public = words_of(Client().get(f"/en/registers/moorings/{entry(reference).number}/"))
    assert "Suspended" in public
    assert WHY not in public
    assert MASTER not in public

    assert restored(reference) == "active"
    assert verdict(paper) == "genuine"
    assert [each.did for each in history_of("moorings", entry(reference).number)] == [
        "restored",
        "suspended",
        "entered",
    ]


def test_the_holder_is_told_once_however_often_it_is_sent(reference: str) -> None:
    suspended(reference)
    suspended(reference)
    assert len(history_of("moorings", entry(reference).number)) == 2
    assert Letter.objects.filter(case__reference=reference).count() == 1
    assert Message.objects.filter(kind="mail", payload__contains='"written"').count() == 1
    assert Record.objects.filter(kind="register.suspended").count() == 1


def test_only_whoever_answers_for_the_office_that_keeps_it_suspends_and_says_why(reference: str) -> None:
    with pytest.raises(NotYourTask) as refused:
        suspended(reference, CLERKS)
    assert refused.value.why == "rank"
    with pytest.raises(NoSuchEntry):
        suspended(reference, KEEPERS)
    with pytest.raises(LetterRefused):
        suspended(reference, words="  ")
    with pytest.raises(NoSuchEntry):
        suspend_held_entry(register="moorings", number="M-1999-0001", words=WHY, visitor=MASTERS, now=NOW)
    assert (entry(reference).state, Letter.objects.count(), verdict(permit(reference))) == ("active", 0, "genuine")


def test_nobody_suspends_or_restores_what_is_their_own(reference: str) -> None:
    Entry.objects.filter(number=entry(reference).number).update(person=MASTER)
    with pytest.raises(NotYourTask) as refused:
        suspended(reference)
    assert (refused.value.why, entry(reference).state) == ("own-matter", "active")


def test_what_is_over_is_not_suspended(reference: str) -> None:
    found = Entry.objects.get(number=entry(reference).number)
    Entry.objects.filter(pk=found.pk).update(state="cancelled")
    with pytest.raises(NoSuchEntry):
        suspended(reference)
    assert verdict(permit(reference)) == "ended"
    assert len(history_of("moorings", found.number)) == 1


def test_its_owner_reads_it_on_the_page_and_over_the_api_and_no_wallet_gets_it(reference: str) -> None:
    noor = Client(headers={"Accept-Language": "en"})
    token = noor.post("/api/v1/demo/token", {"person": NOOR}, content_type="application/json").json()["token"]
    paper = permit(reference)

    def told() -> list[str]:
        shown = Client().get(f"/api/v1/applications/{reference}", headers={"Authorization": f"Bearer {token}"}).json()
        return [each["state"] for each in shown["papers"] if each["kind"] == "permit"]

    owner = Browser(NOOR)
    assert told() == ["genuine"]
    assert paper.id in text_of(owner.look(f"/en/track/{reference}/wallet/"))
    suspended(reference)
    assert told() == ["suspended"]
    assert "Suspended: it does not count now" in words_of(owner.look(f"/en/track/{reference}/"))
    assert paper.id not in text_of(owner.look(f"/en/track/{reference}/wallet/"))


def test_a_revoked_paper_counts_no_more_at_once_and_its_owner_is_told_why(reference: str) -> None:
    paper = permit(reference)
    with pytest.raises(NotYourTask):
        revoke_issued_paper(reference=reference, paper=paper.id, words=WHY, visitor=CLERKS, now=NOW)
    with pytest.raises(NoSuchCase):
        revoke_issued_paper(reference=reference, paper=paper.id, words=WHY, visitor=KEEPERS, now=NOW)
    with pytest.raises(LetterRefused):
        revoke_issued_paper(reference=reference, paper=paper.id, words=" ", visitor=MASTERS, now=NOW)
    assert (verdict(paper), Letter.objects.count()) == ("genuine", 0)

    once = Once("desk:test", "once", "body")
    for _ in range(2):
        revoked = revoke_issued_paper(
            reference=reference, paper=paper.id, words=WHY, visitor=MASTERS, now=NOW, once=once
        )
        assert revoked.state == "revoked"
    assert (verdict(paper), verdict(permit(reference, "payment-receipt"))) == ("revoked", "genuine")
    assert Letter.objects.filter(case__reference=reference).count() == 1
    assert Record.objects.filter(kind="paper.revoked").count() == 1


def test_the_hall_s_list_for_those_without_a_line_names_what_is_suspended(reference: str) -> None:
    def marks(name: str) -> int:
        signed = cbor2.loads(Client().get("/verify/status").content)
        return len(cbor2.loads(signed.value[2]).get(name, []))

    assert (marks("h"), marks("r")) == (0, 0)
    suspended(reference)
    assert (marks("h"), marks("r")) == (1, 0)
    Entry.objects.filter(number=entry(reference).number).update(state="cancelled")
    assert (marks("h"), marks("r")) == (0, 1)


def test_an_entry_is_looked_up_suspended_and_restored_at_the_desk(reference: str) -> None:
    number = entry(reference).number
    place = f"/desk/registers/moorings/{number}/"
    clerk, master = Browser(CLERK), Browser(MASTER)
    assert master.look(f"/desk/registers/?number={number.lower()}")["Location"] == place
    assert "Compare it character by character" in words_of(master.look("/desk/registers/?number=M-1"))
    assert "Your office keeps no register." in words_of(Browser(KEEPER).look(f"/desk/registers/?number={number}"))
    assert Browser(KEEPER).look(place).status_code == 404
    assert Browser(KEEPER).send(f"{place}suspend/", words=WHY).status_code == 404

    assert "Only whoever answers for the office" in words_of(clerk.look(place))
    assert clerk.send(f"{place}suspend/", words=WHY).status_code == 403
    missing = master.send(f"{place}suspend/", words=" ")
    assert (missing.status_code, entry(reference).state) == (422, "active")
    assert "Write what" in words_of(missing)

    done = master.send(f"{place}suspend/", words=WHY)
    assert (done.status_code, done["Location"]) == (303, f"{place}?done=suspended")
    shown = words_of(master.look(done["Location"]))
    for told in ("Suspended", "B1204A", "Let it stand again", "its papers do not count"):
        assert told in shown, told
    assert "Suspended" in words_of(master.look(f"/desk/cases/{reference}/"))
    assert master.send(f"{place}restore/", words="It was moved.").status_code == 303
    assert verdict(permit(reference)) == "genuine"


def test_a_paper_is_revoked_on_the_page_of_its_case(reference: str) -> None:
    paper = permit(reference)
    clerk, master = Browser(CLERK), Browser(MASTER)
    assert f'id="revoke-{paper.id}-form"' not in text_of(clerk.look(f"/desk/cases/{reference}/"))
    place = f"/desk/cases/{reference}/issued/{paper.id}/revoke/"
    assert clerk.send(place, words=WHY).status_code == 403
    assert verdict(paper) == "genuine"
    assert master.act(reference, f"revoke-{paper.id}", words="").status_code == 422
    assert master.act(reference, f"revoke-{paper.id}", words=WHY).status_code == 303
    assert verdict(paper) == "revoked"
    words = words_of(master.look(f"/desk/cases/{reference}/"))
    assert "Revoked" in words
    assert WHY in words


def test_a_limit_on_money_keeps_nobody_from_suspending(reference: str) -> None:
    PostRow.objects.filter(id="harbour-master").update(limit_minor=1)
    assert suspended(reference) == "suspended"


def test_who_holds_an_entry_is_reminded_once_before_it_ends(reference: str) -> None:
    registers = current_catalogue().jurisdiction.registers
    ends = entry(reference).valid_until
    assert ends is not None
    assert renewals_due(registers=registers, today=ends, now=NOW) == 1
    seen: list[Delivery] = []

    def remind(delivery: Delivery) -> None:
        seen.append(delivery)
        HANDLERS["renewal-reminder"](delivery)

    assert deliver_due(handlers={"renewal-reminder": remind}, now=NOW) == 1
    HANDLERS["renewal-reminder"](seen[0])
    letters = Message.objects.filter(kind="mail", payload__contains='"renewal-reminder"')
    ends_at = f"{ends}T00:00:00+03:00"
    payload = f'{{"moment":"{ends_at}","reference":"{reference}","template":"renewal-reminder"}}'
    assert [each.payload for each in letters] == [payload]
    facts = MailFacts(reference, MOORING, 1, 1, "en", NOOR, {}, None)
    service = current_catalogue().service(MOORING)
    assert service is not None
    about = About(datetime.fromisoformat(ends_at))
    _, body = written(current_catalogue(), service, facts, ENGLISH, "renewal-reminder", about)
    assert f"It ends on: {full_date(ends, ENGLISH)}" in body
    assert f"/en/services/{MOORING}/" in body
    assert expire_entries(registers=registers, today=ends, now=NOW) == 0
