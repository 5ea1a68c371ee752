"""What is known of what is pinned is told, and makes the audit fail."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools.audit import LOCKS, OLDEST, Ask, NobodyAskedError, main, pins

NOW = datetime(2026, 11, 27, tzinfo=UTC)
_HASH = "    --hash=sha256:00\n"
#: As pip-audit answers, shortened.
FAULTS = {
    "dependencies": [
        {
            "name": "jinja2",
            "version": "3.1.4",
            "vulns": [
                {
                    "id": "GHSA-q2x7-8rv6-6q7h",
                    "fix_versions": ["3.1.5"],
                    "aliases": ["CVE-2024-56326"],
                    "description": "Misread calls.\nMore.",
                }
            ],
        },
        {"name": "segno", "version": "1.6.6", "vulns": []},
    ],
    "fixes": [],
}
#: As uv answers, shortened: the package of now, and the newest.
OURS = """lock-version = "1.0"
[[packages]]
name = "jinja2"
version = "3.1.4"
wheels = [{ url = "x", upload-time = 2026-05-05T23:41:59Z, size = 1 }]
[[packages]]
name = "segno"
version = "1.6.6"
sdist = { url = "x", upload-time = 2025-03-12T22:12:53Z, size = 1628586 }
wheels = [{ url = "x", upload-time = 2025-03-12T22:12:48Z, size = 76503 }]
"""


def _asked(*, newest_segno: str = "1.6.6", faults: object = FAULTS) -> Ask:
    def ask(words: Sequence[str], lines: str) -> str:
        if words[0] == "pip_audit":
            assert all(str(lock) in " ".join(words) for lock in LOCKS)
            return json.dumps(faults)
        is_newest = "--upgrade" in words
        assert ("==" in lines) is not is_newest
        return OURS.replace("1.6.6", newest_segno).replace("3.1.4", "3.1.6") if is_newest else OURS

    return ask


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    for lock, names in zip(LOCKS, ("jinja2==3.1.4", "jinja2==3.1.4 segno==1.6.6"), strict=True):
        (tmp_path / lock).write_text("".join(f"{each} \\\n{_HASH}" for each in names.split()), "utf-8")
    return tmp_path


def test_what_is_known_and_what_is_old_is_told(locks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ask=_asked(newest_segno="1.7"), root=locks, now=NOW) == 1

    assert capsys.readouterr().out.splitlines() == [
        "jinja2 3.1.4 (requirements.lock): GHSA-q2x7-8rv6-6q7h, CVE-2024-56326; mended in 3.1.5: Misread calls.",
        "segno 1.6.6 (requirements-dev.lock): came on 2025-03-12, more than a year ago; the newest is 1.7",
        "2 packages, 2 things to do: see SECURITY.md#how-soon",
    ]


def test_where_nothing_is_to_be_done_it_says_so(locks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The newest version that there is may be as old as it is."""
    assert main(ask=_asked(faults={"dependencies": []}), root=locks, now=NOW) == 0
    assert capsys.readouterr().out == "2 packages, 0 things to do\n"


def test_where_nobody_could_be_asked_that_is_no_good_news(locks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def silent(words: Sequence[str], lines: str) -> str:
        raise NobodyAskedError(f"no line for {words[0]} {lines}")

    assert main(ask=silent, root=locks, now=NOW) == 2
    assert "nothing is known: no line for uv" in capsys.readouterr().err


def test_where_faults_are_told_by_nobody_what_is_not_at_its_newest_is_named(
    locks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    skipped = {"dependencies": [{"name": "segno", "skip_reason": "segno was not found"}]}

    assert main(ask=_asked(newest_segno="1.7", faults=skipped), root=locks, now=NOW) == 2
    said = capsys.readouterr()
    assert said.out.startswith("segno 1.6.6 (requirements-dev.lock): came on 2025-03-12, more than a year ago")
    assert said.err == (
        "known faults were told by nobody: segno was not found\n"
        "not at their newest: jinja2 3.1.4 (3.1.6), segno 1.6.6 (1.7)\n"
    )


def test_every_pin_of_our_locks_is_read() -> None:
    read = pins()
    for lock in LOCKS:
        lines = Path(lock).read_text("utf-8").splitlines()
        assert {line.partition("==")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))} <= {
            *read
        }
    assert read["django"][1] == "requirements.lock"
    assert read["pytest"][1] == "requirements-dev.lock"


def test_the_time_frame_is_the_one_that_is_written() -> None:
    assert "the one in use is a year old" in " ".join(Path("SECURITY.md").read_text("utf-8").split())
    assert OLDEST.days == 365
