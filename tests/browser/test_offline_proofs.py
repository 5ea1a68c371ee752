"""The text of a printed code on a device without a line: what was signed, how fresh it is, what was taken back."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import AXE, COLOURS, RULES
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall, environment

pytestmark = pytest.mark.browser
PATH = "/verify-offline.html"
#: What the hall does when it issues papers, with nothing of the cases around them.
_ISSUE = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.project.settings"
import django; django.setup()
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace as Some
from openhall.blocks.documents.facade import credential_text, new_paper_code, status_list
now, authority = datetime.now(UTC), "food-and-environmental-hygiene-department"
def content(**more):
    facts = (Some(label="店號 <b>", value="好味茶餐廳"), Some(label="座位", value="48"))
    return Some(**{**dict(kind="licence", authority=authority, service="x", language="zh-Hant", title="普通食肆牌照",
        number="3112800123", holder=("陳大文", "CHAN Tai Man"), facts=facts, issued_on=now.date(),
        valid_until=now.date() + timedelta(days=365), is_demo=True), **more})
names = ("fresh", "stale", "expired", "revoked", "replaced", "suspended", "future", "foreign", "endless")
codes = {name: new_paper_code() for name in names}
texts = {name: credential_text(content=content(), code=code, now=now) for name, code in codes.items()}
def text(name, when=now, **more):
    texts[name] = credential_text(content=content(**more), code=codes[name], now=when)
text("stale", now - timedelta(hours=31))
text("expired", valid_until=now.date() - timedelta(days=2))
text("future", now + timedelta(hours=3))
text("foreign", authority="an-office-that-there-is-not")
text("endless", valid_until=None)
def listed(when):
    fallen = {name: [codes[name]] for name in ("revoked", "replaced", "suspended")}
    return status_list(**fallen, now=when).hex()
lists = {"new": listed(now), "old": listed(now - timedelta(days=3))}
print(json.dumps({"codes": codes, "texts": texts, "lists": lists, "now": now.timestamp()}))
"""


class Issued(msgspec.Struct):
    """Texts of printed codes, codes by the same names, and lists of what is no longer good."""

    codes: dict[str, str]
    texts: dict[str, str]
    lists: dict[str, str]
    now: float


@pytest.fixture(scope="module")
def issued(hall: Hall) -> Issued:
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _ISSUE], env=environment(hall.home), check=True, capture_output=True, text=True
    )
    return msgspec.json.decode(told.stdout, type=Issued)


def _say(page: Page, text: str, verdict: str) -> None:
    page.locator("#proof").fill("")
    page.locator("#proof").fill(text)
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", verdict)


def _load(page: Page, raw: str) -> None:
    page.set_input_files(
        "#list", {"name": "openhall-status.cwt", "mimeType": "application/cwt", "buffer": bytes.fromhex(raw)}
    )
    expect(page.locator("#listed")).not_to_be_empty()


def test_it_says_what_was_signed_and_how_fresh_it_is(visitor: Visitor, issued: Issued) -> None:
    page = visitor.open(PATH)
    page.locator("[data-language=en]").click()
    _say(page, issued.texts["fresh"], "paper-genuine")
    for words in ("陳大文\nCHAN Tai Man", "3112800123", "Food and Environmental Hygiene", "店號 <b>", "demonstration"):
        expect(page.locator("#result")).to_contain_text(words)
    _say(page, issued.texts["stale"], "paper-stale")
    expect(page.locator("#result h3").first).to_have_text("This proof is 31 hours old")
    expect(page.locator("#result")).not_to_contain_text("genuine")
    _say(page, issued.texts["expired"], "paper-expired")
    _say(page, issued.texts["future"], "paper-clock")
    _say(page, issued.texts["foreign"], "paper-other")
    expect(page.locator("#result")).not_to_contain_text("陳大文")
    _say(page, issued.texts["endless"], "paper-genuine")


def test_a_list_tells_what_was_taken_back_and_makes_old_proofs_fresh(visitor: Visitor, issued: Issued) -> None:
    page = visitor.open(PATH)
    _say(page, issued.texts["revoked"], "paper-genuine")
    _load(page, issued.lists["new"])
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "paper-revoked")
    _say(page, issued.texts["replaced"], "paper-replaced")
    _say(page, issued.texts["suspended"], "paper-suspended")
    _say(page, issued.texts["stale"], "paper-genuine")


def test_an_old_list_makes_nothing_fresh_but_what_it_names_stays_taken_back(visitor: Visitor, issued: Issued) -> None:
    page = visitor.open(PATH)
    _load(page, issued.lists["old"])
    _say(page, issued.texts["stale"], "paper-stale")
    _say(page, issued.texts["revoked"], "paper-revoked")


def test_a_changed_list_is_not_taken(visitor: Visitor, issued: Issued) -> None:
    page = visitor.open(PATH)
    raw = bytearray.fromhex(issued.lists["new"])
    raw[60] ^= 1
    _load(page, raw.hex())
    _say(page, issued.texts["revoked"], "paper-genuine")


_WITHOUT_CRYPTO = "Object.defineProperty(globalThis, 'crypto', {value: undefined})"


@pytest.mark.parametrize("is_bare", [False, True], ids=["browser's own", "computed on the page"])
def test_every_changed_sign_is_noticed(visitor: Visitor, issued: Issued, *, is_bare: bool) -> None:
    if is_bare:
        visitor.page.add_init_script(_WITHOUT_CRYPTO)
    page = visitor.open(PATH)
    text = issued.texts["fresh"]
    asked = (
        "async ([texts, now]) => Promise.all(texts.map(async (text) => (await verifyProof(text, now, null)).verdict))"
    )
    changed = [
        text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        for at in range(4, len(text), 29 if is_bare else 5)
    ]
    shorter = [text[:at] for at in range(0, len(text), 11)]

    said = page.evaluate(
        asked, [[text, text.lower(), *changed, *shorter, text + "00", "OH1:" + "9" * 5000], issued.now]
    )
    assert said[:2] == ["paper-genuine"] * 2
    assert set(said[2:]) <= {"paper-false", "paper-other"}


#: CBOR that is no credential, or is written in a way that could be read twice.
_WRONG = [
    "",
    "ff",
    "9fff",
    "5fff",
    "18",
    "1817",
    "190017",
    "1a00000017",
    "1b0000000000000001",
    "a201020103",
    "818181818181818181",
    "9affffffff",
    "baffffffff",
    "7affffffff",
    "61ff",
    "f6",
    "f97e00",
    "0000",
    "a1f500",
    "c0",
]


def test_what_is_no_plain_cbor_is_an_error_and_nothing_else(visitor: Visitor, issued: Issued) -> None:
    del issued
    page = visitor.open(PATH)
    read = "readCbor(Uint8Array.from(raw)); return 'read'"
    asked = f"raw => {{ try {{ {read}; }} catch (error) {{ return error.constructor.name; }} }}"
    for wrong in _WRONG:
        assert page.evaluate(asked, list(bytes.fromhex(wrong))) in {"RangeError", "TypeError"}, wrong


def test_a_copy_on_a_disk_needs_no_line(browser: Browser, hall: Hall, issued: Issued, tmp_path: Path) -> None:
    copy = tmp_path / "saved.html"
    copy.write_bytes(hall.get(PATH).content)
    with visiting(browser, hall, offline=True) as visitor:
        visitor.page.goto(copy.as_uri())
        _say(visitor.page, issued.texts["fresh"], "paper-genuine")


_READER = """
globalThis.BarcodeDetector = class { async detect() { return globalThis.seen; } };
"""


def test_a_photo_is_read_where_the_browser_can(visitor: Visitor, issued: Issued) -> None:
    visitor.page.add_init_script(_READER)
    page = visitor.open(PATH)
    pixel = BytesIO()
    Image.new("L", (4, 4)).save(pixel, "png")
    photo: Any = {"name": "photo.png", "mimeType": "image/png", "buffer": pixel.getvalue()}
    page.evaluate(
        "text => { globalThis.seen = [{rawValue: 'HTTPS://HALL'}, {rawValue: text}]; }", issued.texts["fresh"]
    )
    page.set_input_files("#photo", photo)
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "paper-genuine")
    page.evaluate("() => { globalThis.seen = []; }")
    page.set_input_files("#photo", [])
    page.set_input_files("#photo", photo)
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "no-code")


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_looks_like_the_hall(visitor: Visitor, issued: Issued, language: str, width: int) -> None:
    page = visitor.open(PATH)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator(f"[data-language={language}]").click()
    for name, verdict in (("fresh", "paper-genuine"), ("stale", "paper-stale")):
        _say(page, issued.texts[name], verdict)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert visitor.measure("tooWide") == []
            assert visitor.measure("smallTargets", 24) == []
            assert visitor.measure("faint", 4.5) == []


def test_axe_finds_nothing(visitor: Visitor, issued: Issued) -> None:
    page = visitor.open(PATH)
    _say(page, issued.texts["fresh"], "paper-genuine")
    for theme, rules in (("light", RULES), ("dark", COLOURS)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        assert [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]] == []
