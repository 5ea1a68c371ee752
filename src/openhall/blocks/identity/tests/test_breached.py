"""A password is found in a file of any size, by a few short reads; a file that would find none is named."""

import os
from hashlib import sha1
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from openhall.blocks.identity.breached import is_breached
from openhall.blocks.identity.breached_file import breached_faults

#: Enough for many halves; made anew each time, the same each time.
HOW_MANY = 20_000
OTHERS = ("a password of nobody", "", "p" * 256, "密碼不在其中")


def hashes(passwords: list[str]) -> list[str]:
    return sorted(sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in passwords)


def leaked(path: Path, passwords: list[str], *, end: str = "\r\n") -> Path:
    """Write a file as it is handed out: ordered, upper case, each with how often it was seen."""
    draw = Random(7)  # noqa: S311 - counts of a test
    path.write_text(
        "".join(f"{each}:{draw.randint(1, 52_256_179)}{end}" for each in hashes(passwords)), "ascii", newline=""
    )
    return path


@pytest.mark.parametrize("how_many", [1, 2, 90, 91, 95, 100, HOW_MANY])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_password_of_a_file_is_found_and_no_other(tmp_path: Path, how_many: int, end: str) -> None:
    passwords = [f"password {number}" for number in range(how_many)]
    path = leaked(tmp_path / "leaked.txt", passwords, end=end)

    assert [each for each in passwords[:: max(1, how_many // 997)] if not is_breached(path, each)] == []
    in_order = sorted(passwords, key=lambda each: hashes([each]))
    assert is_breached(path, in_order[0])
    assert is_breached(path, in_order[-1])
    assert not any(is_breached(path, each) for each in OTHERS)
    path.write_bytes(path.read_bytes().rstrip())
    assert is_breached(path, in_order[-1]), "the last line may end without a sign of its end"


def test_an_empty_file_and_one_of_other_lines_know_nothing(tmp_path: Path) -> None:
    path = tmp_path / "leaked.txt"
    for text in ("", "\n" * 9000, "no line of it\n" * 9000, "x" * 90_000):
        path.write_text(text)
        assert not is_breached(path, "password 1")


def test_little_is_read_of_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, read = leaked(tmp_path / "leaked.txt", [f"password {number}" for number in range(HOW_MANY)]), list[int]()
    pread = os.pread

    def counted(file: int, size: int, at: int) -> bytes:
        read.append(size)
        return pread(file, size, at)

    monkeypatch.setattr(os, "pread", counted)

    assert is_breached(path, "password 17")

    assert path.stat().st_size > 900_000
    assert (len(read) < 12, sum(read) < 6000) == (True, True), read


def test_a_file_that_would_find_nothing_is_named(tmp_path: Path, settings: Settings) -> None:
    passwords = [f"password {number}" for number in range(HOW_MANY)]
    path = leaked(tmp_path / "leaked.txt", passwords)
    settings.OPENHALL_BREACHED_PASSWORDS = str(path)
    assert breached_faults() == []
    lines = path.read_text().splitlines(keepends=True)

    def told(text: str) -> str:
        path.write_text(text, newline="")
        (fault,) = breached_faults()
        assert fault.startswith(f"OPENHALL_BREACHED_PASSWORDS: {path}: ")
        return fault

    assert "fewer than 3000" in told("".join(lines[:2000]))
    by_count = sorted(lines, key=lambda line: int(line.partition(":")[2]))
    assert "not ordered by hash" in told("".join(by_count))
    assert "not ordered by hash" in told("".join(lines[::-1]))
    assert "no line of SHA-1" in told("".join(line[:32] + "\n" for line in lines))
    assert "no line of SHA-1" in told("".join(lines[:9000]) + "<html>busy</html>" * 900 + "".join(lines[9000:]))
    path.unlink()
    assert breached_faults() == [f"OPENHALL_BREACHED_PASSWORDS: {path}: it cannot be read: No such file or directory"]
    path.mkdir()
    assert "it cannot be read" in breached_faults()[0] or "fewer" in breached_faults()[0]
    settings.OPENHALL_BREACHED_PASSWORDS = ""
    assert breached_faults() == []
