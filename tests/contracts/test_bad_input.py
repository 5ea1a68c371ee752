"""Whatever is sent, the answer is a clear page or problem with the right status, never a trace."""

from urllib.parse import quote

import pytest

from tests.applicants import Applicant
from tests.halls import Hall

HTML, PROBLEM = "text/html; charset=utf-8", "application/problem+json"
LIST = "/api/v1/services"
RENEWAL = "transport-department/vehicle-licence-renewal"

PAGES = [
    ("unknown language", "/fr/", 404),
    ("unknown page", "/en/nowhere/", 404),
    ("unknown root", "/nowhere", 404),
    ("unknown authority", "/en/authorities/ministry-of-silly-walks/", 404),
    ("unknown service", "/en/services/transport-department/flying-carpet/", 404),
    ("unknown event", "/zh-hant/life-events/lottery/", 404),
    ("unknown audience", "/en/audiences/martians/", 404),
    ("control characters in the address", "/en/services/%00%1b%5B/%0d%0a/", 404),
    ("broken UTF-8 in the address", "/en/%ff%fe/", 404),
    ("dots in the address", "/en/../../etc/passwd", 404),
    ("a very long address", "/en/" + "a" * 5000 + "/", 404),
    ("a question of 10,000 characters", "/en/search/?q=" + "a" * 10_000, 400),
    ("10,000 Chinese characters", "/zh-hans/search/?q=" + quote("搬" * 2_000), 400),
]


@pytest.mark.parametrize(("path", "status"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_a_page_says_what_is_wrong(hall: Hall, path: str, status: int) -> None:
    answer = hall.get(path, Accept="text/html")
    assert answer.status == status
    assert answer.headers["content-type"] == HTML
    assert "Traceback" not in answer.text
    assert "1823" in answer.text, "every page, broken ones too, says where a person answers"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


SEARCHES = [
    "%00%01%02dog%7f",
    "dog%0d%0aSet-Cookie:%20x=1",
    "%ff%fe",
    "%F0%9F%90%95",
    "<script>alert(1)</script>",
    "' OR 1=1",
]


@pytest.mark.parametrize("query", SEARCHES)
def test_a_strange_search_is_a_search(hall: Hall, query: str) -> None:
    answer = hall.get(f"/en/search/?q={quote(query, safe='%')}&page=-1")
    assert answer.status == 200
    assert "<script>alert" not in answer.text
    assert "set-cookie" not in answer.headers
    assert "\x00" not in answer.text


def test_a_search_that_repeats_its_fields_is_answered(hall: Hall) -> None:
    assert hall.get("/en/search/?" + "&".join("q=dog" for _ in range(500))).status in {200, 400}
    assert hall.get("/en/search/?q=dog&page=99999999999999999999").status == 200
    assert hall.get("/en/search/?q=dog&page=%F0%9F%90%95").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=dog", LIST, "/api/v1/openapi.json", "/healthz"])
def test_a_wrong_method_is_told_the_right_ones(hall: Hall, method: str, path: str) -> None:
    answer = hall.get(path, method=method)
    assert answer.status == 405, answer.text[:200]
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == (PROBLEM if path.startswith("/api/") else HTML)


@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=dog", "/en/services/"])
def test_a_page_is_not_made_into_something_else(hall: Hall, path: str) -> None:
    answer = hall.get(path, Accept="application/pdf")
    assert answer.status == 406
    assert answer.headers["content-type"] in {HTML, PROBLEM}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{LIST}?q=" + "a" * 10_000, 422, "query-too-long"),
        (f"{LIST}?limit=0", 422, "limit-out-of-range"),
        (f"{LIST}?limit=abc", 422, "cannot-be-read"),
        (f"{LIST}?limit=" + "9" * 400, 422, None),
        (f"{LIST}?cursor=%00%ff", 422, "unknown-cursor"),
        (f"{LIST}?cursor=bm9wZQ", 422, "unknown-cursor"),
        (f"{LIST}?audience=martian", 422, "unknown-audience"),
        (f"{LIST}?life_event=lottery", 422, "unknown-life-event"),
        (f"{LIST}?authority=nobody", 422, "unknown-authority"),
        (f"{LIST}/transport-department/flying-carpet", 404, "unknown-service"),
        (f"{LIST}/transport-department/%00", 404, None),
        ("/api/v1/nowhere", 404, "unknown-address"),
        ("/api/v2/services", 404, "unknown-address"),
    ],
)
def test_the_api_answers_with_a_problem(hall: Hall, path: str, status: int, code: str | None) -> None:
    answer = hall.get(path)
    assert answer.status == status
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert code in (None, problem["code"])
    assert "Traceback" not in answer.text


def test_a_problem_speaks_the_callers_language(hall: Hall) -> None:
    english = hall.get(f"{LIST}?limit=0", Accept_Language="en").json()["detail"]
    chinese = hall.get(f"{LIST}?limit=0", Accept_Language="zh-HK,en;q=0.5")
    assert chinese.headers["content-language"] == "zh-Hant"
    assert chinese.json()["detail"] != english


def test_the_api_refuses_a_form_it_does_not_have(hall: Hall) -> None:
    answer = hall.get(LIST, Accept="application/xml")
    assert (answer.status, answer.headers["content-type"]) == (406, PROBLEM)


def test_an_unknown_page_keeps_the_language_of_its_address(hall: Hall) -> None:
    assert 'lang="zh-Hant"' in hall.get("/zh-hant/nowhere/").text
    assert 'lang="zh-Hans"' in hall.get("/nowhere/", Accept_Language="zh-CN").text


@pytest.mark.parametrize("path", ["/en/", "/en/search/?q=dog", LIST, f"{LIST}?q=dog", "/healthz"])
def test_head_is_get_without_a_body(hall: Hall, path: str) -> None:
    answer = hall.get(path, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-type"] == hall.get(path).headers["content-type"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Only the registered owner can renew the licence. If you have bought the vehicle, "),
        ("zh-HK", "只有登記車主可續領牌照。如已買入該車，"),
    ],
)
def test_the_api_tells_a_rule_that_stops_with_its_reason_and_what_else_to_do(
    quiet_hall: Hall, language: str, told: str
) -> None:
    guest = Applicant(quiet_hall)
    example = guest.call("GET", f"/api/v1/services/{RENEWAL}/example").json()
    guest.become(example["person"])
    body = {"service": RENEWAL, "answers": {**example["answers"], "owner": "not_owner"}}

    stopped = guest.call("POST", "/api/v1/applications", body, Idempotency_Key="stopped", Accept_Language=language)

    assert (stopped.status, stopped.json()["code"]) == (422, "not-eligible")
    assert stopped.json()["detail"].startswith(told)
    guest.close()
