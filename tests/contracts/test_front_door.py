"""The addresses that outsiders rely on, as a running hall answers them."""

import re
from xml.etree import ElementTree as ET

import pytest

from tests.halls import Hall

DOG = "agriculture-fisheries-and-conservation-department/dog-licence"
LANGUAGES = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}
PLACES = [
    "",
    "services/",
    "services/audience/",
    "services/authority/",
    "services/a-z/",
    "audiences/business/",
    "life-events/",
    "life-events/birth/",
    "authorities/",
    "authorities/transport-department/",
    f"services/{DOG}/",
    "search/",
    "search/?q=dog",
    "accessibility/",
    "about/",
    "offline/",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("slug", LANGUAGES)
def test_every_place_exists_in_every_language(hall: Hall, slug: str, place: str) -> None:
    answer = hall.get(f"/{slug}/{place}", Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == LANGUAGES[slug]
    assert f'<html lang="{LANGUAGES[slug]}"' in answer.text
    assert answer.text.count("<h1") == 1
    assert len(answer.body) <= 100_000


@pytest.mark.parametrize("slug", LANGUAGES)
def test_every_page_says_that_it_is_a_demonstration(hall: Hall, slug: str) -> None:
    words = {"en": "Not a government service", "zh-hant": "並非政府服務", "zh-hans": "非政府服务"}
    for place in (*PLACES, "nowhere/"):
        assert words[slug] in hall.get(f"/{slug}/{place}").text


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("zh-HK,zh;q=0.9,en;q=0.8", "zh-hant"),
        ("zh-CN", "zh-hans"),
        ("zh", "zh-hans"),
        ("yue", "zh-hant"),
        ("fr, zh-TW;q=0.5", "zh-hant"),
        ("xx", "en"),
        ("", "en"),
        (";;;q=,", "en"),
    ],
)
def test_the_root_chooses_by_the_readers_language(hall: Hall, asked: str, slug: str) -> None:
    answer = hall.get("/", Accept_Language=asked)
    assert (answer.status, answer.headers["location"]) == (302, f"/{slug}/")
    assert "Accept-Language" in answer.headers["vary"]


def test_the_language_switch_keeps_the_place(hall: Hall) -> None:
    page = hall.get(f"/en/services/{DOG}/").text
    for slug in ("zh-hant", "zh-hans"):
        assert f'href="/{slug}/services/{DOG}/"' in page
    found = hall.get("/en/search/?q=dog%20%26%20cat&page=1").text
    assert 'href="/zh-hant/search/?q=dog+%26+cat"' in found
    assert 'href="/zh-hans/search/?q=licence&amp;page=2"' in hall.get("/en/search/?q=licence&page=2").text


def test_the_search_page_is_the_same_by_both_roads(hall: Hall) -> None:
    """Signed-in people get the framework's page; apart from what names them it says the same."""
    fast = hall.get("/en/search/?q=dog+licence").text
    slow = hall.get("/en/search/?q=dog+licence", Cookie="openhall_session=x").text
    names = re.compile(r'card__name"><a href="([^"]+)"')
    assert names.findall(fast) == names.findall(slow) != []
    assert len(fast) == len(slow)


def test_a_page_that_did_not_change_is_not_sent_again(hall: Hall) -> None:
    first = hall.get("/en/")
    again = hall.get("/en/", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_nothing_comes_from_elsewhere(hall: Hall) -> None:
    for place in PLACES:
        page = hall.get(f"/en/{place}").text
        assert re.findall(r'(?:src|srcset)="(?!/)[^"]*"', page) == []
        assert re.findall(r'<link rel="(?:stylesheet|icon|manifest)"[^>]*href="(?!/)', page) == []
        assert re.findall(r"\sstyle=|\son\w+=|<style", page) == []


def test_the_first_visit_is_light(hall: Hall) -> None:
    page = hall.get("/en/", Accept_Encoding="gzip")
    assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text))
    total = len(page.body) + sum(len(hall.get(path, Accept_Encoding="gzip").body) for path in assets)
    assert assets
    assert total <= 100_000, "the house limit for a form page holds for the home page too"


def test_assets_may_be_kept_for_ever(hall: Hall) -> None:
    for path in re.findall(r'(?:src|href)="(/static/[^"]+)"', hall.get("/en/").text):
        answer = hall.get(path)
        assert answer.status == 200
        assert "immutable" in answer.headers["cache-control"]


def test_the_sitemap_names_every_page_in_every_language(hall: Hall) -> None:
    tree = ET.fromstring(hall.get("/sitemap.xml").content)  # noqa: S314 - our own file
    places = [node.text or "" for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) == len(set(places)) > 3 * 305
    for path in places[:: max(1, len(places) // 60)]:
        assert hall.get("/" + path.split("/", 3)[3]).status == 200


def test_a_service_says_what_a_machine_needs(hall: Hall) -> None:
    page = hall.get(f"/en/services/{DOG}/").text
    assert '"@type":"GovernmentService"' in page.replace(" ", "")


def test_operators_are_answered(hall: Hall) -> None:
    assert hall.get("/healthz").status == 200
    assert hall.get("/readyz").status == 200


def test_robots_are_kept_out_of_a_demonstration(hall: Hall) -> None:
    assert "Disallow: /" in hall.get("/robots.txt").text


def test_the_example_town_is_a_hall_of_its_own(example_hall: Hall) -> None:
    page = example_hall.get("/en/").text
    for word in ("Hong Kong", "1823", "HK$", "HKID"):
        assert word not in page
    assert example_hall.get("/zh-hant/").status == 404
    assert example_hall.get("/zh-hans/").status == 200
    services = example_hall.get("/api/v1/services").json()["items"]
    assert len(services) == 3
    for item in services:
        detail = example_hall.get(f"/api/v1/services/{item['id']}").json()
        assert detail["currency"] != "HKD"
        for slug in ("en", "zh-hans"):
            shown = example_hall.get(f"/{slug}/services/{item['id']}/")
            assert shown.status == 200
            assert "Hong Kong" not in shown.text


@pytest.mark.parametrize(
    "query",
    ["dog", "chnage+adress", "%E6%90%AC%E5%B1%8B", "%22%3E%3Cb%3E%27%26", "zzzzqqqq", "licence&page=2", "a" * 300],
)
def test_a_packed_search_page_is_the_plain_one(hall: Hall, query: str) -> None:
    plain = hall.get(f"/zh-hant/search/?q={query}")
    packed = hall.get(f"/zh-hant/search/?q={query}", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.body
    assert "xqx" not in plain.text
    slow = hall.get(f"/zh-hant/search/?q={query}", Cookie="openhall_session=x")
    assert (slow.status, slow.text.count("card__name")) == (plain.status, plain.text.count("card__name"))
