"""The people of a demonstration as the files give them, what is held about them, and for whom they may act."""

from datetime import UTC, datetime

import msgspec
import pytest
from django.db import connection
from pytest_django import Settings

from openhall.blocks.identity import adapters
from openhall.blocks.identity.facade import (
    GUEST,
    MYSELF,
    Facts,
    Membership,
    NotYours,
    Officer,
    OrganisationNeeded,
    Scope,
    Visitor,
    begin_session,
    choices_for,
    demo_people,
    facts_of,
    keep_demo_people,
    may_act_for,
    name_of_holder,
    open_adapters,
    organisation_for,
    visitor_of,
)
from openhall.blocks.identity.tests.factories import people, words
from openhall.blocks.journal.facade import Reader

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HALL = Reader("hall", "judge", "AB12CD34", NOW)
FIRM = Membership("kites", words("Kites Limited"), "director", "business")
CLUB = Membership("club", words("Kite club"), "secretary", "organisation")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_the_people_are_listed_as_their_files_have_them() -> None:
    owner, resident, officer = demo_people()

    assert [owner.id, resident.id, officer.id] == ["owner", "resident", "officer"]
    assert owner.organisations == (CLUB, FIRM)
    assert (officer.officer, officer.authority, officer.posts) == (True, "park-office", ("keeper",))
    assert (resident.officer, resident.authority, resident.posts) == (False, None, ())
    assert resident.story["en"] == "Lives."


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_a_new_load_keeps_sessions_of_who_stays_and_ends_those_of_who_left() -> None:
    stays, goes = begin_session(person="owner", now=NOW), begin_session(person="resident", now=NOW)
    given = people()
    owner = msgspec.structs.replace(given.people[0], name=words("Renamed"), organisations=())
    keep_demo_people(msgspec.structs.replace(given, organisations=(), people=(owner,)))

    still = visitor_of(cookie=stays, authorization="", now=NOW)
    assert (still.name["en"], still.organisations) == ("Renamed", ())
    assert visitor_of(cookie=goes, authorization="", now=NOW) == GUEST
    assert [person.id for person in demo_people()] == ["owner"]


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_without_a_demonstration_nobody_is_listed(settings: Settings) -> None:
    settings.OPENHALL_DEMO = False

    assert demo_people() == ()
    assert open_adapters() == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_what_is_held_is_of_the_person_and_of_the_organisation_that_they_act_for() -> None:
    own = {"person.phone": "555", "person.email": "o@example.com"}

    def held(person: str, organisation: str | None = None) -> Facts:
        return facts_of(person, organisation, reader=HALL)

    assert held("owner") == held("owner", "club") == own
    assert held("owner", "kites") == {**own, "organisation.brn": "1"}
    assert held("resident", "kites") == {"person.phone": "556"}
    assert held("nobody") == held("nobody", "kites") == {}


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_whoever_reads_what_is_held_is_written_down_and_who_finds_nothing_is_not() -> None:
    facts_of("owner", "kites", reader=HALL)
    facts_of("resident", "kites", reader=HALL)
    facts_of("nobody", "kites", reader=HALL)
    name_of_holder("resident", reader=HALL)
    name_of_holder("owner", "kites", reader=HALL)
    name_of_holder("nobody", reader=HALL)

    with connection.cursor() as cursor:
        cursor.execute('SELECT owner, actor, purpose, "case" FROM journal_dataread ORDER BY id')
        reads = cursor.fetchall()
    owners = ["person:owner", "organisation:kites", "person:resident", "person:resident", "organisation:kites"]
    assert reads == [(owner, "hall", "judge", "AB12CD34") for owner in owners]


def test_somebody_acts_only_for_their_own_organisations() -> None:
    owner = Visitor(id="owner", organisations=(FIRM,))

    assert may_act_for(owner, "kites", Scope.SUBMIT)
    assert not may_act_for(owner, "club", Scope.SUBMIT)
    assert not may_act_for(GUEST, "kites", Scope.SUBMIT)


@pytest.mark.parametrize(
    ("audience", "named", "expected"),
    [
        (("business",), "", FIRM),
        (("organisation",), "", CLUB),
        (("citizen",), "", None),
        (("citizen", "business"), "", None),
        (("citizen", "business"), "kites", FIRM),
        (("business", "organisation"), "club", CLUB),
    ],
)
def test_whom_a_person_acts_for(audience: tuple[str, ...], named: str, expected: Membership | None) -> None:
    owner = Visitor(id="owner", organisations=(CLUB, FIRM))

    assert organisation_for(owner, audience, named=named) == expected


def test_an_officer_acts_for_their_office_in_what_is_for_the_government() -> None:
    officer = Visitor(id="officer", officer=Officer("park-office", ("keeper",)))

    assert organisation_for(officer, ("government",)) is None
    assert organisation_for(officer, ("business", "government")) is None
    with pytest.raises(OrganisationNeeded):
        organisation_for(officer, ("business",))
    with pytest.raises(OrganisationNeeded):
        organisation_for(Visitor(id="owner"), ("government",))


def test_what_does_not_follow_is_asked_and_what_cannot_be_is_refused() -> None:
    owner = Visitor(id="owner", organisations=(CLUB, FIRM))

    with pytest.raises(OrganisationNeeded) as several:
        organisation_for(owner, ("business", "organisation"))
    assert several.value.params == {"fitting": ("club", "kites")}
    with pytest.raises(OrganisationNeeded):
        organisation_for(GUEST, ("business",))
    for audience, named in ((("business",), "club"), (("business",), "nobody"), (("citizen",), "kites")):
        with pytest.raises(NotYours):
            organisation_for(owner, audience, named=named)


@pytest.mark.parametrize(
    ("audience", "choices"),
    [
        (("citizen", "business"), (MYSELF, "kites")),
        (("business", "organisation"), ("club", "kites")),
        (("visitor", "business", "organisation"), (MYSELF, "club", "kites")),
        (("citizen",), ()),
        (("business",), ()),
        (("government",), ()),
    ],
)
def test_who_may_act_for_themselves_or_another_has_to_choose(
    audience: tuple[str, ...], choices: tuple[str, ...]
) -> None:
    owner = Visitor(id="owner", organisations=(CLUB, FIRM))

    assert choices_for(owner, audience) == choices
    assert choices_for(Visitor(id="alone"), audience) == choices_for(GUEST, audience) == ()


def test_an_officer_of_a_firm_chooses_between_it_and_the_office() -> None:
    officer = Visitor(id="officer", organisations=(FIRM,), officer=Officer("park-office", ("keeper",)))

    assert choices_for(officer, ("business", "government")) == (MYSELF, "kites")


def test_oneself_can_be_named_where_the_service_is_for_people() -> None:
    owner = Visitor(id="owner", organisations=(CLUB, FIRM))

    assert organisation_for(owner, ("citizen", "business"), named=MYSELF) is None
    with pytest.raises(OrganisationNeeded) as refused:
        organisation_for(owner, ("business",), named=MYSELF)
    assert refused.value.params == {"fitting": ("kites",)}


def test_the_registry_of_ways_to_sign_in_is_sound() -> None:
    assert adapters.check() == []
    assert len(adapters.check([adapters.DEMO, adapters.DEMO, adapters.Adapter("x", 4, bool, lambda _given: None)])) == 2
