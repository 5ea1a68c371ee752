"""A file goes in parts from the page: it shows how far it is, survives a line that drops, and says what is wrong."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from openhall.blocks.documents.tests import samples
from openhall.ui.assets import upload_script
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser
PLACE, UPLOADS = "/en/a-page-with-a-file-question/", "/api/v1/uploads"
_WORDS = {
    "sending": "Sending {name}: {percent}",
    "done": "{name} has arrived.",
    "failed": "{name} did not arrive.",
    "resuming": "Going on with {name}.",
}


@pytest.fixture
def field(visitor: Visitor) -> Locator:
    """Return the field of a page that asks for a file, with the script and nothing else."""
    words = " ".join(f'data-words-{name}="{text}"' for name, text in _WORDS.items())
    page = (
        f'<!doctype html><html lang="en"><title>A file</title><script src="{upload_script().path}" defer></script>'
        '<form method="get"><input type="hidden" name="photo" value="the one before">'
        f'<input type="file" name="photo" aria-label="Photo" data-upload="{UPLOADS}" data-max-bytes="3000000" {words}>'
        '<button name="do" value="go">Continue</button></form>'
    )
    headers = {"content-type": "text/html", "content-security-policy": "default-src 'self'"}
    visitor.page.route(f"**{PLACE}*", lambda route: route.fulfill(body=page, headers=headers))
    visitor.open(PLACE)
    return visitor.page.get_by_label("Photo")


def choose(field: Locator, data: bytes, name: str = "photo.jpg") -> None:
    field.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": data})


def hidden(field: Locator) -> list[str]:
    inputs = field.page.locator("input[type=hidden][name=photo]").all()
    return [each.input_value() for each in inputs]


def test_a_file_arrives_in_parts_and_its_id_goes_with_the_form(visitor: Visitor, field: Locator) -> None:
    parts: list[Any] = []
    visitor.page.on("request", lambda request: parts.append(request) if request.method == "PATCH" else None)
    data = samples.jpg(1600, 1200, 95)

    choose(field, data)

    expect(visitor.page.get_by_role("status")).to_have_text("photo.jpg has arrived.")
    assert len(parts) == -(-len(data) // (256 * 1024))
    (claim,) = hidden(field)
    assert len(claim.partition(".")[0]) == 32
    assert len(claim.partition(".")[2]) == 19
    assert field.evaluate("field => field.files.length") == 0
    visitor.page.get_by_text("Continue").click()
    assert f"photo={claim}" in visitor.page.url


def test_a_line_that_drops_costs_one_part(visitor: Visitor, field: Locator) -> None:
    data, seen = samples.jpg(2400, 1800, 98), {"PATCH": 0, "HEAD": 0}

    def drop(route: Route) -> None:
        method = route.request.method
        seen[method] = seen.get(method, 0) + 1
        if method == "PATCH" and seen[method] in {2, 3}:
            route.abort("connectionreset")
        else:
            route.continue_()

    visitor.page.route(f"**{UPLOADS}/*", drop)
    choose(field, data)

    expect(visitor.page.get_by_role("status")).to_have_text("Going on with photo.jpg.")
    expect(visitor.page.get_by_role("status")).to_have_text("photo.jpg has arrived.")
    assert seen["HEAD"] == 2
    assert seen["PATCH"] == -(-len(data) // (256 * 1024)) + 2
    visitor.faults.clear()


def test_a_form_waits_for_its_file(visitor: Visitor, field: Locator) -> None:
    choose(field, samples.jpg(1600, 1200, 95))
    visitor.page.get_by_text("Continue").click()

    visitor.page.wait_for_url("**do=go*")
    assert "the+one+before" not in visitor.page.url
    assert "photo=" in visitor.page.url


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<html>", "photo.jpg", "Save it as one of these and send that: HEIC, JPG, PDF, PNG."),
        (samples.jpg()[:5000], "photo.jpg", "This file cannot be opened"),
        (bytes(3_000_001), "long.mov", "long.mov did not arrive."),
    ],
)
def test_a_file_that_is_refused_says_why(visitor: Visitor, field: Locator, data: bytes, name: str, words: str) -> None:
    choose(field, data, name)

    expect(visitor.page.get_by_role("status")).to_contain_text(f"{name} did not arrive.")
    expect(visitor.page.get_by_role("status")).to_contain_text(words)
    assert hidden(field) == ["the one before"]
    visitor.faults.clear()


def test_the_script_says_how_to_be_asked_for() -> None:
    script = (Path(__file__).parents[2] / "src/openhall/ui/scripts/upload.js").read_text("utf-8")
    template = (Path(__file__).parents[2] / "src/openhall/ui/components/field/field.jinja").read_text("utf-8")

    for name in ("upload", "max-bytes", "accept", "hidden-name", *(f"words-{each}" for each in _WORDS)):
        assert f"data-{name}" in script
        assert f"data-{name}=" in template
