"""Who acts for a firm: asked in, changed, taken away; in force with the next request, and the last one stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from openhall.blocks.identity.facade import (
    RoleForbids,
    Scope,
    SeatRefused,
    Visitor,
    begin_session,
    change_seat,
    confirm_seat,
    end_seat,
    firms_with,
    may_act_for,
    offer_seat,
    rights_of_roles,
    seats_of,
    set_role_rights,
    take_seat,
    visitor_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_place_is_offered_taken_changed_and_taken_away_with_the_next_request() -> None:
    cookie = begin_session(person="resident", now=NOW)
    assert not _seen(cookie).organisations

    code = offer_seat(organisation="kites", role="staff", actor="owner", now=NOW)
    assert take_seat(code=code, actor="resident", now=NOW) == "kites"
    assert [each.role for each in _seen(cookie).organisations] == ["staff"]
    with pytest.raises(SeatRefused):
        take_seat(code=code, actor="officer", now=NOW)
    with pytest.raises(SeatRefused):
        offer_seat(organisation="kites", role="owner", actor="resident", now=NOW)

    change_seat(organisation="kites", person="resident", role="accountant", actor="owner", now=NOW)
    assert [each.role for each in _seen(cookie).organisations] == ["accountant"]
    assert [(each.person, each.role) for each in seats_of("kites", actor="owner")] == [
        ("owner", "director"),
        ("resident", "accountant"),
    ]

    end_seat(organisation="kites", person="resident", actor="owner", now=NOW)
    assert not _seen(cookie).organisations
    assert seats_of("kites", actor="resident") == ()


def test_the_last_who_may_manage_people_neither_goes_nor_changes() -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: end_seat(organisation="kites", person="owner", actor="owner", now=NOW),
        lambda: change_seat(organisation="kites", person="owner", role="staff", actor="owner", now=NOW),
    )
    for act in acts:
        with pytest.raises(SeatRefused) as refused:
            act()
        assert refused.value.code == "last-one"
    assert [(each.person, each.role) for each in seats_of("kites", actor="owner")] == [("owner", "director")]


def test_a_code_is_worth_nothing_when_its_time_is_over_or_its_maker_may_not_any_more() -> None:
    late = offer_seat(organisation="kites", role="director", actor="owner", now=NOW)
    with pytest.raises(SeatRefused):
        take_seat(code=late, actor="resident", now=NOW + timedelta(days=15))
    assert take_seat(code=late, actor="resident", now=NOW) == "kites"
    orphan = offer_seat(organisation="kites", role="staff", actor="resident", now=NOW)
    end_seat(organisation="kites", person="resident", actor="resident", now=NOW)
    with pytest.raises(SeatRefused):
        take_seat(code=orphan, actor="officer", now=NOW)


def test_nobody_else_touches_the_places_of_a_firm() -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: end_seat(organisation="kites", person="owner", actor="resident", now=NOW),
        lambda: change_seat(organisation="kites", person="owner", role="staff", actor="officer", now=NOW),
        lambda: offer_seat(organisation="nowhere", role="staff", actor="owner", now=NOW),
        lambda: offer_seat(organisation="kites", role="king", actor="owner", now=NOW),
    )
    for act in acts:
        with pytest.raises(SeatRefused):
            act()
    assert seats_of("kites", actor="resident") == ()


def _seen(cookie: str) -> Visitor:
    return visitor_of(cookie=cookie, authorization="", now=NOW)


def test_an_owner_says_what_a_role_may_do_from_the_next_request_on() -> None:
    cookie = begin_session(person="resident", now=NOW)
    take_seat(code=offer_seat(organisation="kites", role="staff", actor="owner", now=NOW), actor="resident", now=NOW)
    assert not may_act_for(_seen(cookie), "kites", Scope.SUBMIT), "a member of staff fills in and looks"
    assert may_act_for(_seen(cookie), "kites", Scope.MATTERS)

    _set("owner", "staff", {"submit", "pay"})
    assert may_act_for(_seen(cookie), "kites", Scope.SUBMIT)
    assert firms_with(_seen(cookie), Scope.MATTERS) == ()
    assert rights_of_roles("kites", actor="resident")["staff"] == ("submit", "pay")
    assert rights_of_roles("kites", actor="officer") == {}, "for those who act for it only"
    confirm_seat(organisation="kites", person="resident", right=Scope.SUBMIT, now=NOW)
    for person, right in (("resident", Scope.BOOK), ("officer", Scope.SUBMIT), ("owner", Scope.BOOK)):
        if person == "owner":
            confirm_seat(organisation="kites", person=person, right=right, now=NOW)
            continue
        with pytest.raises(RoleForbids):
            confirm_seat(organisation="kites", person=person, right=right, now=NOW)

    _set("owner", "staff", set())
    assert not any(may_act_for(_seen(cookie), "kites", each) for each in Scope)
    assert [each.id for each in _seen(cookie).organisations] == ["kites"], "they still see who acts for it"


def test_nobody_below_an_owner_sets_rights_or_makes_an_owner() -> None:
    take_seat(code=offer_seat(organisation="kites", role="manager", actor="owner", now=NOW), actor="resident", now=NOW)
    acts: tuple[tuple[str, Callable[[], object]], ...] = (
        ("may-not-set", lambda: _set("resident", "staff", {"pay"})),
        ("unknown-role", lambda: _set("owner", "director", {"pay"})),
        ("unknown-role", lambda: _set("owner", "staff", {"everything"})),
        (
            "owners-only",
            lambda: change_seat(organisation="kites", person="resident", role="owner", actor="resident", now=NOW),
        ),
        (
            "owners-only",
            lambda: change_seat(organisation="kites", person="owner", role="staff", actor="resident", now=NOW),
        ),
        ("owners-only", lambda: end_seat(organisation="kites", person="owner", actor="resident", now=NOW)),
        ("owners-only", lambda: offer_seat(organisation="kites", role="director", actor="resident", now=NOW)),
    )
    for code, act in acts:
        with pytest.raises(SeatRefused) as refused:
            act()
        assert refused.value.code == code
    assert [(each.person, each.role) for each in seats_of("kites", actor="owner")] == [
        ("owner", "director"),
        ("resident", "manager"),
    ]


def _set(actor: str, role: str, rights: set[str]) -> None:
    set_role_rights(organisation="kites", role=role, rights=rights, actor=actor, now=NOW)


def test_an_agent_files_for_the_firm_until_the_day_that_it_said() -> None:
    cookie = begin_session(person="resident", now=NOW)
    ends = NOW + timedelta(hours=8)
    code = offer_seat(organisation="kites", role="agent", actor="owner", until=ends, now=NOW)
    take_seat(code=code, actor="resident", now=NOW)
    assert may_act_for(_seen(cookie), "kites", Scope.SUBMIT)
    assert not may_act_for(_seen(cookie), "kites", Scope.PAY)
    assert [each.ends_at for each in seats_of("kites", actor="owner")] == [None, ends]
    confirm_seat(organisation="kites", person="resident", right=Scope.SUBMIT, now=ends - timedelta(minutes=1))

    with pytest.raises(RoleForbids):
        confirm_seat(organisation="kites", person="resident", right=Scope.SUBMIT, now=ends)
    cookie = begin_session(person="resident", now=ends)
    assert not visitor_of(cookie=cookie, authorization="", now=ends).organisations, "over without anybody ending it"
    again = offer_seat(organisation="kites", role="agent", actor="owner", until=ends + timedelta(days=9), now=ends)
    assert take_seat(code=again, actor="resident", now=ends) == "kites"

    for role, until in (("manager", ends), ("agent", NOW), ("agent", NOW + timedelta(days=9_999))):
        with pytest.raises(SeatRefused) as refused:
            offer_seat(organisation="kites", role=role, actor="owner", until=until, now=NOW)
        assert refused.value.code == "seat-days"
