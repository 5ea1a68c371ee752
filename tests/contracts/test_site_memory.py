"""A load from another terminal makes pages for the hall that is open, not for one of its own."""

from pathlib import Path

import pytest

from tests import halls


def test_a_load_without_the_variables_keeps_what_the_hall_was_opened_with(tmp_path: Path, example_home: Path) -> None:
    opened = {"OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "1", "OPENHALL_URL": halls.URL}
    elsewhere = {"OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "", "OPENHALL_URL": ""}
    home = halls.copied(example_home, tmp_path / "home", as_loaded=True)
    with halls.serving(home, environ=opened) as hall:
        before = hall.get("/en/")
        assert "Not a government service" in before.text
        assert f'href="{halls.URL}/en/"' in before.text
        assert halls.load(home, elsewhere).returncode == 0
        assert len(list((home / "prepared").glob("*/index.json"))) == 1
        assert hall.get("/en/").headers["etag"] == before.headers["etag"]


@pytest.mark.thorough
def test_a_hall_that_is_no_demonstration_does_not_say_so(tmp_path: Path) -> None:
    environ = {"OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "0"}
    assert halls.load(tmp_path, environ).returncode == 0
    with halls.serving(tmp_path, environ=environ) as hall:
        assert "Not a government service" not in hall.get("/en/").text
        assert "Allow: /" in hall.get("/robots.txt").text
