"""What is typed is sent once, is not lost when the line is cut, and is not kept longer than it has to be."""

from base64 import b64encode
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from openhall.channels.portal.samples import cases
from openhall.kernel.languages import ENGLISH
from openhall.ui.shell import asset_addresses
from tests.browser.desks import QUESTION, SEALS, Desk, desk, drawn, name_page, say_in

pytestmark = pytest.mark.browser

NEXT = drawn("apply/question.jinja", replace(name_page(), action="/en/apply/sample/next/"))
HERE = drawn("apply/question.jinja", name_page())
SHOWN = {QUESTION: HERE, "/next/": NEXT}
BOX = "#a-name"


def _type(at: Desk, words: str) -> None:
    at.open(QUESTION).locator(BOX).fill(words)


def _kept(at: Desk) -> int:
    kept: int = at.page.evaluate(f"{_RECORDS}.length")
    return kept


#: What waits in the window, as it lies there.
_RECORDS = "Object.entries(sessionStorage).filter(([key]) => key.startsWith('openhall'))"


def _waiting(at: Desk) -> str:
    """Return what waits in the window, as soon as something does: it is sealed while one goes on typing."""
    at.page.wait_for_function(f"{_RECORDS}.length > 0")
    waiting: str = at.page.evaluate(f"JSON.stringify({_RECORDS})")
    return waiting


def test_a_form_is_sent_once_however_often_it_is_pressed(browser: Browser) -> None:
    with desk(browser, SHOWN) as at:
        _type(at, "Lucky")
        press = "form => { const button = form.querySelector('button.button--main'); button.click(); button.click(); }"
        at.page.locator("#questions").evaluate(press)
        at.page.wait_for_url("**/next/")
        assert [each["a-name"] for each in at.sent] == [["Lucky"]]


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_continues_and_does_not_change_the_language(browser: Browser, *, scripts: bool) -> None:
    with desk(browser, SHOWN, java_script_enabled=scripts) as at:
        _type(at, "Lucky")
        at.page.locator(BOX).press("Enter")
        at.page.wait_for_url("**/next/")
        assert "_language" not in at.sent[0]
        assert "_do" not in at.sent[0]


@pytest.mark.parametrize(
    ("button", "sent"),
    [("繁體中文", ("_language", "zh-hant")), ("Save and come back later", ("_do", "save"))],
)
def test_other_buttons_send_what_is_typed_too(browser: Browser, button: str, sent: tuple[str, str]) -> None:
    with desk(browser, SHOWN, java_script_enabled=False) as at:
        _type(at, "Lucky")
        at.page.get_by_role("button", name=button).click()
        at.page.wait_for_url("**/next/")
        assert at.sent[0]["a-name"] == ["Lucky"]
        assert at.sent[0][sent[0]] == [sent[1]]


def test_without_a_connection_nothing_is_sent_and_the_page_says_so(browser: Browser) -> None:
    with desk(browser, SHOWN) as at:
        _type(at, "Lucky")
        at.page.context.set_offline(offline=True)
        at.page.get_by_role("button", name="Continue").first.click()
        expect(at.page.get_by_role("alert")).to_contain_text("Not sent yet")
        assert at.sent == []
        at.page.context.set_offline(offline=False)
        expect(at.page.get_by_role("alert")).to_have_count(0)
        at.page.get_by_role("button", name="Continue").first.click()
        at.page.wait_for_url("**/next/")
        assert at.sent[0]["a-name"] == ["Lucky"]


def test_what_did_not_arrive_is_put_back(browser: Browser) -> None:
    with desk(browser, SHOWN) as at:
        _type(at, "Lucky")
        at.is_open = False
        at.page.get_by_role("button", name="Continue").first.click()
        at.page.wait_for_url("chrome-error://**")
        at.is_open = True
        page = at.open(QUESTION)
        expect(page.locator(BOX)).to_have_value("Lucky")
        expect(page.get_by_role("status")).to_contain_text("We put back what you had typed")


def test_what_waits_in_the_window_tells_nobody_anything(browser: Browser) -> None:
    """Only the page that it was typed on has the key: not the window, and not another page of the hall."""
    with desk(browser, dict(SHOWN)) as at:
        _type(at, "Lucky")
        waiting = _waiting(at)
        assert "Lucky" not in waiting
        assert "name" not in waiting.replace("/name/", ""), "nor what was asked"
        stored: str = at.page.evaluate("JSON.stringify([localStorage, document.cookie, history.state, window.name])")
        assert SEALS not in waiting + stored
        # Somebody else sits down at the window, and may open another page than that.
        at.shown[QUESTION] = HERE.replace(SEALS, b64encode(b"k" * 32).decode())
        page = at.open(QUESTION)
        page.wait_for_function(f"{_RECORDS}.length === 0")
        expect(page.locator(BOX)).to_have_value("")
        expect(page.get_by_role("status")).to_have_count(0)


def test_each_word_is_sealed_anew_and_the_last_is_put_back(browser: Browser) -> None:
    with desk(browser, SHOWN) as at:
        _type(at, "Lucky")
        first = _waiting(at)
        at.page.locator(BOX).press_sequentially(" Lin 林")
        at.page.wait_for_function(f"first => JSON.stringify({_RECORDS}) !== first", arg=first)
        at.page.wait_for_timeout(200)
        expect(at.open(QUESTION).locator(BOX)).to_have_value("Lucky Lin 林")


def test_a_page_that_brings_no_key_keeps_nothing_and_stumbles_over_nothing(browser: Browser) -> None:
    with desk(browser, {**SHOWN, QUESTION: HERE.replace(f' data-seals="{SEALS}"', "")}) as at:
        stumbled = list[str]()
        at.page.on("pageerror", lambda error: stumbled.append(str(error)))
        _type(at, "Lucky")
        at.page.wait_for_timeout(200)
        assert (_kept(at), stumbled) == (0, [])
        at.page.get_by_role("button", name="Continue").first.click()
        at.page.wait_for_url("**/next/")
        assert at.sent[0]["a-name"] == ["Lucky"]


def test_a_browser_that_seals_nothing_keeps_nothing(browser: Browser) -> None:
    """So it is where the line is not encrypted: nothing lies readable in a window for that."""
    with desk(browser, SHOWN) as at:
        at.page.add_init_script("Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined })")
        _type(at, "Lucky")
        at.page.wait_for_timeout(200)
        assert _kept(at) == 0
        expect(at.open(QUESTION).locator(BOX)).to_have_value("")


def test_what_has_arrived_is_kept_no_longer(browser: Browser) -> None:
    with desk(browser, SHOWN) as at:
        _type(at, "Lucky")
        assert _waiting(at)
        at.page.get_by_role("button", name="Continue").first.click()
        at.page.wait_for_url("**/next/")
        assert _kept(at) == 0


def test_what_the_server_knows_better_is_not_overwritten(browser: Browser) -> None:
    """The page comes back with other words in it than when one began to type: those have been read since."""
    with desk(browser, dict(SHOWN)) as at:
        _type(at, "Lucky")
        assert _waiting(at)
        page = name_page()
        at.shown[QUESTION] = drawn(
            "apply/question.jinja", replace(page, fields=(replace(page.fields[0], value="Lucy"),))
        )
        expect(at.open(QUESTION).locator(BOX)).to_have_value("Lucy")
        at.page.wait_for_function(f"{_RECORDS}.length === 0")


def test_whoever_signs_out_leaves_nothing_behind_also_when_the_line_is_cut(browser: Browser) -> None:
    """On any page of the hall: here one that has no form besides."""
    script = f'<script src="{asset_addresses().script}" defer></script>'
    out = '<form method="post" action="/en/sign-out/"><button>Out</button></form>'
    leaving = f"<!doctype html><title>-</title>{script}{out}"
    with desk(browser, {**SHOWN, "/away/": leaving}) as at:
        _type(at, "Lucky")
        assert _waiting(at)
        at.open("/away/")
        assert _kept(at) == 1, "they may come back"

        at.is_open = False
        at.page.get_by_role("button", name="Out").click()
        at.page.wait_for_url("chrome-error://**")

        at.is_open = True
        at.open("/away/")
        assert _kept(at) == 0


def test_a_confirmation_leaves_nothing_behind(browser: Browser) -> None:
    done = drawn("apply/done.jinja", cases.done(say_in(ENGLISH)))
    with desk(browser, {**SHOWN, "/done/": done}) as at:
        _type(at, "Lucky")
        assert _waiting(at)
        at.open("/done/")
        assert _kept(at) == 0


def test_practice_leaves_nothing_behind(browser: Browser) -> None:
    with desk(browser, {QUESTION: drawn("apply/question.jinja", name_page(is_practice=True))}) as at:
        _type(at, "Lucky")
        assert _kept(at) == 0
