"""A load from another terminal makes pages for the hall that is open, not for one of its own."""

from pathlib import Path

from tests import halls


def test_a_load_without_the_variables_keeps_what_the_hall_was_opened_with(tmp_path: Path) -> None:
    opened = {"OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "1", "OPENHALL_URL": "https://hall.example"}
    elsewhere = {"OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "", "OPENHALL_URL": ""}
    assert halls.load(tmp_path, opened).returncode == 0
    with halls.serving(tmp_path, environ=opened) as hall:
        before = hall.get("/en/")
        assert "Not a government service" in before.text
        assert 'href="https://hall.example/en/"' in before.text
        assert halls.load(tmp_path, elsewhere).returncode == 0
        assert len(list((tmp_path / "prepared").glob("*/index.json"))) == 1
        assert hall.get("/en/").headers["etag"] == before.headers["etag"]


def test_a_hall_that_is_no_demonstration_does_not_say_so(tmp_path: Path) -> None:
    environ = {"OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "0"}
    assert halls.load(tmp_path, environ).returncode == 0
    with halls.serving(tmp_path, environ=environ) as hall:
        assert "Not a government service" not in hall.get("/en/").text
        assert "Allow: /" in hall.get("/robots.txt").text
