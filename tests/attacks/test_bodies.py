"""Bodies that are too large, malformed, of the wrong type or a bomb: a clear error, and nothing written."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.applicants import Applicant, words_of
from tests.attacks.town import MOORING, STALL, dump, example_of, reference_in, stall_pages, walk
from tests.halls import Answer, Hall

PROBLEM = "application/problem+json"
API, FILES, UPLOADS = "/api/v1/applications", "/api/v1/files", "/api/v1/uploads"
_PATIENCE_SECONDS = 15


@pytest.fixture(scope="module")
def sound(attacked: Hall) -> dict[str, Any]:
    with closing(Applicant(attacked)) as somebody:
        return {"service": STALL, "answers": example_of(somebody, STALL)}


def _post(somebody: Applicant, body: bytes, media: str = "application/json", path: str = API) -> Answer:
    begun = time.monotonic()
    answer = somebody.ask("POST", path, body, {"Idempotency-Key": "bodies", "Content-Type": media})
    assert time.monotonic() - begun < _PATIENCE_SECONDS
    return answer


def _is_clear_problem(answer: Answer) -> bool:
    problem = answer.json()
    is_told = bool(problem["code"]) and bool(problem["detail"]) and problem["status"] == answer.status
    return is_told and answer.headers["content-type"] == PROBLEM and "Traceback" not in answer.text


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 422),
    "no JSON": (b"service=x", 422),
    "half of it": (b'{"service": "parks-office/night-ma', 422),
    "two values": (b"{} {}", 422),
    "a list": (b"[]", 422),
    "a number": (b"1", 422),
    "null": (b"null", 422),
    "no answers": (b'{"service": "parks-office/night-market-stall"}', 422),
    "answers are a list": (b'{"service": "parks-office/night-market-stall", "answers": []}', 422),
    "answers are null": (b'{"service": "parks-office/night-market-stall", "answers": null}', 422),
    "service is a number": (b'{"service": 1, "answers": {}}', 422),
    "service is an object": (b'{"service": {"$ne": ""}, "answers": {}}', 422),
    "an unknown service": (b'{"service": "no/such", "answers": {}}', 422),
    "a service with NUL": (b'{"service": "parks-office/\\u0000", "answers": {}}', 422),
    "on_behalf_of is a list": (
        b'{"service": "parks-office/night-market-stall", "answers": {}, "on_behalf_of": []}',
        422,
    ),
    "file_secrets are numbers": (
        b'{"service": "parks-office/night-market-stall", "answers": {}, "file_secrets": {"a": 1}}',
        422,
    ),
    "a member twice": (b'{"service": "a/b", "service": "parks-office/night-market-stall", "answers": {}}', 422),
    "an answer twice": (
        b'{"service": "parks-office/night-market-stall", "answers": {"phone": "1", "phone": "555-0147"}}',
        422,
    ),
    "broken UTF-8": (b'{"service": "\xff\xfe", "answers": {}}', 422),
    "half a character": (b'{"service": "\\ud800", "answers": {}}', 422),
    "UTF-16": ('{"service": "a/b", "answers": {}}'.encode("utf-16"), 422),
    "a byte order mark": (b'\xef\xbb\xbf{"service": "a/b", "answers": {}}', 422),
    "NaN": (b'{"service": "parks-office/night-market-stall", "answers": {"phone": NaN}}', 422),
    "Infinity": (b'{"service": "parks-office/night-market-stall", "answers": {"phone": -Infinity}}', 422),
    "beyond any number": (b'{"service": "parks-office/night-market-stall", "answers": {"phone": 1e999}}', 422),
    "a number of 5,000 figures": (b'{"service": "a/b", "answers": {"phone": ' + b"9" * 5_000 + b"}}", 422),
    "a number of 900,000 figures": (b'{"service": "a/b", "answers": {"phone": ' + b"9" * 900_000 + b"}}", 422),
    "30 levels": (b'{"service": "a/b", "answers": {"x": ' + b"[" * 30 + b"]" * 30 + b"}}", 422),
    "700 levels": (b'{"service": "a/b", "answers": {"x": ' + b"[" * 700 + b"]" * 700 + b"}}", 422),
    "100,000 levels": (b'{"service": "a/b", "answers": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}", 422),
    "100,000 levels of objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 422),
    "70,000 members": (
        json.dumps({"service": STALL, "answers": {f"m{number}": 0 for number in range(70_000)}}).encode(),
        422,
    ),
    "70,000 members beside": (json.dumps({f"m{number}": 0 for number in range(70_000)}).encode(), 422),
    "a list of 200,000": (
        json.dumps({"service": STALL, "answers": {"sells": [0] * 200_000}}, separators=(",", ":")).encode(),
        422,
    ),
    "1 MB and more": (b'{"service": "' + b"a" * 1_000_001 + b'"}', 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_an_application_that_cannot_be_read(attacked: Hall, noor: Applicant, name: str) -> None:
    body, status = BODIES[name]
    before = dump(attacked)

    answer = _post(noor, body)

    assert answer.status == status, answer.text[:300]
    assert _is_clear_problem(answer)
    assert len(answer.body) < 20_000
    assert dump(attacked) == before


WRONG_ANSWERS: dict[str, dict[str, Any]] = {
    "a number for a text": {"phone": 5},
    "an object for a text": {"phone": {"$gt": ""}},
    "a text for a list": {"sells": "crafts"},
    "a list of lists": {"sells": [["crafts"]]},
    "the same twice": {"sells": ["crafts", "crafts"]},
    "an option that there is not": {"sells": ["weapons"]},
    "true for a day": {"evening": True},
    "a day that is none": {"evening": "2031-02-30"},
    "a day with more": {"evening": "2031-02-03T00:00"},
    "a year of 5 figures": {"evening": "12031-02-03"},
    "300,000 characters": {"full_name": "x" * 300_000},
    "150,000 characters of Chinese": {"described": "長" * 150_000},
    "NUL": {"full_name": "Noor\x00"},
    "an empty name": {"full_name": ""},
    "null": {"full_name": None},
    "a huge number": {"phone": 10**4000},
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_answers_of_the_wrong_kind(attacked: Hall, noor: Applicant, sound: dict[str, Any], name: str) -> None:
    before = dump(attacked)
    body = {**sound, "answers": sound["answers"] | WRONG_ANSWERS[name]}

    answer = _post(noor, json.dumps(body).encode())

    assert answer.status == 422
    assert _is_clear_problem(answer)
    assert len(answer.body) < 5_000, "what was sent is not sent back"
    assert dump(attacked) == before


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "x" * 7_000])
def test_a_key_is_needed(attacked: Hall, noor: Applicant, sound: dict[str, Any], key: str) -> None:
    before = dump(attacked)

    answer = noor.ask("POST", API, json.dumps(sound).encode(), {"Idempotency-Key": key})

    assert (answer.status, answer.json()["code"]) == (422, "idempotency-key-missing")
    assert dump(attacked) == before


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/x-www-form-urlencoded", b"service=parks-office%2Fnight-market-stall&answers=%7B%7D"),
        ("multipart/form-data", b"--x\r\n\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="service"\r\n\r\na\r\n--x--'),
        ("text/xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
        ("application/yaml", b"service: !!python/object/apply:os.system [ls]"),
        ("x" * 3_000, b"{"),
    ],
)
def test_an_application_of_another_kind(attacked: Hall, noor: Applicant, media: str, body: bytes) -> None:
    before = dump(attacked)

    answer = _post(noor, body, media)

    assert answer.status in {400, 415, 422}
    assert _is_clear_problem(answer)
    assert dump(attacked) == before


MULTIPARTS: dict[str, tuple[str, bytes]] = {
    "without a boundary": ("multipart/form-data", b"--x\r\n"),
    "with an empty boundary": ("multipart/form-data; boundary=", b"--\r\n"),
    "with a boundary that is too long": ("multipart/form-data; boundary=" + "b" * 5_000, b"--b\r\n"),
    "with another boundary": ("multipart/form-data; boundary=y", b"--x\r\n\r\nbytes\r\n--x--\r\n"),
    "that ends early": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF',
    ),
    "of 5,000 parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="service"\r\n\r\na\r\n' * 5_000 + b"--x--\r\n",
    ),
    "of 500 files": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\na\r\n' * 500 + b"--x--\r\n",
    ),
    "with a field of 2 MB": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="service"\r\n\r\n' + b"a" * 2_000_000 + b"\r\n--x--\r\n",
    ),
    "with a header of 1 MB": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + b"a" * 1_000_000 + b'"\r\n\r\na\r\n--x--',
    ),
    "that is JSON": ("application/json", b'{"file": "x"}'),
    "that is nothing": ("application/octet-stream", b""),
}


@pytest.mark.parametrize("name", MULTIPARTS)
def test_a_file_in_a_form_that_cannot_be_read(attacked: Hall, noor: Applicant, name: str) -> None:
    media, body = MULTIPARTS[name]
    before = dump(attacked)

    answer = _post(noor, body, media, FILES)

    assert answer.status in {400, 413, 415, 422}, answer.text[:300]
    assert _is_clear_problem(answer)
    assert dump(attacked) == before


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Length": "-1"},
        {"Upload-Length": "1e9"},
        {"Upload-Length": "9" * 400},
        {"Upload-Length": "10", "Upload-Metadata": "filename ???"},
        {"Upload-Length": "10", "Upload-Metadata": "filename /w=="},
        {"Upload-Length": "10", "Upload-Metadata": "service YQ=="},
    ],
)
def test_an_upload_that_is_begun_wrongly(attacked: Hall, noor: Applicant, headers: dict[str, str]) -> None:
    before = dump(attacked)

    answer = noor.ask("POST", UPLOADS, headers={"Tus-Resumable": "1.0.0", **headers})

    assert answer.status in {413, 422}
    assert _is_clear_problem(answer)
    assert dump(attacked) == before


@pytest.mark.parametrize("upload", ["%00", "x" * 3_000, "..%2f..", "%ff"])
def test_an_upload_of_a_strange_name(attacked: Hall, upload: str) -> None:
    answer = attacked.get(f"{UPLOADS}/{upload}")

    assert answer.status == 404
    assert _is_clear_problem(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"person": 1}', b'{"person": "\\u0000"}', b'{"person": "\xff"}'])
def test_a_token_that_is_asked_for_wrongly(attacked: Hall, guest: Applicant, body: bytes) -> None:
    before = dump(attacked)

    answer = _post(guest, body, path="/api/v1/demo/token")

    assert answer.status in {400, 422}
    assert _is_clear_problem(answer)
    assert dump(attacked) == before


PAGES: dict[str, tuple[str, bytes]] = {
    "broken UTF-8": ("application/x-www-form-urlencoded", b"full_name=%ff%fe%80"),
    "NUL": ("application/x-www-form-urlencoded", b"full_name=a%00b"),
    "half a percent": ("application/x-www-form-urlencoded", b"full_name=%&%f&=%zz"),
    "300,000 characters": ("application/x-www-form-urlencoded", b"full_name=" + b"x" * 300_000),
    "1 MB and more": ("application/x-www-form-urlencoded", b"full_name=" + b"x" * 1_100_000),
    "2,000 fields": ("application/x-www-form-urlencoded", urlencode([("full_name", "x")] * 2_000).encode()),
    "2,000 names": ("application/x-www-form-urlencoded", urlencode([(f"n{n}", "x") for n in range(2_000)]).encode()),
    "900 names": ("application/x-www-form-urlencoded", urlencode([(f"n{n}", "x") for n in range(900)]).encode()),
    "a name of 100,000 characters": ("application/x-www-form-urlencoded", b"n" * 100_000 + b"=x"),
    "multipart without a boundary": ("multipart/form-data", b"--x\r\n"),
    "multipart that ends early": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disp"),
    "JSON": ("application/json", b'{"full_name": "Noor"}'),
    "nothing": ("application/x-www-form-urlencoded", b""),
    "another charset": ("application/x-www-form-urlencoded; charset=utf-7", b"full_name=+AGE-"),
    "an unknown charset": ("application/x-www-form-urlencoded; charset=x-klingon", b"full_name=a"),
    "a button with a line end": ("application/x-www-form-urlencoded", b"_do=add:x%0d%0aX-Injected:%201"),
    "a button with 5,000 figures": ("application/x-www-form-urlencoded", b"_do=remove:x:" + b"9" * 5_000),
    "a button for nothing": ("application/x-www-form-urlencoded", b"_do=%00:%00:%00"),
    "a button of another page": ("application/x-www-form-urlencoded", b"_do=forget:phone:..%2f..%2fetc"),
    "a language that there is not": ("application/x-www-form-urlencoded", b"_language=//evil.example/"),
}


@pytest.fixture(scope="module")
def at_the_check(attacked: Hall, sound: dict[str, Any]) -> Iterator[tuple[Applicant, str]]:
    with closing(Applicant(attacked)) as somebody:
        yield somebody, walk(somebody, STALL, stall_pages(sound["answers"])).removesuffix("check/")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("page", ["full-name/", "check/"])
def test_a_page_that_is_sent_wrongly(attacked: Hall, at_the_check: tuple[Applicant, str], name: str, page: str) -> None:
    """Whatever came: a page that can be read, the answers that there were, and no case."""
    somebody, base = at_the_check
    media, body = PAGES[name]
    if page == "check/" and name in {"nothing", "JSON", "another charset", "multipart that ends early"}:
        return  # no field is needed there: this is how the button is pressed
    before = dump(attacked)

    answer = somebody.ask("POST", base + page, body, {"Content-Type": media, "Sec-Fetch-Site": "same-origin"})

    assert answer.status in {303, 400, 413, 422}, answer.text[:500]
    assert "Traceback" not in answer.text
    assert "x-injected" not in answer.headers
    assert "evil" not in answer.headers.get("location", "")
    after = dump(attacked)
    assert len(after["cases_case"]) == len(before["cases_case"]), "nothing was submitted"
    assert len(after["forms_draft"]) == len(before["forms_draft"])
    shown = somebody.look(f"{base}phone/")
    assert (shown.status, "555-01" in shown.text) == (200, True), "the other answers are all there"


def test_a_draft_is_whole_after_all_this(attacked: Hall, sound: dict[str, Any]) -> None:
    with closing(Applicant(attacked)) as somebody:
        base = walk(somebody, STALL, stall_pages(sound["answers"])).removesuffix("check/")
        for media, body in PAGES.values():
            somebody.ask("POST", f"{base}full-name/", body, {"Content-Type": media})
        somebody.send(f"{base}full-name/", {"full_name": "Noor"})

        pressed = somebody.send(f"{base}check/", {})

        assert (pressed.status, pressed.headers["location"]) == (303, f"{base}done/")
        assert reference_in(base) in words_of(somebody.look(f"{base}done/"))
    assert attacked.get("/healthz").status == 200


@pytest.mark.parametrize("field", ["reference", "secret"])
@pytest.mark.parametrize(
    "typed", ["", "\x00", "x" * 100_000, "<script>alert(1)</script>", "xqxcutxqx", "７ＫＱ４Ｍ", "é"]
)
def test_tracking_with_whatever_is_typed(guest: Applicant, field: str, typed: str) -> None:
    answer = guest.send("/en/track/", {"reference": "7KQ4M-X2P9C", "secret": "x", field: typed})

    assert answer.status == 422
    assert "<script>alert" not in answer.text
    assert len(answer.text) < 60_000


@pytest.mark.parametrize("state", ["x", "e30=", "bnVsbA==", "W10=", "!" * 100, "A" * 300_000, "eyJhbnN3ZXJzIjoxfQ=="])
def test_practice_with_a_state_that_nobody_gave(attacked: Hall, guest: Applicant, state: str) -> None:
    before = dump(attacked)

    answer = guest.send(f"/en/apply/{MOORING}/practice/", {"_state": state, "_page": "check"})

    assert answer.status in {200, 422}
    assert "Traceback" not in answer.text
    assert dump(attacked) == before
