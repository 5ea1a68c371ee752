"""What the package index knows of what is pinned is told, and makes the audit fail."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tools.audit import LOCKS, OLDEST, main, pins

NOW = datetime(2026, 11, 27, tzinfo=UTC)
#: As the index answers, shortened: a fault that is known, one that was withdrawn, one old and one new package.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "jinja2/3.1.4": {
        "info": {"version": "3.1.4", "yanked": False},
        "urls": [{"upload_time_iso_8601": "2026-05-05T23:41:59.928439Z"}],
        "vulnerabilities": [
            {
                "aliases": ["CVE-2024-56326"],
                "details": "Misread calls.\nMore.",
                "fixed_in": ["3.1.5"],
                "id": "GHSA-q2x7-8rv6-6q7h",
                "summary": "",
                "withdrawn": None,
            },
            {"aliases": [], "fixed_in": [], "id": "GHSA-gone", "summary": "x", "withdrawn": "2026-01-01T00:00:00Z"},
        ],
    },
    "jinja2": {"info": {"version": "3.1.6"}},
    "segno/1.6.1": {
        "info": {"version": "1.6.1", "yanked": False},
        "urls": [{"upload_time_iso_8601": "2024-03-11T17:05:52Z"}, {"upload_time_iso_8601": "2024-03-11T17:05:50Z"}],
        "vulnerabilities": [],
    },
    "segno": {"info": {"version": "1.6.1"}},
    "old/1.0": {
        "info": {"version": "1.0", "yanked": True, "yanked_reason": "broken"},
        "urls": [{"upload_time_iso_8601": "2024-03-11T17:05:52Z"}],
        "vulnerabilities": [],
    },
    "old": {"info": {"version": "2.0"}},
}
_HASH = "    --hash=sha256:00\n"


def _locks(root: Path, run: str, dev: str = "") -> None:
    for lock, names in zip(LOCKS, (run, dev), strict=True):
        (root / lock).write_text("".join(f"{each} \\\n{_HASH}" for each in names.split()), "utf-8")


def test_what_is_known_and_what_is_old_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _locks(tmp_path, "jinja2==3.1.4 segno==1.6.1", "jinja2==3.1.4 old==1.0")

    assert main(ask=ANSWERS.__getitem__, root=tmp_path, now=NOW) == 1

    told = capsys.readouterr().out.splitlines()
    assert told == [
        "jinja2 3.1.4 (requirements.lock): GHSA-q2x7-8rv6-6q7h, CVE-2024-56326; mended in 3.1.5: Misread calls.",
        "old 1.0 (requirements-dev.lock): was taken back by its makers: broken",
        "old 1.0 (requirements-dev.lock): came on 2024-03-11, more than a year ago; the newest is 2.0",
        "3 packages, 3 things to do: see SECURITY.md#how-soon",
    ]


def test_where_nothing_is_to_be_done_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest version that there is may be as old as it is."""
    _locks(tmp_path, "segno==1.6.1")
    assert main(ask=ANSWERS.__getitem__, root=tmp_path, now=NOW) == 0
    assert capsys.readouterr().out == "1 packages, 0 things to do\n"


def test_an_index_that_does_not_answer_is_no_good_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def silent(place: str) -> Mapping[str, Any]:
        raise OSError(f"no line to {place}")

    _locks(tmp_path, "segno==1.6.1")
    assert main(ask=silent, root=tmp_path, now=NOW) == 2
    assert "nothing is known: no line to segno/1.6.1" in capsys.readouterr().err


def test_every_pin_of_our_locks_is_read() -> None:
    read = {name for name, _ in pins()}
    for lock in LOCKS:
        lines = Path(lock).read_text("utf-8").splitlines()
        assert {re.split("==", line)[0] for line in lines if "==" in line and not line.startswith((" ", "#"))} <= read
    assert {"django", "pytest"} <= read


def test_the_time_frame_is_the_one_that_is_written() -> None:
    assert "the one in use is a year old" in " ".join(Path("SECURITY.md").read_text("utf-8").split())
    assert OLDEST.days == 365
