"""From which seats somebody acts, and what publishing keeps of posts and of those who hold them."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from openhall.blocks.authorities.definitions import Post
from openhall.blocks.authorities.facade import Office, Seat, may, office_of, officers_of, posts_of
from openhall.blocks.authorities.models import Holding, PostRow, Substitute
from openhall.blocks.authorities.tests.offices import HELD, KEEPER, NOW, PARK, PORT, POSTS, WARDEN, publish
from openhall.blocks.identity.facade import begin_session, visitor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]
SEAT = Seat("keeper", PARK, "case-officer", 1, 10_000)


def substitute(holder: str, post: str, person: str) -> Substitute:
    holding = Holding.objects.get(person=holder, post=post, ended_at=None)
    return Substitute.objects.create(
        holding=holding, person_id=person, begins_at=NOW, ends_at=NOW + timedelta(days=2), named_by=holder, named_at=NOW
    )


def test_an_officer_acts_from_the_posts_that_they_hold_found_in_one_look(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        office = office_of("kim", now=NOW)

    assert office == Office("kim", PARK, (SEAT,))
    assert office_of("res", now=NOW) is None
    assert office_of("nobody", now=NOW) is None


def test_a_substitute_acts_from_the_other_seat_too_while_it_lasts() -> None:
    substitute("kim", "keeper", "bo")
    last = NOW + timedelta(days=2)

    office = office_of("bo", now=NOW)
    assert office is not None
    assert office.seats == (Seat("warden", PARK, "supervisor", 2, None), replace(SEAT, instead_of="kim"))
    for moment in (NOW - timedelta(microseconds=1), last):
        later = office_of("bo", now=moment)
        assert later is not None
        assert [seat.post for seat in later.seats] == ["warden"]


def test_the_seat_of_somebody_away_is_gone_when_their_post_ends_and_when_the_own_one_does() -> None:
    substitute("kim", "keeper", "bo")
    Holding.objects.filter(person="kim").update(ended_at=NOW)
    office = office_of("bo", now=NOW)
    assert office is not None
    assert [seat.post for seat in office.seats] == ["warden"]

    substitute("ada", "chief", "bo")
    Holding.objects.filter(person="bo").update(ended_at=NOW)
    assert office_of("bo", now=NOW) is None


def test_a_right_is_of_a_role_in_an_authority_up_to_a_limit() -> None:
    office = Office("bo", PARK, (Seat("warden", PARK, "supervisor", 2, None), replace(SEAT, instead_of="kim")))

    assert may(office, role="case-officer", authority=PARK, amount=10_000) == office.seats[1]
    assert may(office, role="case-officer", authority=PARK) == office.seats[1]
    assert may(office, role="case-officer", authority=PARK, amount=10_001) is None
    assert may(office, role="supervisor", authority=PARK, amount=10**15) == office.seats[0]
    assert may(office, role="supervisor", authority=PORT) is None
    assert may(office, role="reviewer", authority=PARK) is None
    assert may(None, role="supervisor", authority=PARK) is None


def test_a_post_has_the_rank_of_its_role_unless_it_says_another() -> None:
    said = {"id": "p", "authority": PARK, "name": {"en": "P"}}
    read = [msgspec.convert({**said, "role": role}, Post).rank for role in ("case-officer", "reviewer")]

    assert read == [1, 2]
    assert msgspec.convert({**said, "role": "administrator"}, Post).rank == 0
    assert msgspec.convert({**said, "role": "case-officer", "rank": 3}, Post).rank == 3


def test_posts_and_officers_are_listed_with_who_holds_what() -> None:
    keeper, warden, chief = sorted(posts_of(PARK), key=lambda post: ("keeper", "warden", "chief").index(post.id))

    assert [holder.person for holder in chief.holders] == ["ada", "cleo"]
    assert (keeper.limit, keeper.rank, warden.limit, warden.rank) == (10_000, 1, None, 2)
    assert keeper.holders[0].name == {"en": "Kim"}
    assert {each.person: each.posts for each in officers_of(PORT)} == {"pat": ("pilot",)}


def test_publishing_again_changes_nothing() -> None:
    before = list(Holding.objects.order_by("id").values())
    publish()

    assert list(Holding.objects.order_by("id").values()) == before


def test_publishing_keeps_just_the_posts_and_holdings_of_the_files() -> None:
    cookie = begin_session(person="kim", now=NOW)
    publish(held={**HELD, "kim": (PARK, ("warden",))})

    office = office_of("kim", now=NOW)
    assert office is not None
    assert [seat.post for seat in office.seats] == ["warden"]
    officer = visitor_of(cookie=cookie, authorization="", now=NOW).officer
    assert officer is not None
    assert officer.posts == ("warden",)

    publish(posts=(WARDEN,), held={"kim": (PARK, ("warden",))})
    assert [post.id for post in posts_of(PARK)] == ["warden"]
    assert posts_of(PORT) == ()
    publish()
    assert len(posts_of(PARK)) == 3


def test_a_post_that_the_files_give_to_another_office_leaves_its_holders_behind() -> None:
    moved = tuple(msgspec.structs.replace(post, authority=PORT) if post is KEEPER else post for post in POSTS)
    publish(posts=moved, held={**HELD, "kim": (PARK, ("warden",))})

    assert {post.id: len(post.holders) for post in posts_of(PORT)} == {"keeper": 0, "pilot": 1}


def test_what_was_changed_at_the_desk_stays() -> None:
    PostRow.objects.filter(pk="keeper").update(limit_minor=5, is_limit_own=True)
    PostRow.objects.create(id="own", authority=PARK, name='{"en":"Own"}', role="reviewer", rank=2)
    Holding.objects.create(post_id="own", person_id="kim", begun_at=NOW)
    publish()

    office = office_of("kim", now=NOW)
    assert office is not None
    assert {seat.post: seat.limit for seat in office.seats} == {"keeper": 5, "own": None}


def test_without_a_demonstration_there_are_posts_and_nobody_in_them(settings: Settings) -> None:
    substitute("kim", "keeper", "bo")
    settings.OPENHALL_DEMO = False
    publish()

    assert [post.holders for post in posts_of(PARK)] == [(), (), ()]
    assert office_of("kim", now=NOW) is None


def refused(change: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()  # type: ignore[operator]  # a function without arguments


def test_the_database_refuses_what_cannot_be() -> None:
    keeper = Holding.objects.get(person="kim")

    refused(lambda: Holding.objects.create(post_id="keeper", person_id="kim", begun_at=NOW))
    refused(lambda: Holding.objects.create(post_id="pilot", person_id="kim", begun_at=NOW))
    refused(lambda: substitute("kim", "keeper", "kim"))
    refused(lambda: substitute("kim", "keeper", "pat"))
    refused(lambda: substitute("kim", "keeper", "res"))
    refused(lambda: PostRow.objects.filter(pk="keeper").update(authority=PORT))
    refused(lambda: PostRow.objects.filter(pk="keeper").delete())
    refused(lambda: PostRow.objects.filter(pk="keeper").update(role="king"))
    refused(lambda: Holding.objects.filter(pk=keeper.pk).update(person_id="bo"))
    Holding.objects.filter(pk=keeper.pk).update(ended_at=NOW)
    refused(lambda: Holding.objects.filter(pk=keeper.pk).update(ended_at=None))
