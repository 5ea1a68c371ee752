"""An accounting firm acts for its client: each of its people as far as their role goes, until either side ends it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from openhall.blocks.identity.actions import keep_demo_people
from openhall.blocks.identity.facade import (
    RoleForbids,
    Scope,
    SeatRefused,
    Visitor,
    begin_session,
    change_seat,
    confirm_seat,
    end_firm_mandate,
    end_seat,
    firm_mandates_of,
    offer_firm_mandate,
    offer_seat,
    rights_in,
    rights_of_roles,
    seats_of,
    set_role_rights,
    take_firm_mandate,
    take_seat,
    visitor_of,
)
from openhall.blocks.identity.models import Membership, Organisation
from openhall.blocks.identity.tests.factories import people

pytestmark = pytest.mark.django_db
Record = apps.get_model("journal", "Record")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ENDS = NOW + timedelta(days=30)
SCOPES = ("matters", "fill", "submit")


@pytest.fixture(autouse=True)
def firms(demo: None) -> None:
    """Keep an accounting firm beside the client ``kites``: ``officer`` owns it, ``resident`` is of its staff."""
    del demo
    Organisation.objects.create(id="ledgers", audience="business")
    Membership.objects.create(person_id="officer", organisation_id="ledgers", role="partner")
    Membership.objects.create(person_id="resident", organisation_id="ledgers", role="accountant")


def _seen(cookie: str, now: datetime = NOW) -> Visitor:
    return visitor_of(cookie=cookie, authorization="", now=now)


def _lent(scopes: tuple[str, ...] = SCOPES) -> str:
    code = offer_firm_mandate(giver="kites", scopes=scopes, ends_at=ENDS, actor="owner", now=NOW)
    assert take_firm_mandate(code=code, helper="ledgers", actor="officer", now=NOW) == "kites"
    return firm_mandates_of("kites", actor="owner", now=NOW)[0][0].id


def _may(cookie: str, now: datetime = NOW) -> tuple[str, ...]:
    return next((rights_in(each) for each in _seen(cookie, now).organisations if each.id == "kites"), ())


def test_each_of_its_people_may_what_their_role_lets_them_and_no_more_than_was_given() -> None:
    cookie = begin_session(person="resident", now=NOW)
    assert _may(cookie) == ()
    _lent(("matters", "submit", "book"))
    assert _may(cookie) == ("matters", "submit"), "an accountant books nothing; letters were not given"
    (place,) = [each for each in _seen(cookie).organisations if each.id == "kites"]
    assert (place.role, place.via) == ("agent", "ledgers")
    through = confirm_seat(organisation="kites", person="resident", right=Scope.SUBMIT, now=NOW)
    assert through is not None
    assert through.firm == "ledgers"
    with pytest.raises(RoleForbids):
        confirm_seat(organisation="kites", person="resident", right=Scope.BOOK, now=NOW)
    assert confirm_seat(organisation="kites", person="owner", right=Scope.BOOK, now=NOW) is None

    set_role_rights(organisation="ledgers", role="accountant", rights={"matters"}, actor="officer", now=NOW)
    assert _may(cookie) == ("matters",), "with the next request"
    change_seat(organisation="ledgers", person="resident", role="staff", actor="officer", now=NOW)
    assert _may(cookie) == ("matters", "book")
    end_seat(organisation="ledgers", person="resident", actor="officer", now=NOW)
    assert _may(cookie) == ()
    code = offer_seat(organisation="ledgers", role="accountant", actor="officer", now=NOW)
    take_seat(code=code, actor="resident", now=NOW)
    assert _may(cookie) == ("matters",), "whoever comes to the firm later may too"


@pytest.mark.parametrize("side", ["owner", "officer"])
def test_either_side_ends_it_with_the_next_click_and_so_does_its_day(side: str) -> None:
    cookie, mandate = begin_session(person="resident", now=NOW), _lent()
    late = begin_session(person="resident", now=ENDS)
    assert _may(late, ENDS) == ()
    with pytest.raises(RoleForbids):
        confirm_seat(organisation="kites", person="resident", right=Scope.SUBMIT, now=ENDS)
    end_firm_mandate(mandate=mandate, actor=side, now=NOW)
    assert _may(late) == ()
    assert _may(cookie) == ()
    with pytest.raises(RoleForbids):
        confirm_seat(organisation="kites", person="resident", right=Scope.SUBMIT, now=NOW)
    assert [*Record.objects.filter(subject="organisation:kites").order_by("id").values_list("kind", flat=True)] == [
        "firm-mandate.offered",
        "firm-mandate.taken",
        "firm-mandate.ended",
    ]


def test_an_agent_sees_and_changes_nothing_of_the_people_of_the_client() -> None:
    mandate = _lent(tuple(Scope))
    for actor in ("officer", "resident"):
        assert seats_of("kites", actor=actor) == ()
        assert rights_of_roles("kites", actor=actor) == {}
        for act in (
            lambda actor=actor: offer_seat(organisation="kites", role="staff", actor=actor, now=NOW),
            lambda actor=actor: end_seat(organisation="kites", person="owner", actor=actor, now=NOW),
            lambda actor=actor: offer_firm_mandate(giver="kites", scopes=SCOPES, ends_at=ENDS, actor=actor, now=NOW),
        ):
            with pytest.raises(SeatRefused):
                act()
    with pytest.raises(SeatRefused):
        end_firm_mandate(mandate=mandate, actor="resident", now=NOW)
    assert firm_mandates_of("kites", actor="officer", now=NOW) == ((), ())


def test_it_is_offered_by_owners_and_taken_once_by_who_manages_the_other_firm() -> None:
    code = offer_firm_mandate(giver="kites", scopes=SCOPES, ends_at=ENDS, actor="owner", now=NOW)
    acts: tuple[tuple[str, Callable[[], object]], ...] = (
        ("may-not-manage", lambda: take_firm_mandate(code=code, helper="ledgers", actor="resident", now=NOW)),
        ("own-firm", lambda: take_firm_mandate(code=code, helper="kites", actor="owner", now=NOW)),
        ("unknown-seat", lambda: take_firm_mandate(code="", helper="ledgers", actor="officer", now=NOW)),
        (
            "unknown-seat",
            lambda: take_firm_mandate(code=code, helper="ledgers", actor="officer", now=NOW + timedelta(days=15)),
        ),
        ("no-scope", lambda: offer_firm_mandate(giver="kites", scopes=(), ends_at=ENDS, actor="owner", now=NOW)),
        ("no-scope", lambda: offer_firm_mandate(giver="kites", scopes=("x",), ends_at=ENDS, actor="owner", now=NOW)),
        ("seat-days", lambda: offer_firm_mandate(giver="kites", scopes=SCOPES, ends_at=NOW, actor="owner", now=NOW)),
    )
    for told, act in acts:
        with pytest.raises(SeatRefused) as refused:
            act()
        assert refused.value.code == told
    take_firm_mandate(code=code, helper="ledgers", actor="officer", now=NOW)
    with pytest.raises(SeatRefused):
        take_firm_mandate(code=code, helper="ledgers", actor="officer", now=NOW)
    again = offer_firm_mandate(giver="kites", scopes=SCOPES, ends_at=ENDS, actor="owner", now=NOW)
    with pytest.raises(SeatRefused) as exists:
        take_firm_mandate(code=again, helper="ledgers", actor="officer", now=NOW)
    assert exists.value.code == "firm-mandate-exists"


def test_loading_the_demonstration_again_keeps_what_an_owner_said_of_roles() -> None:
    set_role_rights(organisation="kites", role="staff", rights={"pay"}, actor="owner", now=NOW)
    keep_demo_people(people())
    assert rights_of_roles("kites", actor="owner")["staff"] == ("pay",)
