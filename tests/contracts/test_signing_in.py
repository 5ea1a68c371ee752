"""Signing in and out through the framework: what opens, what stays shut, and what a browser is told to forget."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity.facade import begin_session, issue_token
from openhall.kernel.visits import SESSION_COOKIE
from tests.publishing import published
from tests.reports import report_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE, TOKEN, PEOPLE = "/en/sign-in/", "/api/v1/demo/token", "/api/v1/demo/people"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
SAMPLES = ("/ui/", "/en/ui/desk/counts/")


@pytest.fixture
def client(db: None, settings: Settings) -> Client:
    """Return a browser before the example town in a demonstration."""
    del db
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_URL = "http://hall.test"
    report = report_of("example")
    published(report, now=NOW)
    return Client()


def sign_in(client: Client, person: str = "lin-xiaoyu", **more: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
    return client.post(PAGE, {"person": person, **more}, headers=FROM_HERE)


def session(client: Client) -> str:
    cookie = client.cookies.get(SESSION_COOKIE)
    return cookie.value if cookie else ""


def test_the_page_lists_everybody_in_their_group(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert re.findall(r'name="person" value="([^"]+)"', page) == [
        "noor-al-bahar",
        "idris-al-bahar",
        "lin-xiaoyu",
        *("amal-haddad", "captain-reyes", "ines-duarte"),
        *("tomas-berg", "wen-yulan", "old-matthias"),
        *("petra-lim", "joseph-amadi", "grandmother-zhou", "odile-okafor", "bao-tran"),
    ]
    assert [page.index(word) for word in ("Noor", "Lamp Oil", "Harbour Office", "Harbour clerk")]
    assert page.index("Noor") < page.index('id="firms"') < page.index("Lin Xiaoyu") < page.index('id="officers"')
    assert "林小雨" in client.get("/zh-hans/sign-in/").content.decode()
    assert client.get("/fr/sign-in/").status_code == 404


def test_an_office_is_found_by_its_name_its_posts_and_its_people(client: Client) -> None:
    def found(who: str, language: str = "en") -> str:
        page = client.get(f"/{language}/sign-in/", {"who": who, "next": f"/{language}/services/"}).content.decode()
        return page.partition('id="officers"')[2]

    whole = client.get("/en/sign-in/").content.decode().partition('id="officers"')[2]
    assert whole.count('name="person"') > 10
    one = found("HARBOUR")
    assert 0 < one.count('name="person"') < whole.count('name="person"')
    assert "Harbour Office" in one
    assert 'name="next" value="/en/services/"' in one
    assert "0 offices" not in found("nobody at all")
    assert "Nobody was found for “nobody at all”." in found("nobody at all")
    assert 'name="person"' not in found("nobody at all")
    # What is typed is text, however long.
    assert "<b>x</b>" not in found("<b>x</b>" * 50)


def test_one_press_signs_in_and_the_next_page_says_who_it_is(client: Client) -> None:
    response = sign_in(client)

    assert (response.status_code, response["Location"], response["Cache-Control"]) == (303, "/en/me/", "no-store")
    cookie = client.cookies[SESSION_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["secure"], cookie["max-age"]) == ("", "")
    page = client.get("/en/services/")
    assert "Lin Xiaoyu" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "林小雨" in client.get("/zh-hans/").content.decode()


def test_the_cookie_is_for_encrypted_lines_where_the_hall_has_one(client: Client, settings: Settings) -> None:
    settings.OPENHALL_URL = "https://hall.test"
    sign_in(client)

    assert client.cookies[SESSION_COOKIE]["secure"] is True


def test_signing_out_leaves_nothing(client: Client) -> None:
    sign_in(client)
    before = session(client)

    response = client.post("/zh-hans/sign-out/", headers=FROM_HERE)

    assert (response.status_code, response["Location"]) == (303, "/zh-hans/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert session(client) == ""
    client.cookies[SESSION_COOKIE] = before
    assert "Lin Xiaoyu" not in client.get("/en/services/").content.decode()


def test_whoever_is_signed_in_can_sign_out_from_each_page(client: Client) -> None:
    """Pages of their own, forms in full screen, the desk: each kind of page has its button."""
    for person, places in (
        ("lin-xiaoyu", ["/en/", "/en/me/", "/en/me/sign-in/", "/en/me/sign-in/authenticator/", "/en/me/allowed/"]),
        ("petra-lim", ["/desk/", "/desk/people/", "/en/search/?q=boat"]),
    ):
        sign_in(client, person)
        for place in places:
            page = client.get(place).content.decode()
            assert re.search(r'<form[^>]* method="post"[^>]* action="[^"]*sign-out/"', page), place
            assert "Sign out" in page, place


def test_signing_out_is_a_press_never_a_link(client: Client) -> None:
    sign_in(client)

    assert client.get("/en/sign-out/").status_code == 405
    assert "Lin Xiaoyu" in client.get("/en/").content.decode()


def test_every_sign_in_is_a_fresh_session(client: Client) -> None:
    client.cookies[SESSION_COOKIE] = "planted-by-somebody-else-aaaaaaaaaaaaaaaaaa"
    sign_in(client)
    first = session(client)
    sign_in(client, "noor-al-bahar")

    assert len({first, session(client), "planted-by-somebody-else-aaaaaaaaaaaaaaaaaa"}) == 3
    client.cookies[SESSION_COOKIE] = first
    assert "Sign out" not in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/en/ü",
        "/" + "a" * 3000,
        "/en/sign-in/?next=/en/",
        "/en/sign-out/",
    ],
)
def test_nobody_is_led_away(client: Client, wanted: str) -> None:
    assert sign_in(client, next=wanted)["Location"] == "/en/"
    shown = client.get(PAGE, {"next": wanted}).content.decode()
    assert 'name="next" value="/en/s' in shown or 'name="next"' not in shown


def test_a_reader_comes_back_to_where_they_were(client: Client) -> None:
    place = "/en/services/harbour-office/mooring-permit/?a=1&b=2"
    shown = client.get(PAGE, {"next": place}).content.decode()

    assert 'name="next" value="/en/services/harbour-office/mooring-permit/?a=1&amp;b=2"' in shown
    assert sign_in(client, next=place)["Location"] == place


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("", "/desk/?lang=zh-hans"),
        ("/desk/people/", "/desk/people/?lang=zh-hans"),
        ("/desk/?tab=mine", "/desk/?tab=mine&lang=zh-hans"),
        ("/desk/?lang=en", "/desk/?lang=en"),
        ("/zh-hans/services/", "/zh-hans/services/"),
    ],
)
def test_an_officer_comes_to_the_desk_in_the_language_that_they_signed_in_with(
    client: Client, wanted: str, place: str
) -> None:
    given = {"person": "petra-lim", "next": wanted}

    assert client.post("/zh-hans/sign-in/", given, headers=FROM_HERE)["Location"] == place


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver:8001"},
        {"Origin": "http://testserver.evil.example"},
        {"Referer": "https://evil.example/en/"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_another_website_cannot_press_our_buttons(client: Client, headers: dict[str, str]) -> None:
    refused = client.post(PAGE, {"person": "lin-xiaoyu"}, headers=headers)
    assert (refused.status_code, session(client)) == (403, "")

    sign_in(client)
    mine = session(client)
    assert client.post("/en/sign-out/", headers=headers).status_code == 403
    assert session(client) == mine
    assert "Lin Xiaoyu" in client.get("/en/").content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Origin": "http://hall.test"},
        {"Referer": "http://testserver/en/sign-in/"},
        {},
    ],
)
def test_our_own_buttons_work_in_browsers_old_and_new(client: Client, headers: dict[str, str]) -> None:
    assert client.post(PAGE, {"person": "lin-xiaoyu"}, headers=headers).status_code == 303


def test_a_request_that_says_nothing_of_where_it_comes_from_cannot_use_a_session(client: Client) -> None:
    sign_in(client)

    assert client.post("/en/sign-out/").status_code == 403
    assert "Lin Xiaoyu" in client.get("/en/").content.decode()


def test_somebody_unknown_is_told_so_and_stays_who_they_were(client: Client) -> None:
    sign_in(client)
    mine = session(client)

    refused = sign_in(client, "nobody")

    assert refused.status_code == 422
    assert "We do not know this person" in refused.content.decode()
    assert session(client) == mine
    assert "Lin Xiaoyu" in client.get("/en/").content.decode()


def test_an_ended_session_is_a_guest(client: Client) -> None:
    client.cookies[SESSION_COOKIE] = begin_session(person="lin-xiaoyu", now=datetime.now(UTC) - timedelta(hours=9))

    assert "Sign out" not in client.get("/en/").content.decode()


def test_an_error_page_for_somebody_signed_in_is_kept_by_nobody(client: Client) -> None:
    sign_in(client)

    assert client.get("/en/services/harbour-office/nothing/")["Cache-Control"] == "no-store"


def test_a_token_opens_the_api_and_says_when_it_ends(client: Client) -> None:
    given = client.post(TOKEN, {"person": "captain-reyes"}, content_type="application/json")

    assert (given.status_code, given["Cache-Control"]) == (200, "no-store")
    assert sorted(given.json()) == ["expires_at", "token"]
    assert datetime.fromisoformat(given.json()["expires_at"]) > datetime.now(UTC)
    captain = next(item for item in client.get(PEOPLE).json()["items"] if item["id"] == "captain-reyes")
    assert (captain["officer"], captain["authority"], captain["posts"]) == (True, "harbour-office", ["harbour-master"])


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({"person": "nobody"}, 422, "unknown-person", "/person"),
        ({"person": "lin-xiaoyu", "level": 9}, 422, "cannot-be-read", "/level"),
        ({"person": 7}, 422, "cannot-be-read", "/person"),
        ({"person": "x" * 65}, 422, "cannot-be-read", "/person"),
        ({}, 422, "cannot-be-read", "/person"),
        ("{", 400, "cannot-be-read", None),
    ],
)
def test_a_token_is_not_given_for_just_anything(
    client: Client, body: object, status: int, code: str, pointer: str | None
) -> None:
    refused = client.post(TOKEN, body, content_type="application/json")

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert [error["pointer"] for error in refused.json().get("errors", [])] == ([pointer] if pointer else [])


def test_without_a_demonstration_nothing_of_it_exists(client: Client, settings: Settings) -> None:
    sign_in(client)
    bearer, _ = issue_token(person="lin-xiaoyu", now=datetime.now(UTC))
    settings.OPENHALL_DEMO = False

    page = client.get(PAGE).content.decode()
    assert "Code by email or text message" in page
    assert "Choose who to be" not in page
    assert "Noor" not in page
    assert "Sign out" not in page
    assert sign_in(client).status_code == 404
    assert client.get(PEOPLE).status_code == 404
    for body in ({"person": "lin-xiaoyu"}, {"what": 1}):
        refused = client.post(TOKEN, body, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown-address")
    assert "/demo/token" not in client.get("/api/v1/openapi.json").json()["paths"]
    # Samples of the design are for whoever looks at the hall, not for whoever needs it.
    for samples in SAMPLES:
        assert client.get(samples).status_code == 404
    assert bearer not in client.get("/en/", headers={"Authorization": f"Bearer {bearer}"}).content.decode()
    settings.OPENHALL_DEMO = True
    assert [client.get(samples).status_code for samples in SAMPLES] == [200, 200]
    assert "/demo/token" in client.get("/api/v1/openapi.json").json()["paths"]
