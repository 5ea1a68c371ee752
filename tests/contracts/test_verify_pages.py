"""Is this paper real? What the pages say of codes and of files, to anybody, and what they never say."""

import re
import zlib
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import cbor2
import pytest
from cwt import COSE, COSEKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.documents.facade import new_paper_code, set_paper
from tests.papers_on_a_shelf import ISSUED, content, keep, put, put_replaced, put_revoked, revoke

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
NOW = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
GENUINE = {"en": "genuine", "zh-hans": "真实有效"}
STATES = {
    "replaced": {"en": "replaced", "zh-hans": "已被替换"},
    "revoked": {"en": "revoked", "zh-hans": "已撤销"},
    "unknown": {"en": "unknown", "zh-hans": "查无记录"},
}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def _text(answer: "Shown") -> str:
    return answer.content.decode()


def _verdict(answer: "Shown") -> str:
    found = re.search(r'data-verdict="([a-z-]+)"', _text(answer))
    return found[1] if found else ""


def _look(client: Client, code: str, slug: str = "en") -> "Shown":
    return client.get(f"/{slug}/verify/{code}")


def _send(client: Client, raw: bytes, code: str = "") -> "Shown":
    file = SimpleUploadedFile("licence.pdf", raw, "application/pdf")
    return client.post("/en/verify/", {"code": code, "file": file})


@pytest.mark.parametrize("slug", GENUINE)
def test_genuine_stands_there_only_when_it_is(client: Client, slug: str) -> None:
    good, old = put(date(2027, 3, 1)), put(date(2026, 8, 31))
    pages = {
        "genuine": _look(client, good.code, slug),
        "expired": _look(client, old.code, slug),
        "replaced": _look(client, put_replaced(good).code, slug),
        "revoked": _look(client, put_revoked().code, slug),
        "unknown": _look(client, new_paper_code(), slug),
        "not-a-code": _look(client, "nonsense", slug),
    }

    assert {state: _verdict(page) for state, page in pages.items()} == {state: state for state in pages}
    assert [state for state, page in pages.items() if GENUINE[slug] in _text(page)] == ["genuine"]
    assert GENUINE[slug] not in _text(client.get(f"/{slug}/verify/"))
    for state, words in STATES.items():
        assert words[slug] in _text(pages[state])
    assert good.code not in _text(pages["replaced"])
    assert all(page["Cache-Control"] == "no-store" for page in pages.values())
    assert all(page["Referrer-Policy"] == "no-referrer" for page in pages.values())


DEMO = {
    "en": "Demonstration: not a government paper. It has no legal effect.",
    "zh-hans": "演示文件，不是政府文件，没有法律效力。",
}


@pytest.mark.parametrize("slug", DEMO)
def test_a_paper_of_a_demonstration_is_called_so_in_the_reader_s_language(client: Client, slug: str) -> None:
    """Whatever the hall is by now: what counts is what the paper was issued as."""
    for paper in (put(), put_revoked()):
        assert DEMO[slug] in _text(_look(client, paper.code, slug))
    assert DEMO[slug] in _text(client.post(f"/{slug}/verify/", {"file": SimpleUploadedFile("a.pdf", put().file)}))
    assert DEMO[slug] not in _text(_look(client, new_paper_code(), slug))


def test_it_says_what_whose_and_until_when_and_nothing_of_the_holder(client: Client) -> None:
    text = _text(_look(client, put(date(2027, 3, 1)).code))

    for words in ("<dd>Mooring permit</dd>", "Harbour Office", "2 March 2026", "1 March 2027", "1 September 2026"):
        assert words in text
    assert "Noor" not in text
    assert "mooring" not in text


def test_the_last_day_still_counts(client: Client) -> None:
    assert _verdict(_look(client, put(date(2026, 9, 1)).code)) == "genuine"


def test_revoking_takes_effect_at_once(client: Client) -> None:
    paper = put()
    before = _look(client, paper.code)
    revoke(paper)

    assert (_verdict(before), _verdict(_look(client, paper.code))) == ("genuine", "revoked")


def test_a_code_is_taken_as_people_type_it(client: Client) -> None:
    code = put().code
    typed = " ".join(code[at : at + 5] for at in range(0, 26, 5)).lower().replace("0", "o")
    answer = client.post("/en/verify/", {"code": typed})

    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, f"/en/verify/{code}")
    assert _verdict(_look(client, code.lower())) == "genuine"


@pytest.mark.parametrize(("typed", "words"), [("", "Enter the code"), ("ABC", "26 letters and figures")])
def test_what_cannot_be_a_code_is_said_beside_its_box(client: Client, typed: str, words: str) -> None:
    answer = client.post("/en/verify/", {"code": typed})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert words in _text(answer)
    assert _verdict(answer) == ""


def test_the_square_code_leads_on_in_the_readers_language(client: Client) -> None:
    code = put().code
    answer = client.get(f"/V/{code}", headers={"Accept-Language": "zh-CN"})

    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"/zh-hans/verify/{code}")
    assert client.get(f"/V/{code}")["Location"] == f"/en/verify/{code}"
    assert client.get(f"/verify/{code.lower()}")["Location"] == f"/en/verify/{code}"
    assert client.get("/verify/keys.json").status_code == HTTPStatus.OK


def test_the_file_as_it_was_issued_is_genuine(client: Client) -> None:
    paper = put()

    assert _verdict(_send(client, paper.file)) == "genuine"
    revoke(paper)
    assert _verdict(_send(client, paper.file)) == "revoked"


def test_a_genuine_file_with_the_code_of_another_paper_is_called_another(client: Client) -> None:
    mine, other = put(date(2027, 3, 1)), put(date(2027, 3, 1))

    assert _verdict(_send(client, mine.file, mine.code)) == "genuine"
    for code in (other.code, new_paper_code()):
        answer = _send(client, mine.file, code)
        assert _verdict(answer) == "another"
        assert "genuine" not in _text(answer).partition("<main")[2].partition("</main>")[0]


def test_one_changed_byte_anywhere_is_noticed(client: Client) -> None:
    raw = put().file
    for place in range(0, len(raw), 7):
        answer = _send(client, raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert _verdict(answer) in {"changed", "unknown-file"}
        assert "genuine" not in _text(answer)
    assert _verdict(_send(client, raw.replace(b"Noor", b"Nora"))) == "changed"


def test_a_real_paper_is_known_whole_and_changed(client: Client) -> None:
    paper = keep(set_paper(content=content(), now=ISSUED))
    raw = paper.file

    assert _verdict(_send(client, raw)) == "genuine"
    for place in (100, len(raw) // 3, len(raw) // 2):
        answer = _send(client, raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        assert _verdict(answer) == "changed"
        assert "genuine" not in _text(answer)


def test_a_packed_or_unreadable_file_is_compared_with_the_typed_code(client: Client) -> None:
    paper = put()
    packed = b"%PDF-1.7 stream\r\n" + zlib.compress(paper.file) + b"endstream"

    assert _verdict(_send(client, packed)) == "changed"
    assert _verdict(_send(client, b"%PDF-1.7 a scan")) == "unknown-file"
    assert _verdict(_send(client, b"%PDF-1.7 a scan", paper.code)) == "changed"


def test_what_somebody_else_signed_is_not_ours(client: Client, settings: Settings, tmp_path: Path) -> None:
    """Another hall's paper, with a genuine code of ours written on it."""
    ours, here = put(), settings.KEYS_FOLDER
    settings.KEYS_FOLDER = tmp_path
    theirs = set_paper(content=content(), now=ISSUED, code=ours.code).data
    settings.KEYS_FOLDER = here
    answer = _send(client, theirs)

    assert _verdict(answer) == "foreign"
    assert "by nobody of this hall" in _text(answer)
    assert "genuine" not in _text(answer)
    assert "Harbour Office" not in _text(answer)
    assert _verdict(_send(client, theirs + b"% more")) == "foreign"


def test_what_was_changed_since_we_signed_it_is_known_by_the_signature_alone(client: Client) -> None:
    """Nobody has a paper with its code: it was never issued."""
    raw = set_paper(content=content(), now=ISSUED).data
    middle = len(raw) // 3
    altered = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]

    assert _verdict(_send(client, raw)) == "unknown-file"
    for file in (altered, raw + b"\n% a line more"):
        answer = _send(client, file)
        assert _verdict(answer) == "changed"
        assert "it was changed since then" in _text(answer)


def test_a_signed_file_that_was_made_to_hurt_ends_soon(client: Client) -> None:
    hurting = b"%PDF-1.7 /ByteRange " + b"[<<" * 2_000_000

    assert _verdict(_send(client, hurting)) == "unknown-file"
    assert _verdict(_send(client, b"%PDF-1.7 /ByteRange [0 1 2 3] %%EOF")) == "unknown-file"


def test_a_file_that_is_no_paper_of_ours_takes_no_time(client: Client) -> None:
    bomb = b"".join(b"stream\n" + zlib.compress(bytes(10_000_000)) for _ in range(50))

    assert _verdict(_send(client, bomb)) == "unknown-file"


def test_programs_find_keys_types_and_what_is_no_longer_good(client: Client, settings: Settings) -> None:
    put()
    gone = put_revoked()
    keys = client.get("/verify/keys.json").json()["keys"]
    packed = cbor2.loads(client.get("/verify/keys.cose").content)
    office = client.get("/.well-known/jwt-vc-issuer/issuers/harbour-office").json()
    listed = client.get("/verify/status")
    claims = cbor2.loads(COSE.new().decode(listed.content, COSEKey.new(packed[0])))

    assert len(keys) == len(packed) == 4
    assert office["issuer"] == f"{settings.OPENHALL_URL}/issuers/harbour-office"
    assert office["jwks"]["keys"][0] in keys
    assert client.get("/.well-known/jwks.json").json() == {"keys": keys}
    assert (len(claims["r"]), claims["s"], claims[6]) == (1, [], NOW.timestamp())
    assert gone.code.encode() not in listed.content
    assert listed["Cache-Control"] == "no-store"
    kind = client.get("/credentials/licence").json()
    assert kind["vct"] == f"{settings.OPENHALL_URL}/credentials/licence"
    assert {each["locale"]: each["name"] for each in kind["display"]}["zh-Hans"] == "执照"
    assert client.get("/credentials/spell").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/.well-known/jwt-vc-issuer/issuers/nobody").status_code == HTTPStatus.NOT_FOUND
