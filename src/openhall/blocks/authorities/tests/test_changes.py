"""Four eyes: who proposes a change of rights, who signs it, and what it does and leaves in the log."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.authorities.facade import (
    Absence,
    AdministratorThere,
    Change,
    ChangeKind,
    ChangeRefused,
    ChangeState,
    NotAllowed,
    Proposal,
    SubstituteRefused,
    appoint_administrator,
    changes_of,
    decide_change,
    end_substitute,
    name_substitute,
    office_of,
    officers_of,
    posts_of,
    propose_change,
    substitutes_of,
    withdraw_change,
)
from openhall.blocks.authorities.models import Holding, RightsChange
from openhall.blocks.authorities.tests.offices import NOW, PARK, PORT, leaves, publish
from openhall.blocks.identity.facade import begin_session, issue_token, visitor_of
from openhall.kernel.errors import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]
END_KIM = Proposal(kind=ChangeKind.END, post="keeper", person="kim")
ZONE = ZoneInfo("Asia/Tokyo")


def propose(proposal: Proposal = END_KIM, actor: str = "ada") -> Change:
    return propose_change(authority=PARK, proposal=proposal, actor=actor, now=NOW)


def accept(change: Change, actor: str = "bo", now: datetime = NOW) -> Change:
    return decide_change(change=change.id, is_accepted=True, actor=actor, now=now)


def done(proposal: Proposal) -> None:
    accept(propose(proposal))


def posts_held(person: str) -> set[str]:
    office = office_of(person, now=NOW)
    return set() if office is None else {seat.post for seat in office.seats}


def holding(person: str) -> int:
    return int(Holding.objects.get(person=person, ended_at=None).pk)


def refused(code: str, change: Proposal, actor: str = "ada") -> None:
    before = RightsChange.objects.count(), len(leaves())
    with pytest.raises(Refusal) as told:
        propose(change, actor)
    assert told.value.code == code
    assert (RightsChange.objects.count(), len(leaves())) == before


def test_what_is_proposed_is_done_when_another_has_signed_it() -> None:
    change = propose()
    assert (change.state, posts_held("kim")) == (ChangeState.PROPOSED, {"keeper"})

    assert accept(change).state is ChangeState.ACCEPTED
    assert office_of("kim", now=NOW) is None
    assert [each.state for each in changes_of(PARK)] == [ChangeState.ACCEPTED]
    assert changes_of(PARK)[0].names == {name: {"en": name.title()} for name in ("kim", "ada", "bo")}
    assert changes_of(PORT) == ()


def test_a_right_that_ended_is_gone_with_the_next_request() -> None:
    cookie = begin_session(person="kim", now=NOW)
    token = f"Bearer {issue_token(person='kim', now=NOW)[0]}"
    assert visitor_of(cookie=cookie, authorization="", now=NOW).is_officer
    done(END_KIM)

    assert not visitor_of(cookie=cookie, authorization="", now=NOW).is_officer
    assert not visitor_of(cookie="", authorization=token, now=NOW).is_officer
    assert visitor_of(cookie=cookie, authorization="", now=NOW).id == "kim"


def test_what_ended_at_the_desk_does_not_come_back_with_the_files() -> None:
    done(END_KIM)
    publish()
    assert posts_held("kim") == set()

    done(Proposal(kind=ChangeKind.GIVE, post="warden", person="kim"))
    publish()
    assert posts_held("kim") == {"warden"}


def test_each_signature_is_a_leaf_with_references_only() -> None:
    change = accept(propose())
    said = leaves()

    assert [(each["kind"], each["by"]) for each in said] == [("rights.proposed", "ada"), ("rights.accepted", "bo")]
    assert {each["subject"] for each in said} == {f"rights:{change.id}"}
    assert {(each["act"], each["post"], each["person"]) for each in said} == {("end", "keeper", "kim")}
    assert "Kim" not in str(said)


@pytest.mark.parametrize("actor", ["bo", "kim", "pat", "res", "nobody"])
def test_only_an_administrator_of_the_authority_proposes(actor: str) -> None:
    refused("not-allowed", END_KIM, actor)


@pytest.mark.parametrize("actor", ["ada", "kim", "pat", "res", "nobody"])
def test_neither_who_proposed_it_nor_whom_it_is_about_nor_a_stranger_signs(actor: str) -> None:
    change = propose()
    records = len(leaves())

    for is_accepted in (True, False):
        with pytest.raises(NotAllowed):
            decide_change(change=change.id, is_accepted=is_accepted, actor=actor, now=NOW)
    assert (posts_held("kim"), len(leaves())) == ({"keeper"}, records)
    assert changes_of(PARK)[0].state is ChangeState.PROPOSED


def test_nobody_signs_from_the_seat_of_the_one_who_proposed() -> None:
    tomorrow = Absence(NOW, NOW + timedelta(days=1))
    name_substitute(holding=holding("ada"), person="kim", absence=tomorrow, actor="ada", now=NOW)
    by_ada, about_bo = propose(), Proposal(kind=ChangeKind.END, post="warden", person="bo")
    with pytest.raises(NotAllowed):
        accept(by_ada, "kim")

    for_ada = propose(about_bo, "kim")
    assert for_ada.proposed_for == "ada"
    with pytest.raises(NotAllowed):
        accept(for_ada, "ada")
    assert accept(for_ada, "cleo").state is ChangeState.ACCEPTED


def test_the_database_itself_wants_two_people_and_keeps_what_was_signed() -> None:
    one, two = propose(), propose(Proposal(kind=ChangeKind.LIMIT, post="keeper", limit=5))
    rows = RightsChange.objects.filter(pk=one.id)
    accept(two)

    for changed in (
        {"state": "accepted", "decided_by": "ada"},
        {"state": "accepted"},
        {"decided_by": "bo"},
        {"proposed_by": "bo"},
        {"proposal": "{}"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsChange.objects.filter(pk=two.id).update(state="refused")
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_a_change_is_decided_once() -> None:
    change = propose()
    decide_change(change=change.id, is_accepted=False, actor="bo", now=NOW)

    with pytest.raises(ChangeRefused) as told:
        accept(change)
    assert told.value.code == "decided-already"
    with pytest.raises(ChangeRefused):
        withdraw_change(change=change.id, actor="ada", now=NOW)
    assert posts_held("kim") == {"keeper"}
    with pytest.raises(ChangeRefused):
        decide_change(change=change.id + 99, is_accepted=True, actor="bo", now=NOW)


def test_who_proposed_takes_it_back_and_nobody_else_does() -> None:
    change = propose()
    with pytest.raises(NotAllowed):
        withdraw_change(change=change.id, actor="cleo", now=NOW)

    assert withdraw_change(change=change.id, actor="ada", now=NOW).state is ChangeState.WITHDRAWN
    assert [each["kind"] for each in leaves()] == ["rights.proposed", "rights.withdrawn"]


def test_what_a_former_administrator_proposed_is_only_refused() -> None:
    change = propose()
    accept(propose(Proposal(kind=ChangeKind.END, post="chief", person="ada"), "cleo"))

    with pytest.raises(ChangeRefused) as told:
        accept(change)
    assert (told.value.code, posts_held("kim")) == ("proposer-lost-right", {"keeper"})
    assert decide_change(change=change.id, is_accepted=False, actor="bo", now=NOW).state is ChangeState.REFUSED


def test_what_cannot_be_is_refused_before_anybody_signs() -> None:
    give, end = ChangeKind.GIVE, ChangeKind.END
    refused("unknown-post", Proposal(kind=give, post="pilot", person="kim"))
    refused("unknown-person", Proposal(kind=give, post="warden", person="res"))
    refused("works-elsewhere", Proposal(kind=give, post="warden", person="pat"))
    refused("holds-it-already", Proposal(kind=give, post="keeper", person="kim"))
    refused("holds-it-not", Proposal(kind=end, post="warden", person="kim"))
    refused("name-missing", Proposal(kind=ChangeKind.CREATE, role="reviewer"))
    refused("name-missing", Proposal(kind=ChangeKind.APPOINT, post="keeper", name={"en": "a\x00b"}))
    refused("limit-impossible", Proposal(kind=ChangeKind.LIMIT, post="keeper", limit=-1))
    refused("nothing-changes", Proposal(kind=ChangeKind.LIMIT, post="keeper", limit=10_000))
    propose()
    refused("proposed-already", END_KIM)


def test_an_office_keeps_an_administrator() -> None:
    done(Proposal(kind=ChangeKind.END, post="chief", person="cleo"))
    refused("last-administrator", Proposal(kind=ChangeKind.END, post="chief", person="ada"))


def test_a_new_post_a_new_officer_and_another_limit() -> None:
    done(Proposal(kind=ChangeKind.CREATE, name={"en": "Second look"}, role="reviewer", limit=7))
    made = next(post for post in posts_of(PARK) if post.role == "reviewer")
    assert (made.name, made.rank, made.limit) == ({"en": "Second look"}, 2, 7)

    done(Proposal(kind=ChangeKind.APPOINT, post=made.id, name={"en": "Lou"}))
    lou = next(each for each in officers_of(PARK) if each.name == {"en": "Lou"})
    assert posts_held(lou.person) == {made.id}

    done(Proposal(kind=ChangeKind.LIMIT, post="keeper", limit=None))
    publish()
    assert next(post for post in posts_of(PARK) if post.id == "keeper").limit is None
    assert posts_held(lou.person) == {made.id}


def test_an_officer_away_names_who_stands_in_by_whole_days_of_the_place() -> None:
    days = Absence.of_days(date(2026, 3, 2), date(2026, 3, 3), ZONE)
    number = name_substitute(holding=holding("kim"), person="bo", absence=days, actor="kim", now=NOW)

    # In Tokyo the third of March ends at three in the afternoon, as London has it.
    last = datetime.fromisoformat("2026-03-03T15:00:00+00:00")
    assert days.ends_at == last
    assert posts_held("bo") == {"warden", "keeper"}
    assert [(each.id, each.begins_at) for each in substitutes_of(PARK, now=NOW)] == [(number, NOW)]
    assert substitutes_of(PARK, now=last) == ()

    end_substitute(substitute=number, actor="kim", now=NOW + timedelta(hours=1))
    office = office_of("bo", now=NOW + timedelta(hours=1))
    assert office is not None
    assert [seat.post for seat in office.seats] == ["warden"]
    assert [each["kind"] for each in leaves()] == ["substitute.named", "substitute.ended"]


def test_nobody_stands_in_who_may_not() -> None:
    day = Absence(NOW, NOW + timedelta(days=1))
    kim = holding("kim")

    def told(person: str, actor: str, absence: Absence = day, holding: int = kim) -> str:
        with pytest.raises(Refusal) as refusal:
            name_substitute(holding=holding, person=person, absence=absence, actor=actor, now=NOW)
        return refusal.value.code

    assert told("kim", "kim") == "not-oneself"
    assert told("ada", "ada") == "not-oneself"
    assert told("pat", "kim") == told("res", "kim") == told("nobody", "kim") == "no-colleague"
    assert told("cleo", "bo") == told("bo", "pat") == "not-allowed"
    assert told("bo", "kim", Absence(NOW - timedelta(days=2), NOW)) == "absence-over"
    assert told("bo", "kim", Absence(NOW, NOW + timedelta(days=400))) == "absence-too-long"
    assert told("bo", "kim", holding=kim + 99) == "unknown-holding"
    assert len(leaves()) == 0

    number = name_substitute(holding=kim, person="bo", absence=day, actor="ada", now=NOW)
    assert told("bo", "kim") == "stands-in-already"
    with pytest.raises(NotAllowed):
        end_substitute(substitute=number, actor="pat", now=NOW)
    end_substitute(substitute=number, actor="bo", now=NOW)
    with pytest.raises(SubstituteRefused):
        end_substitute(substitute=number, actor="bo", now=NOW)


def test_the_operator_makes_the_first_administrator_and_another_only_when_told() -> None:
    def appoint(person: str, authority: str = PORT, *, is_another: bool = False) -> None:
        appoint_administrator(
            authority=authority, person=person, name={"en": "Rae"}, is_another=is_another, actor="operator", now=NOW
        )

    appoint("rae")
    office = office_of("rae", now=NOW)
    assert office is not None
    assert [(seat.post, seat.role, seat.rank) for seat in office.seats] == [
        ("port-office-administrator", "administrator", 0)
    ]
    with pytest.raises(AdministratorThere):
        appoint("ray")
    with pytest.raises(AdministratorThere):
        appoint("ray", PARK)
    appoint("ray", is_another=True)
    publish()

    assert posts_held("rae") == posts_held("ray") == {"port-office-administrator"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.filter(person="rae").delete()
    assert [each["kind"] for each in leaves()] == ["administrator.appointed"] * 2
    with pytest.raises(Refusal) as told:
        appoint("kim", is_another=True)
    assert told.value.code == "person-exists"
