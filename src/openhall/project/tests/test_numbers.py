"""A number in the environment that is none stops the hall with one sentence, which says how it is mended."""

import os
import subprocess
import sys

import pytest

from openhall.project.numbers import names_of, one_of, whole_number

WRONG = ("abc", "-1", "1.5", "+2", "1_0", "٣", "99999")


@pytest.mark.parametrize("said", WRONG)
def test_what_is_no_whole_number_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("OPENHALL_PROXIES", said)
    with pytest.raises(SystemExit, match=r"OPENHALL_PROXIES is “.+”\. Set it to a whole number from 0 to 20") as told:
        whole_number("OPENHALL_PROXIES", 0, most=20)
    assert said in str(told.value.code)


@pytest.mark.parametrize(("said", "number"), [("", 2), (" ", 2), ("0", 0), ("3", 3), (" 4 ", 4), ("007", 7)])
def test_what_is_one_is_taken_and_nothing_is_the_default(
    monkeypatch: pytest.MonkeyPatch, said: str, number: int
) -> None:
    monkeypatch.setenv("A_NUMBER", said)
    assert whole_number("A_NUMBER", 2) == number
    monkeypatch.delenv("A_NUMBER")
    assert whole_number("A_NUMBER", 2) == 2


def test_a_name_that_is_none_of_those_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, names in (("", ()), (" sms ", ("sms",)), ("mail sms", ("mail", "sms"))):
        monkeypatch.setenv("SOME_NAMES", said)
        assert names_of("SOME_NAMES", ("mail", "sms")) == names
    monkeypatch.setenv("SOME_NAMES", "sms,mail")
    with pytest.raises(SystemExit, match=r"SOME_NAMES names “sms,mail”\. Name some of mail, sms, with spaces between"):
        names_of("SOME_NAMES", ("mail", "sms"))


@pytest.mark.parametrize(
    ("name", "said", "command"),
    [
        ("OPENHALL_PROXIES", "abc", ["check"]),
        ("OPENHALL_PROXIES", "-1", ["serve"]),
        ("PORT", "eighty", ["serve"]),
        ("OPENHALL_WORKERS", "0", ["serve"]),
    ],
)
def test_the_command_ends_with_the_sentence_and_no_traceback(
    name: str, said: str, command: list[str], tmp_path: os.PathLike[str]
) -> None:
    environ = {**os.environ, name: said, "OPENHALL_HOME": os.fspath(tmp_path)}
    asked = [sys.executable, "-m", "openhall.project.cli", *command]
    done = subprocess.run(asked, env=environ, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 - ours
    assert done.returncode == 1
    assert done.stderr.strip().startswith(f"{name} is “{said}”."), done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_that_is_none_of_those_known_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, found in (("", "one"), (" two ", "two")):
        monkeypatch.setenv("A_NAME", said)
        assert one_of("A_NAME", ("one", "two")) == found
    monkeypatch.setenv("A_NAME", "three")
    with pytest.raises(SystemExit, match=r"A_NAME is “three”\. Set it to one or two, or leave it out"):
        one_of("A_NAME", ("one", "two"))
