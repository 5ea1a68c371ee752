"""A service changes while somebody is away: what they had answered is kept, and they are told what is different."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, expect

from openhall.blocks.documents.tests import samples
from tests import halls
from tests.browser import test_accessibility
from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "town-clerk/moving-in"
#: What the town clerk writes differently: a question reads otherwise, one is new, one is asked no more.
CHANGES = {
    "version: 1\n": "version: 2\n",
    "'When did you move in?'": "'On which day did you move in?'",
    "- {use: phone}\n": "- {id: boats, type: checkbox, required: false, label: {en: I have a boat, zh-Hans: 我有船}}\n",
    "home_address, phone, others": "home_address, boats, others",
    "    phone: 555-0147\n": "    boats: false\n",
    "    phone: 555-0163\n": "    boats: true\n",
}
_PATIENCE_SECONDS = 20


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a place with the files of the example town, to be changed."""
    shutil.copytree(Path(settings.ROOT) / "schemas", tmp_path / "schemas")
    shutil.copytree(Path(settings.ROOT) / "jurisdictions" / "example", tmp_path / "jurisdictions" / "example")
    return tmp_path


@pytest.fixture
def town(root: Path) -> dict[str, str]:
    """Return what a hall of that town is started with."""
    return {"OPENHALL_JURISDICTION": "example", "OPENHALL_ROOT": str(root)}


@pytest.fixture
def town_hall(root: Path, town: dict[str, str], example_home: Path) -> Iterator[Hall]:
    """Return the hall of that town, open."""
    halls.copied(example_home, root / "home", as_loaded=True)
    with halls.serving(root / "home", environ=town) as hall:
        yield hall


@pytest.mark.thorough
def test_somebody_comes_back_to_other_questions(
    browser: Browser, root: Path, town: dict[str, str], town_hall: Hall, pictures: Path
) -> None:
    with writing(browser, town_hall, "en", pictures, "changed", scripts=True) as noor:
        _begins(noor)
        _publish(root, town, town_hall)
        _sees_what_is_different(noor)
        _keeps_a_page_in_hand_while_the_line_is_down(noor)
        _finishes(noor)


def _begins(noor: Writer) -> None:
    noor.open(f"apply/{SERVICE}/")
    noor.choose("Do you live in Lantern Bay now?", "Yes")
    noor.write("Your name", "Noor Al-Bahar")
    noor.at("When did you move in?")
    noor.fill_date("2026", "3", "3")
    noor.go_on()
    noor.at("Home address")
    noor.back()
    noor.fill_date("2026", "3", "4")
    noor.back()
    noor.at("Your name")


def _publish(root: Path, town: dict[str, str], hall: Hall) -> None:
    file = root / "jurisdictions/example/services" / f"{SERVICE}.yaml"
    words = file.read_text("utf-8")
    for before, after in CHANGES.items():
        assert before in words, before
        words = words.replace(before, after)
    file.write_text(words, "utf-8")
    done = halls.load(root / "home", environ=town)
    assert done.returncode == 0, done.stderr
    until = time.monotonic() + _PATIENCE_SECONDS
    while "On which day did you move in?" not in hall.get(f"/en/services/{SERVICE}/").text:
        assert time.monotonic() < until, "the hall does not take up what was published"
        time.sleep(0.1)


def _sees_what_is_different(noor: Writer) -> None:
    noor.page.reload()
    noor.at("The questions have changed")
    for words in ("I have a boat", "On which day did you move in?", "Telephone"):
        expect(noor.page.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    noor.page.evaluate(test_accessibility.AXE)
    assert test_accessibility.faults(noor.page, test_accessibility.RULES, {}) == []
    noor.follow("Continue")
    noor.at("On which day did you move in?")
    expect(noor.page.get_by_role("textbox", name="Day", exact=True)).to_have_value("4")
    noor.go_on()
    noor.at("Home address")


def _keeps_a_page_in_hand_while_the_line_is_down(noor: Writer) -> None:
    noor.box("House and door").fill("12")
    noor.page.context.set_offline(offline=True)
    noor.go_on()
    expect(noor.page.get_by_role("alert")).to_contain_text("Not sent yet")
    expect(noor.box("House and door")).to_have_value("12")
    noor.page.context.set_offline(offline=False)
    noor.box("Street or boat").fill("Rope Lane")
    noor.page.get_by_role("combobox").select_option(index=1)
    noor.go_on()


def _finishes(noor: Writer) -> None:
    noor.at("I have a boat")
    noor.go_on()
    noor.at("Who else moved in with you?")
    noor.go_on()
    noor.page.locator("input[type=file]").set_input_files(
        {"name": "rent.jpg", "mimeType": "image/jpeg", "buffer": samples.jpg()}
    )
    noor.go_on()
    noor.at("Check your answers")
    expect(noor.answer_to("Your name")).to_contain_text("Noor Al-Bahar")
    noor.page.locator("#questions button.button--main").click()
    noor.is_told(noor.page.locator(".summary a").inner_text())
    noor.page.get_by_role("checkbox").press("Space")
    noor.page.locator("#questions button.button--main").click()
    noor.at("We have your application")
