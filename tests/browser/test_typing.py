"""What is typed is sent once, is not lost when the line is cut, and is not kept longer than it has to be."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from openhall.channels.portal.samples import cases
from openhall.kernel.languages import ENGLISH
from openhall.ui.shell import asset_addresses
from tests.browser.desks import QUESTION, Desk, desk, drawn, name_page, say_in

pytestmark = pytest.mark.browser

NEXT = drawn("apply/question.jinja", replace(name_page(), action="/en/apply/sample/next/"))
HERE = drawn("apply/question.jinja", name_page())
SHOWN = {QUESTION: HERE, "/next/": NEXT}
BOX = "#a-name"


def _type(at: Desk, words: str) -> None:
    at.open(QUESTION).locator(BOX).fill(words)


def _kept(at: Desk) -> int:
    kept: int = at.page.evaluate("Object.keys(sessionStorage).filter((each) => each.startsWith('openhall')).length")
    return kept


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


def test_what_has_arrived_is_kept_no_longer(browser: Browser) -> None:
    with desk(browser, SHOWN) as at:
        _type(at, "Lucky")
        assert _kept(at) == 1
        at.page.get_by_role("button", name="Continue").first.click()
        at.page.wait_for_url("**/next/")
        assert _kept(at) == 0


def test_what_the_server_knows_better_is_not_overwritten(browser: Browser) -> None:
    """The page comes back with other words in it than when one began to type: those have been read since."""
    with desk(browser, dict(SHOWN)) as at:
        _type(at, "Lucky")
        page = name_page()
        at.shown[QUESTION] = drawn(
            "apply/question.jinja", replace(page, fields=(replace(page.fields[0], value="Lucy"),))
        )
        expect(at.open(QUESTION).locator(BOX)).to_have_value("Lucy")
        assert _kept(at) == 0


def test_whoever_signs_out_leaves_nothing_behind_also_when_the_line_is_cut(browser: Browser) -> None:
    """On any page of the hall: here one that has no form besides."""
    script = f'<script src="{asset_addresses().script}" defer></script>'
    out = '<form method="post" action="/en/sign-out/"><button>Out</button></form>'
    leaving = f"<!doctype html><title>-</title>{script}{out}"
    with desk(browser, {**SHOWN, "/away/": leaving}) as at:
        _type(at, "Lucky")
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
        at.open("/done/")
        assert _kept(at) == 0


def test_practice_leaves_nothing_behind(browser: Browser) -> None:
    with desk(browser, {QUESTION: drawn("apply/question.jinja", name_page(is_practice=True))}) as at:
        _type(at, "Lucky")
        assert _kept(at) == 0
