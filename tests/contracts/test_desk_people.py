"""The page of posts at the desk, through the framework: who sees it, who changes what, and when a right is gone."""

import html
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from openhall.blocks.authorities.facade import appoint_administrator, changes_of, office_of, posts_of
from openhall.blocks.authorities.models import Holding
from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.identity.facade import begin_session
from openhall.kernel.visits import SESSION_COOKIE
from tests.halls import TOWN_ZONE
from tests.reports import report_of

HARBOUR, DESK = "harbour-office", "/desk/people/"
#: A case officer, a supervisor, somebody of another office, a resident, and two administrators.
CLERK, MASTER, KEEPER, RESIDENT, RAE, RAY = "amal-haddad", "captain-reyes", "tomas-berg", "noor-al-bahar", "rae", "ray"


@pytest.fixture(autouse=True)
def _town(db: None, settings: Settings) -> None:
    """Publish the example town, and give its harbour two administrators."""
    del db
    settings.OPENHALL_DEMO = True
    now = datetime.now(UTC)
    publish_catalogue(report=report_of("example"), actor="test", now=now)
    for person in (RAE, RAY):
        appoint_administrator(
            authority=HARBOUR, person=person, name={"en": person.title()}, is_another=True, actor="test", now=now
        )


class Officer:
    """Somebody's browser."""

    def __init__(self, person: str) -> None:
        self._browser = Client()
        self._browser.cookies[SESSION_COOKIE] = begin_session(person=person, now=datetime.now(UTC))

    def look(self, place: str = "", **headers: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
        return self._browser.get(f"{DESK}{place}", headers=headers)

    def send(self, place: str, site: str = "same-origin", **fields: str) -> Any:  # noqa: ANN401 - as above
        typed = {name.replace("_", "-"): value for name, value in fields.items()}
        return self._browser.post(f"{DESK}{place}", typed, headers={"Sec-Fetch-Site": site})


def words(response: Any) -> str:  # noqa: ANN401 - as above
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main[0])))


def posts(person: str) -> set[str]:
    office = office_of(person, now=datetime.now(UTC))
    return set() if office is None else {seat.post for seat in office.seats}


def propose_end_of_clerk() -> str:
    sent = Officer(RAE).send("end/", post="harbour-clerk", colleague=CLERK)
    assert (sent.status_code, sent["Location"]) == (303, f"{DESK}?done=proposed")
    return str(changes_of(HARBOUR)[0].id)


def holding(person: str) -> str:
    return str(Holding.objects.get(person=person, ended_at=None).pk)


def test_guests_are_led_to_sign_in_and_others_told_that_it_is_for_officers() -> None:
    led = Client().get(DESK, headers={"Accept-Language": "zh-Hans"})
    assert (led.status_code, led["Location"]) == (302, "/zh-hans/sign-in/?next=%2Fdesk%2Fpeople%2F")

    told = Officer(RESIDENT).look()
    assert (told.status_code, told["Cache-Control"]) == (403, "no-store")
    assert "You are signed in, but you hold no post" in words(told)


def test_a_post_that_is_gone_is_told_even_where_the_card_still_names_it() -> None:
    clerk = Officer(CLERK)
    Holding.objects.filter(person=CLERK).update(ended_at=datetime.now(UTC))

    told = clerk.look()
    assert (told.status_code, "This page is not open to you" in words(told)) == (403, True)


def test_an_officer_sees_the_posts_of_their_own_office() -> None:
    shown = words(Officer(CLERK).look())

    assert "Harbour clerk Case officer" in shown
    assert "Captain Reyes" in shown
    assert "Tomas" not in shown
    assert "Propose a change" not in shown
    assert "Propose a change" in words(Officer(RAE).look())


def test_the_language_is_what_was_chosen_and_stays_so() -> None:
    officer = Officer(CLERK)
    assert officer.look(Accept_Language="zh-Hans")["Content-Language"] == "zh-Hans"
    chosen = officer.look("?lang=en", Accept_Language="zh-Hans")
    assert chosen["Content-Language"] == officer.look(Accept_Language="zh-Hans")["Content-Language"] == "en"
    assert 'href="/desk/people/?lang=zh-hans"' in chosen.content.decode()
    assert officer.look("?lang=zh-hant")["Content-Language"] == "en"  # the town does not have it


def test_what_an_administrator_proposes_a_supervisor_signs_and_it_is_done() -> None:
    change = propose_end_of_clerk()
    assert "End this" not in words(Officer(CLERK).look())
    assert posts(CLERK) == {"harbour-clerk"}

    master = Officer(MASTER)
    assert "Amal Haddad holds the post “Harbour clerk” no longer. Proposed by Rae" in words(master.look())
    signed = master.send("sign/", change=change, verdict="accept")
    assert (signed.status_code, signed["Location"]) == (303, f"{DESK}?done=accepted")
    assert "The change holds from now on." in words(master.look("?done=accepted"))
    assert posts(CLERK) == set()


def test_a_right_that_ended_is_gone_with_the_next_request_of_an_open_page() -> None:
    clerk, change = Officer(CLERK), propose_end_of_clerk()
    assert clerk.look("away/").status_code == 200
    Officer(MASTER).send("sign/", change=change, verdict="accept")

    sent = clerk.send("away/", holding="1", colleague=MASTER)
    assert (sent.status_code, clerk.look().status_code) == (403, 403)
    assert "You are signed in, but you hold no post" in words(sent)


@pytest.mark.parametrize("person", [RAE, CLERK])
def test_neither_who_proposed_it_nor_whom_it_is_about_signs(person: str) -> None:
    change = propose_end_of_clerk()
    signed = Officer(person).send("sign/", change=change, verdict="accept")

    assert (signed.status_code, posts(CLERK)) == (403, {"harbour-clerk"})
    assert "None of your posts lets you do this." in words(signed)


def test_another_office_and_another_website_change_nothing() -> None:
    change = propose_end_of_clerk()

    assert Officer(KEEPER).send("sign/", change=change, verdict="accept").status_code == 403
    assert Officer(MASTER).send("sign/", "cross-site", change=change, verdict="accept").status_code == 403
    assert posts(CLERK) == {"harbour-clerk"}


def test_who_proposed_takes_it_back() -> None:
    change = propose_end_of_clerk()
    assert Officer(RAY).send("withdraw/", change=change).status_code == 403
    assert Officer(RAE).send("withdraw/", change=change)["Location"] == f"{DESK}?done=withdrawn"
    assert Officer(RAY).send("sign/", change=change, verdict="accept").status_code == 422
    assert posts(CLERK) == {"harbour-clerk"}


@pytest.mark.parametrize("place", ["give/", "appoint/", "create/", "limit/", "end/"])
def test_only_an_administrator_proposes(place: str) -> None:
    officer = Officer(MASTER)
    fields = {"post": "harbour-clerk", "colleague": CLERK, "name_en": "Pilot", "limit": "5"}

    assert (officer.look(place).status_code, officer.send(place, **fields).status_code) == (403, 403)
    assert changes_of(HARBOUR) == ()


def test_a_post_is_made_given_and_limited_by_forms() -> None:
    rae, ray = Officer(RAE), Officer(RAY)

    def sign() -> None:
        assert ray.send("sign/", change=str(changes_of(HARBOUR)[0].id), verdict="accept").status_code == 303

    for place in (
        "give/",
        "appoint/",
        "create/",
        "limit/?post=harbour-clerk",
        f"end/?post=harbour-clerk&colleague={CLERK}",
    ):
        assert rae.look(place).status_code == 200
    rae.send("create/", name_en="Pilot", name_zh_Hans="引航员", role="case-officer", limit="1,500.50")
    sign()
    made = next(post for post in posts_of(HARBOUR) if post.name["en"] == "Pilot")
    assert (made.name["en"], made.name["zh-Hans"], made.limit) == ("Pilot", "引航员", 1_500_500)
    rae.send("give/", post=made.id, colleague=CLERK)
    sign()
    rae.send("appoint/", post=made.id, name_en="Lou")
    sign()
    rae.send("limit/", post=made.id, limit="")
    sign()

    made = next(post for post in posts_of(HARBOUR) if post.id == made.id)
    assert (made.limit, sorted(str(each.name["en"]) for each in made.holders)) == (None, ["Amal Haddad", "Lou"])
    # Who is to be in the demonstration shows also somebody with a post that no file names.
    assert Client().get("/en/sign-in/").status_code == 200


@pytest.mark.parametrize(
    ("place", "fields", "told"),
    [
        ("create/", {"name_en": ""}, "Write a name of at most 120 characters."),
        ("create/", {"name_en": "P", "limit": "much"}, "Write the amount in figures"),
        ("create/", {"name_en": "P", "limit": "NaN"}, "Write the amount in figures"),
        ("limit/", {"post": "parks-keeper", "limit": "5"}, "Your office has no such post any more."),
        ("give/", {"post": "harbour-clerk", "colleague": "x\x00y"}, "Choose somebody who is or was an officer"),
        ("away/", {"holding": "9" * 30, "colleague": CLERK}, "Write both days in figures"),
    ],
)
def test_what_cannot_be_is_told_beside_what_was_typed(place: str, fields: dict[str, str], told: str) -> None:
    sent = Officer(RAE).send(place, **fields)

    assert (sent.status_code, told in words(sent), changes_of(HARBOUR)) == (422, True, ())


def test_an_officer_names_who_stands_in_and_ends_it_again() -> None:
    clerk = Officer(CLERK)
    for strange in ("9999", "1", "0", "1" * 18, "２０２７"):
        fields = {f"{end}_{part}": "12" for end in ("first", "last") for part in ("day", "month")}
        fields |= {"first_year": strange, "last_year": strange, "holding": holding(CLERK), "colleague": MASTER}
        assert clerk.send("away/", **fields).status_code == 422
    year = str(datetime.now(UTC).year + 1)
    days = {"last_day": "3", "last_month": "1", "last_year": year}
    first = {"first_day": "2", "first_month": "1", "first_year": year}
    late = clerk.send("away/", holding=holding(CLERK), colleague=MASTER, **first, **{**days, "last_day": "1"})
    assert (late.status_code, 'value="2"' in late.content.decode()) == (422, True)

    named = clerk.send("away/", holding=holding(CLERK), colleague=MASTER, **first, **days)
    assert named["Location"] == f"{DESK}?done=named"
    assert f"2 January {year} until" in words(clerk.look())
    assert f"3 January {year}. End this" in words(clerk.look())
    number = re.search(r'name="substitute" value="(\d+)"', clerk.look().content.decode())
    assert number is not None
    assert 'name="substitute"' not in Officer(KEEPER).look().content.decode()
    assert Officer(KEEPER).send("back/", substitute=number[1]).status_code == 403
    assert clerk.send("back/", substitute=number[1])["Location"] == f"{DESK}?done=ended"


def test_somebody_elses_absence_is_for_them_or_an_administrator_to_say() -> None:
    now = datetime.now(TOWN_ZONE)
    days = {f"{end}_{part}": str(getattr(now, part)) for end in ("first", "last") for part in ("day", "month", "year")}
    fields = {"holding": holding(CLERK), "colleague": RAY, **days}
    assert Officer(MASTER).send("away/", **fields).status_code == 403
    assert posts(RAY) == {f"{HARBOUR}-administrator"}

    assert Officer(RAE).send("away/", **fields).status_code == 303
    assert posts(RAY) == {f"{HARBOUR}-administrator", "harbour-clerk"}
