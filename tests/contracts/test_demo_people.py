"""The people of the first jurisdiction, as a running hall lists them: complete, and each of them can be played."""

import http.client
import json
from collections import Counter
from typing import cast

import pytest

from tests.halls import Hall

LANGUAGES = {"en", "zh-Hant", "zh-Hans"}
RESTAURANT = "food-and-environmental-hygiene-department/general-restaurant-licence"


def _offices(hall: Hall) -> set[str]:
    found, after = set[str](), ""
    while True:
        page = hall.get(f"/api/v1/services?limit=100{after}").json()
        found |= {service["authority"] for service in page["items"]}
        if page["next_cursor"] is None:
            return found
        after = f"&cursor={page['next_cursor']}"


@pytest.fixture(scope="module")
def people(hall: Hall) -> list[dict[str, object]]:
    items: list[dict[str, object]] = hall.get("/api/v1/demo/people").json()["items"]
    return items


def _post(hall: Hall, path: str, body: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=30)
    try:
        connection.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_there_are_many_believable_people(people: list[dict[str, object]]) -> None:
    residents = [person for person in people if not person["officer"]]

    assert len([person for person in residents if not person["organisations"]]) >= 30
    assert len([person for person in residents if person["organisations"]]) >= 8
    stories = [person["story"]["en"] for person in people if isinstance(person["story"], dict)]
    assert len(set(stories)) == len(people), "everybody has a story of their own"
    names = [person["name"]["en"] for person in residents if isinstance(person["name"], dict)]
    assert {60} <= {len(name) for name in names}, "a name that cards cut off"
    assert any(" " not in name for name in names), "a name of one word"
    assert {person["level"] for person in residents} == {0, 1, 2, 3}
    for person in people:
        for text in (person["name"], person["story"]):
            assert isinstance(text, dict)
            assert set(text) == LANGUAGES
            assert all(text.values())


def test_every_department_of_the_restaurant_licence_has_two_officers(
    hall: Hall, people: list[dict[str, object]]
) -> None:
    service = hall.get(f"/api/v1/services/{RESTAURANT}").json()
    departments = {service["authority"], *service["process"]["departments"]}

    assert len(departments) == 3
    for department in departments:
        posts = {str(person["posts"]) for person in people if person["authority"] == department}
        assert len(posts) >= 2, department


def test_every_office_that_decides_has_three_officers_and_nobody_holds_two_posts(
    hall: Hall, people: list[dict[str, object]]
) -> None:
    offices = _offices(hall)
    held = Counter(str(person["authority"]) for person in people if person["officer"])

    assert len(offices) >= 80
    assert {office: held[office] for office in offices if held[office] < 3} == {}
    posts = [post for person in people for post in cast("list[str]", person["posts"])]
    assert len(posts) == len(set(posts)) == sum(held.values())


def test_everybody_can_be_played(hall: Hall, people: list[dict[str, object]]) -> None:
    for person in people:
        body = json.dumps({"person": person["id"]})
        status, _, answer = _post(hall, "/api/v1/demo/token", body, Content_Type="application/json")
        assert (status, sorted(json.loads(answer))) == (200, ["expires_at", "token"])


def test_a_press_on_the_page_signs_in_and_the_masthead_says_so(hall: Hall) -> None:
    form, kind = "person=gurung-bishnu-maya&next=%2Fen%2Fservices%2F", "application/x-www-form-urlencoded"
    status, headers, _ = _post(hall, "/en/sign-in/", form, Content_Type=kind, Sec_Fetch_Site="same-origin")
    assert (status, headers["location"]) == (303, "/en/services/")
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Lax" in headers["set-cookie"]

    cookie = headers["set-cookie"].partition(";")[0].strip()
    page = hall.get("/en/services/", Cookie=cookie)
    assert "GURUNG Bishnu Maya Kumari Thapa Chhetri Rai-Tamang" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "Gurung" not in hall.get("/en/services/").text

    status, headers, _ = _post(hall, "/en/sign-out/", "", Cookie=cookie, Sec_Fetch_Site="same-origin")
    assert (status, headers["clear-site-data"]) == (303, '"cache"')
    assert "GURUNG" not in hall.get("/en/services/", Cookie=cookie).text


def test_the_example_town_has_people_of_its_own(example_hall: Hall) -> None:
    assert len(example_hall.get("/api/v1/demo/people").json()["items"]) == 14


@pytest.mark.parametrize("slug", ["en", "zh-hant", "zh-hans"])
def test_the_page_is_light_and_whole_in_every_language(hall: Hall, slug: str) -> None:
    page = hall.get(f"/{slug}/sign-in/?next=/{slug}/services/")

    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.text.count("<h1") == 1
    assert len(hall.get(f"/{slug}/sign-in/", Accept_Encoding="gzip").body) <= 40_000
    residents, officers = page.text.index('id="residents"'), page.text.index('id="officers"')
    last = page.text.rindex("<details")
    assert residents < officers < last, "officers are folded away by office, below the others"
    assert page.text.count("<details") >= 81
    assert page.text.count('name="person"') >= 80
    assert page.text.count(f'action="/{slug}/sign-in/"') == 2, "one form for the public, one for officers"
    others = page.text.count("<form") - page.text.count('method="post"')
    assert others == 3, "nothing is sent off by getting but searches, and the way to printed codes"
