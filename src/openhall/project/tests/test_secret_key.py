"""The hall's key: one for all its processes, kept, and readable by nobody else."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from openhall.project.secret_key import secret_keys

_ASK = """
import pathlib, sys
from openhall.project.secret_key import secret_keys
print(secret_keys(pathlib.Path(sys.argv[1]))[0])
"""
_SIGN = """
import django
django.setup()
from django.core.signing import dumps
print(dumps("x"))
"""


def test_processes_that_need_it_at_once_get_the_same_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _ASK, str(tmp_path)]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]  # noqa: S603 - our own code

    keys = {process.communicate()[0].strip() for process in asking}

    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret"]


def test_it_stays_and_is_nobody_elses(tmp_path: Path) -> None:
    first = secret_keys(tmp_path)

    assert secret_keys(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "keys/secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert secret_keys(tmp_path / "another") != first


def test_looking_at_settings_makes_no_file(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import openhall.project.settings"]
    environ = {**os.environ, "OPENHALL_HOME": str(tmp_path / "home")}

    subprocess.run(command, env=environ, check=True)  # noqa: S603 - our own code

    assert not (tmp_path / "home").exists()


def test_the_framework_signs_with_it(tmp_path: Path) -> None:
    environ = {**os.environ, "OPENHALL_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "openhall.project.settings"}
    environ.pop("OPENHALL_SECRET_KEY", None)

    subprocess.run([sys.executable, "-c", _SIGN], env=environ, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as above

    assert (tmp_path / "keys/secret").exists()
