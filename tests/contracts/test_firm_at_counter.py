"""Lin, who manages a co-operative, stands at the town desk with papers that it signed: a place, and a mandate."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.facade import begin_session, firm_papers_of, keep_firm_marks, visitor_of
from openhall.blocks.identity.models import Attendance, FirmPaper, Membership, Organisation
from openhall.blocks.identity.sealed import NAME, organisation_key, sealed_json
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.journal.models import DataRead, Record
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.oversight.facade import FIRM_PAPER
from openhall.project.handlers import HANDLERS
from tests.desks import Browser, demo_town, published_town, text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
__all__ = ["demo_town", "published_town"]
CLERK, LIN, IDRIS, NOOR = "odile-okafor", "lin-xiaoyu", "idris-al-bahar", "noor-al-bahar"
FIRM, NAMED, ROPES = "lamp-oil-cooperative", "The Lamp Oil Cooperative", "rope-walk"
CARDS = {LIN: "LB-5500-9120", IDRIS: "LB-8831-0461", NOOR: "LB-2047-1157"}
DAY = {"until-day": "31", "until-month": "12", "until-year": "2027"}
SEAT = {
    "firm": NAMED,
    "kind": "seat",
    "step": "write",
    "role": "accountant",
    "paper": "C 4/118",
    "number": CARDS[IDRIS],
}
LENT = {
    "firm": NAMED,
    "kind": "firm",
    "step": "write",
    "scopes": ["matters", "fill", "submit"],
    "paper": "C 4/119",
    **DAY,
}


@pytest.fixture(autouse=True)
def ropes() -> None:
    """Keep another firm, which Noor owns."""
    names = sealed_json({organisation_key(ROPES): {"en": "Rope Walk"}}, NAME)
    Organisation.objects.create(id=ROPES, audience="business", name=names[organisation_key(ROPES)])
    keep_firm_marks({ROPES: ({"en": "Rope Walk"}, {})})
    Membership.objects.create(organisation_id=ROPES, person_id=NOOR, role="owner")
    write_cards([NOOR])


@pytest.fixture
def clerk() -> Browser:
    return Browser(CLERK)


def _attend(clerk: Browser, person: str = LIN) -> str:
    sent = clerk.send("/desk/counter/", paper="resident-card", number=CARDS[person])
    assert sent.status_code == 303, words_of(sent)
    place: str = sent["Location"]
    return f"{place}firm/"


def _told(person: str, *firms: str) -> str:
    """Return all letters in an inbox, after the worker has delivered what is due."""
    deliver_due(handlers={FIRM_PAPER: HANDLERS[FIRM_PAPER]}, now=timezone.now())
    page = inbox_of(person=person, organisations=firms)
    browser = Browser(person)
    return " ".join(words_of(browser.look(f"/en/me/letters/{each.id}/")) for each in page.letters)


def _roles(person: str) -> dict[str, str]:
    """Return for which firms somebody may act with their next request."""
    now = datetime.now(UTC)
    seen = visitor_of(cookie=begin_session(person=person, now=now), authorization="", now=now)
    return {each.id: each.role for each in seen.organisations}


def test_the_clerk_sees_by_what_they_may_before_anything_is_written_down(clerk: Browser) -> None:
    place = _attend(clerk)
    assert "For which firm do they stand here?" in words_of(clerk.look(place))
    for name in ("Rope Walk", "Nothing at all", ""):
        refused = clerk.send(place, firm=name, kind="seat")
        assert refused.status_code == 422, name
        assert "Where is the signed paper kept?" not in words_of(refused)
    elsewhere, nowhere = (
        words_of(clerk.send(place, firm=name, kind="seat")) for name in ("Rope Walk", "Nothing at all")
    )
    assert elsewhere == nowhere.replace("Nothing at all", "Rope Walk"), "whether a firm is there is not told"
    shown = words_of(clerk.send(place, firm=NAMED.upper(), kind="seat"))
    assert re.search(r"has a place in The Lamp Oil Cooperative here, as: Manager", shown), shown
    assert DataRead.objects.filter(actor=CLERK, owner=f"organisation:{FIRM}", purpose="help").exists()
    assert not FirmPaper.objects.exists()


def test_somebody_gets_a_place_on_paper_and_the_firm_undoes_it(clerk: Browser) -> None:
    place = _attend(clerk)
    written = clerk.send(place, **SEAT)
    assert written.status_code == 303, words_of(written)
    assert _roles(IDRIS) == {FIRM: "accountant"}
    assert clerk.send(place, **SEAT).status_code == 409, "twice is once"

    leaf = str(Record.objects.get(kind="firm-paper.written", subject=f"organisation:{FIRM}").statement)
    assert CLERK in leaf
    assert LIN in leaf
    assert IDRIS in leaf
    taken = str(Record.objects.get(kind="seat.taken", subject=f"organisation:{FIRM}").statement)
    assert Attendance.objects.get().pk in taken
    assert DataRead.objects.filter(actor=CLERK, owner=f"person:{IDRIS}").exists()
    told = _told(LIN, FIRM)
    assert "Lin Xiaoyu stood at a counter of Town Clerk for The Lamp Oil Cooperative" in told
    assert "Odile Okafor wrote it down" in told
    assert "Idris Al-Bahar may act for The Lamp Oil Cooperative, with a place there" in told
    assert "an organisation has let you" in _told(IDRIS)

    lin = Browser(LIN)
    page = lin.look(f"/en/me/organisations/{FIRM}/")
    assert "Idris Al-Bahar acts for this organisation: Accountant." in words_of(page)
    undo = re.search(rf'action="(/en/me/organisations/{FIRM}/counter/[^"/]+/undo/)"', text_of(page))
    assert undo is not None, words_of(page)
    assert "/undo/" not in text_of(Browser(IDRIS).look(f"/en/me/organisations/{FIRM}/")), "staff undo nothing"
    assert Browser(IDRIS).send(undo[1]).status_code == 409
    assert Browser(NOOR).send(undo[1]).status_code == 404
    assert _roles(IDRIS) == {FIRM: "accountant"}
    assert lin.send(undo[1]).status_code == 303
    assert _roles(IDRIS) == {}
    assert lin.send(undo[1]).status_code == 409
    assert Record.objects.filter(kind="firm-paper.undone", subject=f"organisation:{FIRM}").count() == 1


def test_another_firm_may_act_on_paper_until_the_next_click_after_it_ended(clerk: Browser) -> None:
    place = _attend(clerk)
    assert clerk.send(place, **LENT, number="Rope Walk").status_code == 303
    assert _roles(NOOR) == {ROPES: "owner", FIRM: "agent"}
    assert "Rope Walk may act for The Lamp Oil Cooperative, as another organisation" in _told(NOOR, ROPES)
    assert clerk.send(place, **LENT, number="Rope Walk").status_code == 409
    lin = Browser(LIN)
    page = text_of(lin.look(f"/en/me/organisations/{FIRM}/"))
    ends = re.findall(rf'action="(/en/me/organisations/{FIRM}/firms/[^"/]+/end/)"', page)
    assert [lin.send(each).status_code for each in ends] == [303]
    assert _roles(NOOR) == {ROPES: "owner"}
    assert clerk.send(place, **LENT, number="Rope Walk").status_code == 303
    (paper,) = [each for each in firm_papers_of(FIRM, actor=LIN, now=timezone.now()) if _is_live(each.id)]
    assert lin.send(f"/en/me/organisations/{FIRM}/counter/{paper.id}/undo/").status_code == 303
    assert _roles(NOOR) == {ROPES: "owner"}


def _is_live(paper: str) -> bool:
    mandate = FirmPaper.objects.get(pk=paper).mandate
    return mandate is not None and mandate.state == "live"


def test_a_code_goes_to_whom_the_paper_does_not_bear_and_undoing_takes_what_came_of_it(clerk: Browser) -> None:
    place = _attend(clerk)
    for fields, role in ((SEAT, {FIRM: "accountant"}), (LENT, {ROPES: "owner", FIRM: "agent"})):
        written = clerk.send(place, **{**fields, "number": ""})
        assert written.status_code == 200, words_of(written)
        code = re.search(r"handed__code--alone[^>]*>([0-9a-f]{16})<", text_of(written))
        assert code is not None
        if fields is SEAT:
            assert Browser(IDRIS).send("/en/me/organisations/code/", code=code[1]).status_code == 303
            assert _roles(IDRIS) == role
        else:
            taken = Browser(NOOR).send(f"/en/me/organisations/{ROPES}/firms/code/", firm_code=code[1])
            assert taken.status_code == 303
            assert _roles(NOOR) == role
        (paper,) = firm_papers_of(FIRM, actor=LIN, now=timezone.now())
        assert Browser(LIN).send(f"/en/me/organisations/{FIRM}/counter/{paper.id}/undo/").status_code == 303
    assert (_roles(IDRIS), _roles(NOOR)) == ({}, {ROPES: "owner"})
    unused = clerk.send(place, **{**SEAT, "number": ""})
    code = re.search(r"handed__code--alone[^>]*>([0-9a-f]{16})<", text_of(unused))
    (paper,) = firm_papers_of(FIRM, actor=LIN, now=timezone.now())
    assert Browser(LIN).send(f"/en/me/organisations/{FIRM}/counter/{paper.id}/undo/").status_code == 303
    assert code is not None
    assert Browser(IDRIS).send("/en/me/organisations/code/", code=code[1]).status_code == 422


def test_two_days_later_it_is_ended_and_not_undone(clerk: Browser) -> None:
    clerk.send(_attend(clerk), **SEAT)
    paper = FirmPaper.objects.get()
    FirmPaper.objects.update(made_at=paper.made_at - timedelta(hours=48))
    lin = Browser(LIN)
    assert "Written down at a counter" not in words_of(lin.look(f"/en/me/organisations/{FIRM}/"))
    assert lin.send(f"/en/me/organisations/{FIRM}/counter/{paper.pk}/undo/").status_code == 409
    assert _roles(IDRIS) == {FIRM: "accountant"}
    assert lin.send(f"/en/me/organisations/{FIRM}/people/{IDRIS}/end/").status_code == 303
    assert _roles(IDRIS) == {}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"role": "owner"}, 422),
        ({"role": "manager"}, 422),
        ({"firm": "Rope Walk"}, 422),
        ({"number": "LB-0000-0000"}, 422),
        ({"number": CARDS[LIN]}, 409),
        ({"paper": ""}, 422),
        ({"until-day": "1", "until-month": "1", "until-year": "2020"}, 409),
        ({"kind": "firm", "scopes": ["matters"], "number": NAMED, **DAY}, 409),
        ({"kind": "firm", "scopes": [], "number": "Rope Walk", **DAY}, 422),
        ({"kind": "firm", "scopes": ["matters"], "number": "Rope Walk"}, 422),
    ],
)
def test_what_cannot_be_given_changes_nothing(clerk: Browser, change: dict[str, Any], status: int) -> None:
    place = _attend(clerk)
    before = (set(Membership.objects.values_list("person", "organisation", "role")), FirmPaper.objects.count())
    assert clerk.send(place, **{**SEAT, **change}).status_code == status
    after = (set(Membership.objects.values_list("person", "organisation", "role")), FirmPaper.objects.count())
    assert after == before


def test_whoever_has_no_managing_place_any_more_gives_nothing(clerk: Browser) -> None:
    place = _attend(clerk)
    assert clerk.send(place, firm=NAMED, kind="seat").status_code == 200
    Membership.objects.filter(person=LIN).update(role="staff")
    assert clerk.send(place, **SEAT).status_code == 422
    assert not FirmPaper.objects.exists()


def test_a_clerk_writes_nothing_down_for_a_firm_of_their_own(clerk: Browser) -> None:
    place = _attend(clerk)
    Membership.objects.create(organisation_id=FIRM, person_id=CLERK, role="staff")
    refused = clerk.send(place, **SEAT)
    assert refused.status_code == 409
    assert "A colleague has to write this down" in words_of(refused)
    assert _roles(IDRIS) == {}
    assert clerk.send(place.replace("/firm/", "/end/")).status_code == 303
    assert clerk.send(place, **SEAT).status_code == 404, "when they have left"


def test_a_manager_beside_an_owner_lets_no_other_firm_act(clerk: Browser) -> None:
    Membership.objects.create(organisation_id=FIRM, person_id=IDRIS, role="owner")
    refused = clerk.send(_attend(clerk), **LENT, number="Rope Walk")
    assert refused.status_code == 409
    assert "Only an owner of the firm" in words_of(refused)
    assert _roles(NOOR) == {ROPES: "owner"}


def test_a_mandate_between_people_is_written_down_with_a_code_for_the_helper(clerk: Browser) -> None:
    fields = {"side": "gives", "scopes": ["fill"], "services": "all", "paper": "C 4/120", **DAY}
    written = clerk.send(_attend(clerk, IDRIS).replace("/firm/", "/mandate/"), **fields)
    assert written.status_code == 200, words_of(written)
    code = re.search(r"handed__code--alone[^>]*>([0-9a-f]{16})<", text_of(written))
    assert code is not None
    assert Browser(NOOR).send("/en/me/mandates/accept/", code=code[1]).status_code == 303
