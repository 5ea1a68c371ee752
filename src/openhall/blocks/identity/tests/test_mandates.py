"""Mandates: two say yes, one at a time, in force and gone with the next request."""

from datetime import UTC, datetime, timedelta

import pytest

from openhall.blocks.identity.facade import (
    MandateRefused,
    NotMandated,
    Scope,
    Terms,
    Visitor,
    accept_mandate,
    ask_for_mandate,
    begin_session,
    confirm_mandate,
    end_mandate,
    mandates_of,
    may_help,
    offer_mandate,
    offered_by_code,
    visitor_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TERMS = Terms(("submit", "fill"), NOW + timedelta(days=30), ("park-office",))
SERVICE, OTHER = "park-office/bench", "harbour-office/boat"


def test_it_holds_from_the_yes_to_the_end_and_no_longer() -> None:
    cookie = begin_session(person="resident", now=NOW)
    mandate, code = offer_mandate(giver="owner", terms=TERMS, now=NOW)
    offer = offered_by_code(code, now=NOW)
    assert offer is not None
    assert (offer.id, offer.terms.scopes) == (mandate, ("fill", "submit"))
    assert not _seen(cookie).mandates

    accept_mandate(actor="resident", code=code, now=NOW)

    assert may_help(_seen(cookie), "owner", SERVICE, Scope.SUBMIT)
    assert not may_help(_seen(cookie), "owner", SERVICE, Scope.PAY)
    assert not may_help(_seen(cookie), "owner", OTHER, Scope.SUBMIT)
    assert not may_help(_seen(cookie), "officer", SERVICE, Scope.SUBMIT)
    assert not _seen(cookie, NOW + timedelta(hours=1), TERMS.ends_at).mandates
    assert _confirmed(NOW) == mandate
    end_mandate(mandate=mandate, actor="owner", now=NOW)
    assert not _seen(cookie).mandates
    with pytest.raises(NotMandated):
        _confirmed(NOW)
    with pytest.raises(MandateRefused):
        end_mandate(mandate=mandate, actor="owner", now=NOW)


def test_its_last_moment_counts_also_under_the_lock() -> None:
    mandate, _code = offer_mandate(giver="owner", terms=TERMS, helper="resident", now=NOW)
    accept_mandate(actor="resident", mandate=mandate, now=NOW)
    assert _confirmed(TERMS.ends_at - timedelta(seconds=1)) == mandate
    with pytest.raises(NotMandated):
        _confirmed(TERMS.ends_at)


def test_who_asks_waits_for_the_other_and_two_have_one_at_a_time() -> None:
    mandate = ask_for_mandate(helper="resident", giver="owner", terms=TERMS, now=NOW)
    for stranger in ("resident", "officer"):
        with pytest.raises(MandateRefused):
            accept_mandate(actor=stranger, mandate=mandate, now=NOW)
    with pytest.raises(MandateRefused) as twice:
        offer_mandate(giver="owner", terms=TERMS, helper="resident", now=NOW)
    assert twice.value.code == "mandate-exists"
    accept_mandate(actor="owner", mandate=mandate, now=NOW)
    given, held = mandates_of("resident", now=NOW)
    assert (given, [each.id for each in held]) == ((), [mandate])


@pytest.mark.parametrize(
    "terms",
    [
        Terms((), TERMS.ends_at),
        Terms(("rule",), TERMS.ends_at),
        Terms(("fill",), NOW),
        Terms(("fill",), NOW + timedelta(days=3000)),
    ],
)
def test_what_nobody_can_give_is_refused(terms: Terms) -> None:
    with pytest.raises(MandateRefused):
        offer_mandate(giver="owner", terms=terms, now=NOW)
    assert mandates_of("owner", now=NOW) == ((), ())


def test_nobody_helps_themselves_and_an_old_offer_is_worth_nothing() -> None:
    with pytest.raises(MandateRefused):
        offer_mandate(giver="owner", terms=TERMS, helper="owner", now=NOW)
    _mandate, code = offer_mandate(giver="owner", terms=TERMS, now=NOW)
    for actor, when in (("owner", NOW), ("resident", NOW + timedelta(days=15))):
        with pytest.raises(MandateRefused):
            accept_mandate(actor=actor, code=code, now=when)


def _seen(cookie: str, now: datetime = NOW, at: datetime | None = None) -> Visitor:
    """Return who asks; with ``at`` in a session that was begun then."""
    if at is not None:
        cookie, now = begin_session(person="resident", now=at), at
    return visitor_of(cookie=cookie, authorization="", now=now)


def _confirmed(now: datetime) -> str:
    return confirm_mandate(giver="owner", helper="resident", scope=Scope.SUBMIT, service=SERVICE, now=now)
