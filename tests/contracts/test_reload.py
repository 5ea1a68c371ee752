"""A running hall takes what is published without a restart, and keeps what it has when a file is broken."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from tests import halls
from tools.bench.processes import command_line, family


@pytest.fixture
def root(tmp_path: Path, example_home: Path) -> Path:
    """Return a place with the files of the example town, to be changed, and with its hall, loaded."""
    halls.copied(example_home, tmp_path / "home", as_loaded=True)
    shutil.copytree(Path(settings.ROOT) / "schemas", tmp_path / "schemas")
    shutil.copytree(Path(settings.ROOT) / "jurisdictions" / "example", tmp_path / "jurisdictions" / "example")
    return tmp_path


def _before_long(true: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return False


def test_a_hall_changes_while_it_is_open(root: Path) -> None:
    home, town = root / "home", {"OPENHALL_JURISDICTION": "example", "OPENHALL_ROOT": str(root)}
    file = min((root / "jurisdictions/example/services").rglob("*.yaml"))
    original = file.read_text("utf-8")
    with halls.serving(home, environ=town) as hall:
        service = hall.get("/api/v1/services").json()["items"][0]
        page = f"/en/services/{service['id']}/"
        name = service["name"]["en"]
        renamed = original.replace(f"en: {name}", "en: Feed the ducks", 1)
        assert renamed != original
        version = int(original.partition("version: ")[2].split()[0])

        file.write_text(renamed, "utf-8")
        refused = halls.load(home, environ=town)
        assert refused.returncode == 1
        assert f"version: {version + 1}" in refused.stderr
        assert name in hall.get(page).text

        file.write_text(renamed.replace(f"version: {version}", f"version: {version + 1}", 1), "utf-8")
        assert halls.load(home, environ=town).returncode == 0
        assert _before_long(lambda: "Feed the ducks" in hall.get(page).text)
        assert _before_long(lambda: "Feed the ducks" in hall.get("/en/search/?q=feed+ducks").text)

        file.write_text("service: [", "utf-8")
        broken = halls.load(home, environ=town)
        assert broken.returncode == 1
        assert f"{file.name}:1" in broken.stderr
        assert "Feed the ducks" in hall.get(page).text
        assert halls.run("check", home, environ=town).returncode == 1

    with halls.serving(home, environ=town) as hall:
        assert "Feed the ducks" in hall.get(page).text


@pytest.mark.thorough
def test_a_hall_opens_with_what_is_sound(root: Path) -> None:
    home, town = root / "home", {"OPENHALL_JURISDICTION": "example", "OPENHALL_ROOT": str(root)}
    files = sorted((root / "jurisdictions/example/services").rglob("*.yaml"))
    files[0].write_text("service: [", "utf-8")
    shutil.rmtree(home)
    assert halls.load(home, environ=town).returncode == 1
    with halls.serving(home, environ=town) as hall:
        assert len(hall.get("/api/v1/services").json()["items"]) == len(files) - 1


@pytest.mark.thorough
def test_the_worker_makes_the_pages_that_another_machine_published(root: Path) -> None:
    home, town = root / "home", {"OPENHALL_JURISDICTION": "example", "OPENHALL_ROOT": str(root)}
    shutil.rmtree(home / "prepared")
    with halls.serving(home, worker=True, environ=town) as hall:
        assert _before_long(lambda: "etag" in hall.get("/en/").headers)


@pytest.mark.thorough
def test_a_hall_without_anything_published_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert halls.load(home, environ={"OPENHALL_JURISDICTION": "nowhere"}).returncode == 1
    with halls.serving(home, environ={"OPENHALL_JURISDICTION": "nowhere"}) as hall:
        assert hall.get("/en/").status == 503
        assert hall.get("/api/v1/services").status == 503
        assert hall.get("/readyz").status == 503
        assert hall.get("/healthz").status == 200


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="what a process has is read in /proc")
def test_the_processes_of_a_hall_share_what_it_has_read_and_end_together(root: Path) -> None:
    home, town = root / "home", {"OPENHALL_JURISDICTION": "example", "OPENHALL_ROOT": str(root)}
    hall, process = halls.begin(home, workers=2, worker=True, environ=town)
    try:
        assert hall.get("/en/").status == 200
        # The first page can be answered before the last process is there.
        assert _before_long(lambda: len(family(process.pid)) == 4)
        others = [pid for pid in family(process.pid) if pid != process.pid]
        shared = [_shared_megabytes(pid) for pid in others]
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0

    assert len(others) == 3
    assert all(each > 30 for each in shared), shared
    assert not [pid for pid in others if command_line(pid)]


def _shared_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Shared_Dirty:")) / 1000
