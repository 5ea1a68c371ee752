"""Attacks 54 and 55: file names that lead elsewhere, letters that look like others, and floods of marks."""

import json
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from openhall.blocks.documents.tests.samples import pdf
from tests.applicants import Applicant, words_of
from tests.attacks.town import MOVING, STALL, apply, example_of, stall_pages, walk
from tests.halls import Hall

FLOOD = "Z" + "\u0310\u0344\u0348\u0360" * 500
#: What is typed, and what is kept of it.
NAMES = {
    "as it is": ("Noor Al-Bahar", "Noor Al-Bahar"),
    "zero-width": ("No\u200bor\u2060 \ufeffAl-Bahar", "Noor Al-Bahar"),
    "from right to left": ("\u202eoorN\u202c Al\u2066-Bahar\u2069", "oorN Al-Bahar"),
    "a flood of marks": ("A\u030a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308se", None),
    "control characters": ("Noor\x00\x1b[31m\x07 Al-Bahar", "Noor[31m Al-Bahar"),
    "line ends": ("Noor\r\nBcc: all@example.com", "Noor Bcc: all@example.com"),
    "composed": ("A\u030ase", "Åse"),
    "a rare Chinese name": ("𠮷野家 \U0002b740", "𠮷野家 \U0002b740"),
    "look-alikes stay as typed": ("\u0410d\u0430m", "\u0410d\u0430m"),
    "markup": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "an apostrophe": ("D'Arcy O’Neil", "D'Arcy O’Neil"),
    "marks of our own pages": ("xqxcutxqx xqxv1xqx", "xqxcutxqx xqxv1xqx"),
}


@pytest.fixture(scope="module")
def answers(attacked: Hall) -> Iterator[dict[str, Any]]:
    with closing(Applicant(attacked)) as somebody:
        yield example_of(somebody, STALL)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept_as_it_is_seen(attacked: Hall, answers: dict[str, Any], name: str) -> None:
    typed, kept = NAMES[name]
    with closing(Applicant(attacked)) as somebody:
        pages = stall_pages(answers | {"full_name": typed, "described": typed})

        place = walk(somebody, STALL, pages)
        shown = somebody.look(place)

        assert place.endswith("/check/"), place
        assert shown.status == 200
        assert "<script>alert" not in shown.text
        words = words_of(shown)
        if kept is not None:
            assert kept in words
        assert not any(unicodedata.category(each) in {"Cf", "Cc"} for each in words)
        assert max(_marks(words)) <= 4
        assert somebody.send(place, {}).status == 303


def _marks(text: str) -> Iterator[int]:
    """Yield how many marks are piled up on each letter."""
    count = 0
    yield count
    for each in text:
        count = count + 1 if unicodedata.category(each).startswith("M") else 0
        yield count


@pytest.mark.parametrize("name", [*NAMES, "flood"])
def test_the_api_takes_a_name_as_it_would_be_kept_or_says_how(
    noor: Applicant, answers: dict[str, Any], name: str
) -> None:
    typed, kept = NAMES.get(name, (FLOOD, None))

    answer = apply(noor, STALL, answers | {"full_name": typed}, f"name {name}")

    if typed == kept:
        assert answer.status == 201
    else:
        assert answer.status == 422
        assert answer.json()["errors"][0]["pointer"] == "/answers/full_name"
        if kept is not None:
            assert kept in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("typed", ["xqxcutxqx", "xqxtitlexqx xqxpathxqx xqxmiddlexqx", "xqxreferencexqx", FLOOD * 3])
def test_what_is_typed_and_refused_stands_there_again(attacked: Hall, guest: Applicant, typed: str) -> None:
    """Also where it is what our own pages are put together with."""
    del attacked
    place = f"/en/apply/{STALL}/new/evening/"

    refused = guest.send(place, {"evening-day": typed, "evening-month": typed, "evening-year": "?"})

    assert refused.status == 422
    assert typed[:10] in refused.text
    assert refused.text.count("<main") == 1


@pytest.mark.parametrize(
    "query", [FLOOD, "d\u200bo\u200bg", "\u202egod", "ｄｏｇ", "do\u0301\u0302g", "а" * 300, "\ud7a3" * 256]
)
def test_a_search_with_such_letters_is_a_search(attacked: Hall, guest: Applicant, query: str) -> None:
    del attacked
    for slug in ("en", "zh-hans"):
        answer = guest.ask("GET", f"/{slug}/search/?q=" + "".join(f"%{byte:02x}" for byte in query.encode()))
        assert answer.status in {200, 400}
        assert "\u202e" not in answer.text


FILES = {
    "a path": "../../etc/passwd",
    "a path of Windows": "..\\..\\windows\\system32\\cmd.exe",
    "from right to left": "invoice\u202efdp.exe",
    "300 characters": "長" * 300 + ".pdf",
    "NUL": "a\x00.pdf",
    "markup": '"><img src=x onerror=alert(1)>.pdf',
    "a line end": "a\r\nX-Injected: 1.pdf",
    "a flood": FLOOD + ".pdf",
    "nothing": "",
    "dots": "..",
    "marks of our own pages": "xqxcutxqx.pdf",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_s_name_leads_nowhere(attacked: Hall, guest: Applicant, name: str) -> None:
    """Stored by its id, shown safely, and the application with it goes in."""
    answers = example_of(guest, MOVING)
    pages = _moving(answers)
    place = walk(guest, MOVING, pages)
    assert place.endswith("/rent-paper/"), place

    sent = _send_file(guest, place, "rent_paper", FILES[name])

    assert sent.status in {303, 400, 422}, words_of(sent)
    if sent.status != 303:
        assert name in {"nothing", "dots", "a flood"}, words_of(sent)
        return
    check = guest.look(sent.headers["location"])
    assert check.status == 200
    for never in ("etc/", "\u202e", "<img", "..\\", "system32\\"):
        assert never not in check.text, never
    kept = [path for path in (attacked.home / "files").rglob("*") if path.is_file()]
    assert all(len(path.name) == 64 and path.name.isalnum() for path in kept)
    assert guest.send(sent.headers["location"], {"declaration": "true"}).status == 303
    assert not Path("/tmp/etc").exists()  # noqa: S108 - where it would have led


def _moving(answers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    year, month, day = answers["moved_on"].split("-")
    home = {f"home_address-{box}": value for box, value in answers["home_address"].items()}
    return {
        "lives-here": {"lives_here": "yes"},
        "full-name": {"full_name": answers["full_name"]},
        "moved-on": {"moved_on-day": day, "moved_on-month": month, "moved_on-year": year},
        "home-address": home,
        "phone": {"phone": answers["phone"]},
        "others": {},
    }


def _send_file(somebody: Applicant, place: str, field: str, name: str) -> Any:  # noqa: ANN401 - an answer
    quoted = name.replace("\\", "\\\\").replace('"', "%22").replace("\r\n", "%0D%0A")
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{quoted}"\r\n\r\n'
    body = head.encode() + pdf() + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Sec-Fetch-Site": "same-origin"}
    return somebody.ask("POST", place, body, headers)


def test_a_name_is_never_in_the_log(attacked: Hall) -> None:
    told = "".join(path.read_text("utf-8", "replace") for path in attacked.home.glob("serve-*.log"))

    assert "Noor" not in told
    assert json.dumps("Åse")[1:-1] not in told
