"""Every answer of the hall carries the headers that keep a browser safe: made from the table of addresses.

The hall is served as behind a proxy that adds TLS: its address begins with ``https:``.
"""

import json
import re
import socket
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from openhall.kernel.references import new_reference
from openhall.kernel.rights import Right
from openhall.project.encrypted import HOST_PREFIX
from openhall.project.prepared.pack import Pack
from openhall.project.prepared.store import PackStore
from tests import halls
from tests.applicants import Applicant
from tests.attacks.addresses import addresses
from tests.halls import Answer, Hall
from tests.reports import in_their_turn

STRICT = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
}
SWITCHED_OFF = ("camera=()", "microphone=()", "geolocation=()", "payment=()", "usb=()")
#: Values for the parameters of addresses: what is there, where everybody may see it.
THERE = {
    "slug": "en",
    "authority": "parks-office",
    "service": "night-market-stall",
    "register_id": "moorings",
    "register": "moorings",
    "level": "0",
    "path": "000",
    "page": "evening",
    "audience": "resident",
    "event": "moving",
    "office": "market-square",
    "name": "work",
    "address": "en/services",
    "kind": "permit",
    "provider": "sandbox",
    "task": "1",
}
#: One file that reads squares with the camera: its policy names its script and style by their digests.
OFFLINE = "/verify-offline.html"
#: A paper that the desk's sample shows beside the answers, in a frame of ours.
FRAMED = ("/plan.svg", "/plan.pdf")


@pytest.fixture(scope="module")
def encrypted(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall that is served behind a proxy with TLS."""
    environ = {"OPENHALL_URL": "https://hall.test", "OPENHALL_JURISDICTION": "example"}
    environ["OPENHALL_HOSTS"] = "hall.test,127.0.0.1"
    home = halls.copied(example_home, tmp_path_factory.mktemp("encrypted") / "home")
    done = halls.run("prepare", home, environ=environ)
    assert done.returncode == 0, done.stderr
    with halls.serving(home, environ=environ) as hall:
        yield hall


def _faults(answer: Answer, place: str) -> list[str]:
    """Return what is missing or wrong in the headers of an answer."""
    told, policy = answer.headers, answer.headers.get("content-security-policy", "")
    faults = [f"{place}: {name} is {told.get(name)}" for name, value in STRICT.items() if told.get(name) != value]
    framing = "'self'" if place.endswith(FRAMED) else "'none'"
    wanted = ["default-src 'none'", "base-uri 'none'", f"frame-ancestors {framing}"]
    faults += [f"{place}: no {each} in {policy}" for each in wanted if each not in policy]
    allowed = told.get("permissions-policy", "")
    if told.get("referrer-policy") == "no-referrer":
        faults = [fault for fault in faults if "referrer-policy" not in fault]  # it tells even less
    if OFFLINE in place:
        policy, allowed = policy.replace("img-src data:", ""), allowed.replace("camera=(self)", "camera=()")
    faults += [f"{place}: {each} in {policy}" for each in ("unsafe-", "data:", "*", "http") if each in policy]
    faults += [f"{place}: {each} is not off" for each in SWITCHED_OFF if each not in allowed]
    if told.get("cross-origin-resource-policy") != "same-origin":
        faults.append(f"{place}: cross-origin-resource-policy")
    if "set-cookie" in told:
        faults += _loose(told["set-cookie"], place)
    return faults


def _loose(cookie: str, place: str) -> list[str]:
    """Return what a cookie lacks."""
    name, *marks = (part.strip().lower() for part in cookie.split(";"))
    wanted = {"secure", "httponly", "path=/", "samesite=lax"} - set(marks)
    wanted -= {"httponly"} if "max-age=0" in marks else set()  # it is taken away: nothing is in it
    faults = [f"{place}: the cookie has no {each}" for each in wanted]
    faults += [f"{place}: {each}" for each in marks if each.startswith("domain")]
    return faults if name.startswith(HOST_PREFIX.lower()) else [*faults, f"{place}: {name} has no prefix"]


def _places() -> Iterator[tuple[str, str, Right]]:
    made_up = {"reference": new_reference()}
    for address in addresses():
        values = {name: THERE.get(name, made_up.get(name, "0" * 32)) for name in address.parameters}
        for method in sorted({*address.methods, "GET", "POST", "PUT", "OPTIONS", "TRACE"}):
            yield method, address.filled(values), address.right


@pytest.mark.parametrize("person", in_their_turn(["noor-al-bahar", "", "captain-reyes"], of=3))
def test_every_address_answers_with_every_header(encrypted: Hall, person: str) -> None:
    with closing(Applicant(encrypted)) as somebody:
        if person:
            somebody.sign_in(person)
        seen, faults = set[int](), list[str]()
        for method, place, right in _places():
            if place.endswith("/sign-out/") and method == "POST":
                continue
            answer = somebody.ask(method, place, headers={"Sec-Fetch-Site": "same-origin"})
            seen.add(answer.status)
            faults += _faults(answer, f"{method} {place}")
            faults += [f"{method} {place}: 500"] if answer.status == 500 else []
            if person and right is not Right.EVERYONE and answer.headers.get("cache-control") != "no-store":
                faults.append(f"{method} {place}: {person}’s page may be kept")
        assert faults == []
        assert seen >= {200, 303, 404, 405} | (set() if person else {302, 401})


def test_whatever_was_prepared_has_them_too(encrypted: Hall) -> None:
    folder = PackStore(encrypted.home / "prepared").current()
    assert folder is not None
    places = [place for place in Pack(folder).entries if place.startswith("/")]
    faults = list[str]()
    assert len(places) > 50
    for place in places:
        first = encrypted.get(place)
        again = encrypted.get(place, If_None_Match=first.headers.get("etag", "none"))
        packed = encrypted.get(place, Accept_Encoding="gzip")
        assert (first.status, again.status, packed.status) == (200, 304, 200), place
        faults += [fault for each in (first, again, packed) for fault in _faults(each, place)]
    assert faults == []


@pytest.mark.parametrize(
    ("place", "headers"),
    [
        ("/en/no/such/page/", {}),
        ("/static/none.css", {}),
        ("/%ff%fe/", {}),
        ("/en/services/", {"Host": "a b c"}),
        ("/en/services/", {"Accept": "image/png"}),
        ("/api/none", {}),
        ("/api/v1/applications/x", {"Authorization": "Bearer x"}),
        ("/en/search/?q=" + "x" * 3000, {}),
    ],
)
def test_errors_have_them_too(encrypted: Hall, place: str, headers: dict[str, str]) -> None:
    assert _faults(encrypted.get(place, **headers), place) == []


@pytest.mark.parametrize(
    "name", ["evil.test", "hall.test.evil.test", "evil.test:443", "hall.test@evil.test", "x" * 2000]
)
def test_under_another_name_nothing_is_answered(encrypted: Hall, name: str) -> None:
    """Prepared pages, pages that are made, the API, and what is posted: a cache or a reader elsewhere gets none."""
    with closing(Applicant(encrypted)) as somebody:
        somebody.sign_in("noor-al-bahar")
        for place in ("/", "/en/", "/en/search/?q=boat", "/en/me/", "/api/v1/services", "/static/none.css", "/healthz"):
            answer = somebody.ask("GET", place, headers={"Host": name})
            assert answer.status == 421, place
            assert _faults(answer, place) == []
            assert answer.headers["cache-control"] == "no-store"
            assert "evil.test" not in answer.text
        assert somebody.ask("POST", "/en/sign-out/", headers={"Host": name}).status == 421
        assert somebody.look("/en/me/").status == 200
    assert encrypted.get("/en/", Host="hall.test").status == encrypted.get("/en/", Host="HALL.test:443").status == 200


def test_a_cookie_that_a_neighbour_planted_is_none(encrypted: Hall) -> None:
    with closing(Applicant(encrypted)) as somebody:
        somebody.sign_in("noor-al-bahar")
        (name, token), *_ = somebody.cookies.items()

        assert name == f"{HOST_PREFIX}openhall_session"
        assert encrypted.get("/en/me/", Cookie=f"{name}={token}").status == 200
        assert encrypted.get("/en/me/", Cookie=f"openhall_session={token}").status == 302
        out = somebody.send("/en/sign-out/", {})
        assert (out.status, out.headers["clear-site-data"]) == (303, '"cache"')
        assert _faults(out, "sign-out") == []
        assert encrypted.get("/en/me/", Cookie=f"{name}={token}").status == 302


def test_a_page_of_somebody_is_kept_by_no_cache_on_the_way(encrypted: Hall) -> None:
    """What may be kept names nobody, and is not given to who is signed in; what names somebody may not be kept."""
    with closing(Applicant(encrypted)) as somebody:
        somebody.sign_in("noor-al-bahar")
        for place in ("/en/", "/en/services/", "/en/search/?q=boat", "/en/me/", "/en/sign-in/", "/en/no-such/"):
            answer = somebody.look(place)
            assert answer.headers["cache-control"] == "no-store", place
        for place in ("/en/", "/en/services/"):
            answer = encrypted.get(place)
            assert "Cookie" in answer.headers["vary"]
            assert "Noor" not in answer.text


#: Who may be read by pages of others: lists of public keys, whether a paper stands, and what wallets ask.
READ_FROM_ELSEWHERE = re.compile(
    r"/(?:\.well-known|openid|verify|credentials|wallet|api/v1/(?:credentials|verify|papers))\b"
)


def test_who_may_be_read_from_elsewhere_is_public_and_the_answer_is_fixed(encrypted: Hall) -> None:
    """No answer repeats who asked, none allows cookies, and what somebody signed in sees is for nobody else."""
    open_to_all = set[str]()
    with closing(Applicant(encrypted)) as somebody:
        somebody.sign_in("noor-al-bahar")
        for method, place, right in _places():
            if method not in {"GET", "OPTIONS"}:
                continue
            told = somebody.ask(method, place, headers={"Origin": "https://evil.test"}).headers
            allowed = told.get("access-control-allow-origin")
            assert allowed in {None, "*"}, place
            assert "access-control-allow-credentials" not in told, place
            if allowed:
                open_to_all.add(place)
                assert right is Right.EVERYONE, place
    assert open_to_all
    assert [place for place in open_to_all if not READ_FROM_ELSEWHERE.match(place)] == []


def test_every_answer_is_what_it_says_it_is(encrypted: Hall) -> None:
    """Each body is read as the kind that its header names; words say in which signs they are written."""
    kinds, faults = set[str](), list[str]()
    with closing(Applicant(encrypted)) as somebody:
        somebody.sign_in("noor-al-bahar")
        for method, place, _ in _places():
            if method != "GET":
                continue
            for accept in ("text/html", "*/*"):
                answer = somebody.ask("GET", place, headers={"Accept": accept})
                kind, _, more = answer.headers.get("content-type", "").partition(";")
                kinds.add(kind)
                if answer.body and not _is_of(kind, more, answer.body):
                    faults.append(f"{place}: {kind};{more}")
    assert faults == []
    assert kinds >= {"text/html", "application/json", "application/problem+json"}


def _is_of(kind: str, more: str, body: bytes) -> bool:
    if kind.startswith("text/"):
        body.decode("utf-8")
        is_page = body.lstrip()[:9].lower() == b"<!doctype"
        return "charset=utf-8" in more.lower() and is_page == (kind == "text/html")
    if kind.endswith(("json", "+json")):
        return isinstance(json.loads(body), dict | list)
    if kind.endswith("xml"):
        return ET.fromstring(body).tag != ""  # noqa: S314 - what this hall itself wrote
    starts = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "application/javascript": b""}
    return body.startswith(starts.get(kind, b"")) if kind in starts else bool(kind)


@pytest.mark.parametrize(
    "place",
    [
        "/.git/config",
        "/.env",
        "/keys/master.key",
        "/static/",
        "/files/",
        "/openhall.sqlite3",
        "/var/",
        "/static/../keys/master.key",
    ],
)
def test_what_lies_beside_the_hall_is_not_served(encrypted: Hall, place: str) -> None:
    assert encrypted.get(place).status == 404


def test_what_is_no_http_is_hung_up_on(encrypted: Hall) -> None:
    """The server itself refuses it, before the hall: without a word of what runs here."""
    with socket.create_connection(("127.0.0.1", encrypted.port), timeout=10) as line:
        line.sendall(b"GET / HTTP/9.9\r\nfault fault\r\n\r\n")
        told = line.recv(10_000)
    head, _, body = told.partition(b"\r\n\r\n")
    assert body == b""
    assert re.match(rb"HTTP/1\.1 400|$", head)
    assert b"set-cookie" not in head.lower()


def test_over_plain_lines_nothing_promises_encryption(example_hall: Hall) -> None:
    answer = example_hall.get("/en/")

    assert "strict-transport-security" not in answer.headers
    assert {name for name in STRICT if name not in answer.headers} == {"strict-transport-security"}
