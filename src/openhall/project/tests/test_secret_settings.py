"""Every secret of the environment can lie in a file, and whoever sets both, or neither well, is told in a sentence."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import time

import pytest
from django.db import connections
from pytest_django import Settings

from openhall.kernel.secret_files import SecretText
from openhall.project.advice import advice
from openhall.project.deployment import Installed
from openhall.project.postgresql.base import DatabaseWrapper
from openhall.project.secret_key import secret_keys
from openhall.project.secret_settings import SECRETS, secret_text, unsafe_secret_files
from openhall.project.tests.test_deployment import sound

__all__ = ["sound"]
_OURS = "OPENHALL_"
#: Settings that have another name than their variable.
_SETTINGS = {
    "DATABASE_URL": f"{_OURS}DATABASE",
    "OPENHALL_MAIL_URL": f"{_OURS}MAIL",
    "OPENHALL_SMS_URL": f"{_OURS}SMS",
    "OPENHALL_SECRET_KEY": "SECRET_KEY",
    **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), f"{_OURS}STORAGE_KEY"),
}
_ASK = """
import sys
from openhall.project import settings
value = getattr(settings, sys.argv[1])
print(" ".join(map(str, value)) if hasattr(value, "__getitem__") else value)
"""


def _asked(name: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {each: value for each, value in os.environ.items() if not each.startswith("OPENHALL_")}
    kept.pop("DATABASE_URL", None)
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", _ASK, _SETTINGS.get(name, name)],
        env={**kept, "OPENHALL_HOME": str(home), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", SECRETS)
def test_each_secret_comes_from_its_file(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text("postgres://hall@localhost/hall\n")
    done = _asked(name, tmp_path, **{f"{name}_FILE": str(file)})
    assert (done.stdout.strip(), done.stderr) == ("postgres://hall@localhost/hall", "")


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_that_is_not_there_stops_the_start_in_one_sentence(tmp_path: Path, name: str) -> None:
    done = _asked(name, tmp_path, **{f"{name}_FILE": str(tmp_path / "none")})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}_FILE: {tmp_path / 'none'} cannot be read: No such file or directory.")
    assert len(done.stderr.splitlines()) == 1


def test_both_at_once_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.touch()
    given = {"OPENHALL_STRIPE_KEY": "sk_1", "OPENHALL_STRIPE_KEY_FILE": str(file)}
    with pytest.raises(SystemExit, match="are both set"):
        secret_text("OPENHALL_STRIPE_KEY", given)
    with pytest.raises(SystemExit, match="is empty"):
        secret_text("OPENHALL_STRIPE_KEY", {"OPENHALL_STRIPE_KEY_FILE": str(file)})
    assert secret_text("OPENHALL_STRIPE_KEY", {}) == ""


def test_the_key_that_signs_changes_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("one")
    monkeypatch.setenv("OPENHALL_SECRET_KEY_FILE", str(file))
    assert secret_keys(tmp_path) == ("one",)
    file.write_text("two one")
    assert secret_keys(tmp_path) == ("two", "one")
    assert not (tmp_path / "keys").exists()


def test_a_new_line_to_postgresql_has_the_password_of_now(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "database"
    file.write_text("postgres://v-1:first@db.example/hall")
    settings.OPENHALL_DATABASE = SecretText(file)
    line = DatabaseWrapper(
        {**connections["default"].settings_dict, "NAME": "hall", "USER": "v-1", "PASSWORD": "first", "OPTIONS": {}}
    )
    assert line.get_connection_params()["password"] == "first"  # noqa: S105 - made up

    file.write_text("postgres://v-2:second@db.example/hall")

    found = line.get_connection_params()
    assert (found["user"], found["password"]) == ("v-2", "second")
    settings.OPENHALL_DATABASE = "postgres://v-1:first@db.example/hall"
    assert line.get_connection_params()["password"] == "first"  # noqa: S105 - as above


@pytest.mark.parametrize(("mode", "names"), [(0o400, []), (0o440, []), (0o444, ["secret-file-modes"])])
def test_a_file_that_every_account_can_read_is_unsafe(tmp_path: Path, mode: int, names: list[str]) -> None:
    file = tmp_path / "secret"
    file.write_text("one")
    file.chmod(mode)
    found = list(unsafe_secret_files({"OPENHALL_STRIPE_KEY_FILE": str(file)}, now=time()))
    assert [each.name for each in found] == names
    assert not any("one" in each.wrong.split() for each in found)


@pytest.mark.parametrize(
    ("name", "days", "names"),
    [
        ("OPENHALL_STRIPE_KEY", 90, []),
        ("OPENHALL_STRIPE_KEY", 91, ["old-secret"]),
        ("DATABASE_URL", 91, ["old-secret"]),
        ("OPENHALL_SECRET_KEY", 366, []),
        ("OPENHALL_SECRET_KEY", 367, ["old-secret"]),
    ],
)
def test_a_secret_that_is_the_same_for_too_long_is_unsafe(
    tmp_path: Path, name: str, days: int, names: list[str]
) -> None:
    file = tmp_path / "secret"
    file.write_text("one")
    file.chmod(0o400)
    later = file.stat().st_mtime + days * 86_400
    found = list(unsafe_secret_files({SECRETS[name]: str(file), "OPENHALL_SMS_URL_FILE": "/not/there"}, now=later))
    assert [each.name for each in found] == names
    assert not any("one" in each.wrong.split() for each in found)


@pytest.mark.parametrize(
    ("name", "said", "is_secret"),
    [
        ("OPENHALL_STRIPE_KEY", "sk_live_1", True),
        ("OPENHALL_MAIL_URL", "smtps://relay.example.org", False),
        ("OPENHALL_MAIL_URL", "smtps://hall:word@relay.example.org", True),
        ("OPENHALL_MAIL_URL", "smtp://localhost anymail://brevo?api_key=x", True),
        ("OPENHALL_SMS_URL", "sms+https://word@gateway.example/send", True),
        ("DATABASE_URL", "postgres://hall@%2Frun%2Fpostgresql/hall", False),
        ("DATABASE_URL", "postgres://hall:word@db.example/hall", True),
        ("DATABASE_URL", "postgres://hall@db.example/hall?sslmode=verify-full&sslcert=/c.pem", False),
    ],
)
def test_a_secret_in_the_environment_itself_is_advised_against(
    sound: Installed, name: str, said: str, *, is_secret: bool
) -> None:
    told = [each for each in advice(replace(sound, environ={name: said})) if each.name == "secret-said"]
    assert bool(told) is is_secret
    assert not any("word" in each.wrong or "sk_live" in each.wrong for each in told)


def test_each_file_stands_in_the_reference() -> None:
    told = Path("docs/reference/environment.md").read_text("utf-8")
    assert [name for name in SECRETS if f"| `{name}_FILE` | `{name}` |" not in told] == []
