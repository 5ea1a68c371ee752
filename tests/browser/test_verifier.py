"""A receipt on the reader's own device: yes, no, or not with this key; in three languages, from the hall or a disk."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from openhall.blocks.journal.facade import verify_document
from openhall.kernel.notes import SignerKey, VerifierKey, read_verifier_key
from tests.browser.test_accessibility import AXE, COLOURS, RULES
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall, environment

pytestmark = pytest.mark.browser
PATH = "/verify-offline.html"
STRANGER = SignerKey("elsewhere.example/log", bytes(32)).verifier
WORDS = {
    "en": ("Yes, this receipt is genuine", "No, this is not genuine", "This cannot be told with this key"),
    "zh-Hant": ("是，這份認收回條是真確的", "不，這並不真確", "用這個密碼匙未能判斷"),
    "zh-Hans": ("是，这份受理回执真实有效", "不，这不是真实有效的文件", "用这个公钥无法判断"),
}
#: What a hall does when somebody submits something, with nothing of the cases that are not there yet.
_ACT = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.project.settings"
import django; django.setup()
from datetime import UTC, datetime
from django.db import transaction
from openhall.blocks.journal.facade import acknowledgement_of, append_leaf, receipt_of
with transaction.atomic():
    statement = {"service": "parks/bench", "note": "<b>座椅</b>", "fee": 80.5, "files": ["a1", "b2"], "n": None}
    leaves = [append_leaf(kind="submission", subject=f"CASE-{n}", statement=statement, now=datetime.now(UTC))
              for n in range(11)]
print(json.dumps([receipt_of(leaves[6].id), acknowledgement_of(leaves[6].id)]))
"""


@pytest.fixture(scope="module")
def documents(hall: Hall) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a receipt and an acknowledgement of this hall."""
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _ACT], env=environment(hall.home), check=True, capture_output=True, text=True
    )
    receipt, acknowledgement = json.loads(told.stdout)
    return receipt, acknowledgement


@pytest.fixture(scope="module")
def key(hall: Hall) -> VerifierKey:
    return read_verifier_key(hall.get("/api/v1/log/key").text)


def _file(document: object) -> FilePayload:
    raw = document if isinstance(document, bytes) else json.dumps(document, indent=2).encode()
    return {"name": "receipt.json", "mimeType": "application/json", "buffer": raw}


def _check(page: Page, document: object) -> str:
    page.set_input_files("#file", _file(document))
    expect(page.locator("[data-verdict]")).to_be_visible()
    return page.locator("[data-verdict]").get_attribute("data-verdict") or ""


@pytest.mark.parametrize("language", WORDS)
def test_yes_no_and_not_with_this_key(
    visitor: Visitor, documents: tuple[dict[str, Any], dict[str, Any]], language: str
) -> None:
    page = visitor.open(PATH)
    page.locator(f"[data-language={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    genuine, changed, unknown = WORDS[language]

    assert _check(page, documents[0]) == "genuine"
    expect(page.locator("#result h3").first).to_have_text(genuine)
    expect(page.locator("#result")).to_contain_text("CASE-6")
    expect(page.locator("#result")).to_contain_text("<b>座椅</b>")
    page.locator("#file").set_input_files([])
    page.set_input_files("#file", _file({**documents[0], "statement": {**documents[0]["statement"], "fee": 80.6}}))
    expect(page.locator("#result h3").first).to_have_text(changed)
    expect(page.locator("#result")).not_to_contain_text("CASE-6")
    page.set_input_files("#file", _file(documents[0]))
    page.locator("#key").fill(str(STRANGER))
    expect(page.locator("#result h3").first).to_have_text(unknown)
    expect(page.locator("#result")).to_contain_text(STRANGER.label)
    page.locator("#key").fill("not a key")
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "no-key")


def test_an_acknowledgement_is_called_one(visitor: Visitor, documents: tuple[dict[str, Any], dict[str, Any]]) -> None:
    page = visitor.open(PATH)

    assert _check(page, documents[1]) == "genuine"
    expect(page.locator("#result h3").first).to_have_text("Yes, this acknowledgement is genuine")


def _variants(document: dict[str, Any]) -> Iterator[bytes]:
    """Yield the document with every member changed, taken out, doubled or added, and every 41st byte flipped."""
    raw = json.dumps(document, indent=1).encode()
    yield raw
    yield json.dumps(dict(reversed(document.items())), ensure_ascii=False).encode()
    yield from (raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :] for place in range(0, len(raw), 41))
    for name in document:
        yield json.dumps({**document, name: "x"}).encode()
        yield json.dumps({each: value for each, value in document.items() if each != name}).encode()
        yield f'{{"{name}": 1, {json.dumps(document)[1:]}'.encode()
    signature = {**document["signature"], "key": STRANGER.label}
    yield json.dumps({**document, "signature": signature}).encode()
    yield json.dumps({**document, "signature": {**signature, "value": "A" * 86 + "=="}}).encode()
    yield json.dumps({**document, "more": 1}).encode()
    yield json.dumps({**document, "statement": {**document["statement"], "n": 2**53}}).encode()
    if "inclusion" in document:
        for member, value in (("index", 7), ("index", -1), ("size", 12), ("hashes", []), ("index", 6.0)):
            yield json.dumps({**document, "inclusion": {**document["inclusion"], member: value}}).encode()
    yield from (b"", b"[]", b"null", b"\xff", b"\xef\xbb\xbf" + raw, raw + b"x", b'{"type": "__proto__"}')


_WITHOUT_CRYPTO = "Object.defineProperty(globalThis, 'crypto', {value: undefined})"


@pytest.mark.parametrize("is_bare", [False, True], ids=["browser's own hashes", "computed on the page"])
def test_page_and_command_say_the_same_of_every_document(
    visitor: Visitor, documents: tuple[dict[str, Any], dict[str, Any]], key: VerifierKey, *, is_bare: bool
) -> None:
    if is_bare:
        visitor.page.add_init_script(_WITHOUT_CRYPTO)
    page = visitor.open(PATH)
    assert page.evaluate("() => Boolean(globalThis.crypto)") is not is_bare
    for document in documents:
        for raw in _variants(document):
            said = page.evaluate("([raw, key]) => verifyDocument(Uint8Array.from(raw), key)", [list(raw), str(key)])
            verdict = verify_document(raw, key)
            assert (said["verdict"] == "genuine", tuple(said["reasons"])) == (verdict.is_genuine, verdict.reasons), raw


def test_a_log_whose_key_was_changed_is_checked_with_both(
    visitor: Visitor, documents: tuple[dict[str, Any], dict[str, Any]], key: VerifierKey
) -> None:
    page, both = visitor.open(PATH), (STRANGER, key)
    for document in documents:
        for raw in [*_variants(document)][::7]:
            told = "\n".join(map(str, both))
            said = page.evaluate("([raw, keys]) => verifyDocument(Uint8Array.from(raw), keys)", [list(raw), told])
            verdict = verify_document(raw, *both)
            assert (said["verdict"] == "genuine", tuple(said["reasons"])) == (verdict.is_genuine, verdict.reasons), raw
    page.locator("#key").fill("\n".join(map(str, both)))
    assert _check(page, documents[0]) == "genuine"


#: RFC 8032, section 7.1: seed, public key, message and signature of tests 1 to 3.
_SIGNATURES = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def test_signatures_computed_on_the_page_are_those_of_the_standard(visitor: Visitor) -> None:
    page = visitor.open(PATH)
    for public, message, signature in _SIGNATURES:
        parts = [list(bytes.fromhex(each)) for each in (public, signature, message)]
        said = page.evaluate("parts => ownEd25519(...parts.map((part) => Uint8Array.from(part)))", parts)
        parts[1][5] ^= 1
        wrong = page.evaluate("parts => ownEd25519(...parts.map((part) => Uint8Array.from(part)))", parts)
        assert (said, wrong) == (True, False)


def test_a_copy_on_a_disk_works_without_any_line(
    browser: Browser, hall: Hall, documents: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    copy = tmp_path / "saved.html"
    copy.write_bytes(hall.get(PATH).content)
    with visiting(browser, hall, offline=True) as visitor:
        visitor.page.goto(copy.as_uri())
        assert _check(visitor.page, documents[0]) == "genuine"
        assert visitor.page.locator(".save").count() == 0


def test_it_can_ask_nobody_anything(visitor: Visitor) -> None:
    page = visitor.open(PATH)
    visitor.faults.clear()
    asked = page.evaluate("() => fetch('/healthz').then(() => 'answered', () => 'refused')")

    assert asked == "refused"
    visitor.faults.clear()  # the browser has said in its console that the policy refused it


def test_the_policy_is_the_pages_own_by_both_roads(hall: Hall) -> None:
    prepared, framed = hall.get(PATH), hall.get(PATH, Cookie="openhall_session=x")
    policy = prepared.headers["content-security-policy"]

    assert prepared.content == framed.content
    assert policy == framed.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert prepared.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in hall.get("/en/").headers["content-security-policy"]


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("width", [320, 1280])
def test_it_looks_like_the_hall(
    visitor: Visitor, documents: tuple[dict[str, Any], dict[str, Any]], language: str, width: int
) -> None:
    page = visitor.open(PATH)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(f"[data-language={language}]").click()
    for document in (documents[0], {**documents[0], "log": "x"}):
        _check(page, document)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert visitor.measure("tooWide") == []
            assert visitor.measure("smallTargets", 24) == []
            assert visitor.measure("faint", 4.5) == []


def test_axe_finds_nothing(visitor: Visitor, documents: tuple[dict[str, Any], dict[str, Any]]) -> None:
    page = visitor.open(PATH)
    _check(page, documents[0])
    # Only the policy of the page keeps a test's own script out of it.
    for theme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]] == []


def test_without_scripts_it_says_what_to_do(browser: Browser, hall: Hall) -> None:
    with visiting(browser, hall, java_script_enabled=False) as visitor:
        page = visitor.open(PATH)
        for words in page.locator("#without p").all():
            expect(words).to_be_visible()
            expect(words).to_contain_text("openhall verify receipt.json")
        assert page.locator("#without p").count() == len(WORDS)
