"""What an operator left unsafe is named, and a hall that is set up well is left alone."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from openhall.project.deployment import Installed, file_system_of, unsafe_things
from openhall.project.lines import open_lines

_MOUNTS = "/dev/sda1 / ext4 rw 0 0\nfiler:/a /srv nfs4 rw 0 0\ntmpfs /srv/fast tmpfs rw 0 0\n"


@pytest.fixture
def sound(tmp_path: Path) -> Installed:
    """Return a hall that is set up as it should be."""
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    (keys / "master.key").touch(mode=0o600)
    return Installed(
        url="https://hall.example.org",
        hosts=("hall.example.org", "127.0.0.1"),
        is_demo=False,
        is_debugging=False,
        home=tmp_path,
        keys=keys,
        mail=("smtps://relay.example.org",),
        mail_from="hall@example.org",
        database=tmp_path / "openhall.sqlite3",
        environ={},
        mounts=_MOUNTS,
        scanner="clamd:///run/clamav/clamd.ctl",
        proxies=1,
        has_breached=True,
    )


def _names(installed: Installed) -> list[str]:
    return [each.name for each in (*unsafe_things(installed), *open_lines(installed))]


def test_a_hall_that_is_set_up_well(sound: Installed) -> None:
    assert _names(sound) == []
    # In a folder, over a socket of this machine, nothing goes out.
    assert _names(replace(sound, database=None, database_host="/run/postgresql")) == []
    far = replace(sound, database=None, database_host="db.example.org", database_tls="verify-full")
    assert _names(far) == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"url": "http://hall.example.org"}, "url"),
        ({"url": "https://hall.example.org/hall"}, "shared-name"),
        ({"url": "https://hall.example.org:8443"}, "shared-name"),
        ({"hosts": ("*",)}, "hosts"),
        ({"hosts": (".example.org",)}, "hosts"),
        ({"hosts": ("other.example.org",)}, "hosts"),
        ({"is_demo": True}, "demo"),
        ({"is_debugging": True}, "debug"),
        ({"environ": {"HOST": "::"}, "proxies": 0}, "listening proxies"),
        ({"environ": {"HOST": "0.0.0.0"}}, "listening forged-networks"),  # noqa: S104 - compared, not bound
        ({"environ": {"OPENHALL_SECRET_KEY": "x" * 64}}, "secret-in-environment"),
        ({"providers": (("id.toml", "others can read the secret"),)}, "identity-provider"),
        ({"systems": ("OPENHALL_SOURCES: tax-files: say private=true",)}, "source"),
        ({"proxies": 0}, "proxies"),
        ({"limits": "elsewhere"}, "limits"),
        ({"has_calendar_links": True}, "calendar-links"),
        ({"wallets": ("OPENHALL_WALLET_PROVIDERS: /x.json has no keys",)}, "wallets"),
        ({"has_breached": False}, "breached-passwords"),
        ({"has_breached": False, "has_passwords": False}, ""),
        ({"breached": ("OPENHALL_BREACHED_PASSWORDS: /x: it cannot be read",)}, "breached-passwords"),
        ({"scanner": ""}, "scanner"),
        ({"scanner": "clamd://scanner.example.org:3310"}, "scanner-in-clear"),
        ({"sms": ("sms+http://gate.example.org?secret=x",)}, "sms-in-clear"),
        ({"storage": "s3://files/hall?endpoint=http://store.example.org"}, "storage-in-clear"),
        ({"database_host": "db.example.org", "database_tls": "require"}, "database-in-clear"),
        ({"database_host": "10.0.0.5"}, "database-in-clear"),
        ({"mail": ()}, "mail"),
        ({"mail": ("smtp://relay.example.org",)}, "mail-in-clear"),
        ({"mail_from": "openhall@localhost"}, "mail-from"),
        ({"database": Path("/srv/hall/openhall.sqlite3")}, "sqlite-far-away"),
    ],
)
def test_each_unsafe_thing_is_named(sound: Installed, change: Mapping[str, object], name: str) -> None:
    assert _names(replace(sound, **change)) == name.split()  # type: ignore[arg-type]


def test_a_short_secret_is_told_of_and_not_shown(sound: Installed) -> None:
    found = unsafe_things(replace(sound, environ={"OPENHALL_SECRET_KEY": "easy-to-guess"}))

    assert [each.name for each in found] == ["secret-in-environment", "short-secret"]
    assert "easy-to-guess" not in repr(found)


def test_keys_that_others_can_open(sound: Installed) -> None:
    (sound.keys / "master.key").chmod(0o640)
    (sound.keys / "papers").mkdir()
    (sound.keys / "papers").chmod(0o755)

    assert [each.mend for each in unsafe_things(sound)] == [
        f"chmod 0600 {sound.keys / 'master.key'}",
        f"chmod 0700 {sound.keys / 'papers'}",
    ]


def test_what_the_hall_writes_is_for_its_account_alone(sound: Installed) -> None:
    sound.home.chmod(0o755)
    assert [each.mend for each in unsafe_things(sound)] == [f"chmod 0700 {sound.home}"]
    sound.home.chmod(0o750)
    assert unsafe_things(sound) == []


@pytest.mark.thorough
def test_a_fresh_hall_is_open_to_nobody_else(tmp_path: Path) -> None:
    """Under the loosest setting of an account: folders, database, keys and pages that the first start makes."""
    home, program = tmp_path / "home", [sys.executable, "-m", "openhall.project.cli"]
    environ = {**os.environ, "OPENHALL_HOME": str(home), "OPENHALL_JURISDICTION": "example", "OPENHALL_DEMO": "1"}
    environ.pop("DATABASE_URL", None)
    done = subprocess.run(  # noqa: S603 - our own program
        [*program, "load"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.umask(0),
    )

    assert done.returncode == 0, done.stderr
    made = [home, *home.rglob("*")]
    assert (home / "openhall.sqlite3") in made
    assert [path for path in made if path.stat().st_mode & 0o077] == []


def test_a_key_that_is_too_old_until_another_takes_its_place(sound: Installed) -> None:
    path, day = sound.keys / "openid-es256.pem", 86_400
    path.touch(mode=0o600)
    os.utime(path, (0, 0))

    assert unsafe_things(replace(sound, now=366 * day)) == []
    (old,) = unsafe_things(replace(sound, now=367 * day))
    assert old.mend == "Run: openhall keys rotate openid"
    path.with_name("openid-es256.pem.19710101T000000Z").touch(mode=0o600)
    assert unsafe_things(replace(sound, now=367 * day)) == []


def test_where_a_file_lies() -> None:
    assert file_system_of(Path("/srv/hall/x"), _MOUNTS) == "nfs4"
    assert file_system_of(Path("/srv/fast/x"), _MOUNTS) == "tmpfs"
    assert file_system_of(Path("/opt/x"), _MOUNTS) == "ext4"
    assert file_system_of(Path("/opt/x"), "") == ""


@pytest.mark.parametrize(("url", "status"), [("https://hall.example.org", 0), ("http://hall.example.org", 1)])
def test_the_command_ends_with_what_it_found(tmp_path: Path, url: str, status: int) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OPENHALL_") and name != "HOST"}
    environ |= {"OPENHALL_HOME": str(tmp_path), "OPENHALL_DEMO": "0", "OPENHALL_URL": url}
    environ |= {"OPENHALL_HOSTS": "hall.example.org", "OPENHALL_MAIL_URL": "smtps://relay.example.org"}
    environ |= {"OPENHALL_MAIL_FROM": "hall@example.org", "DATABASE_URL": "postgres://hall@localhost/hall"}
    environ |= {"OPENHALL_SCANNER": "clamd:///run/clamav/clamd.ctl", "OPENHALL_PROXIES": "1"}
    leaked = tmp_path.parent / f"{tmp_path.name}-leaked.txt"
    leaked.write_text("".join(f"{number:040X}:1\n" for number in range(3000)))
    environ |= {"OPENHALL_BREACHED_PASSWORDS": str(leaked)}

    done = subprocess.run(
        [sys.executable, "-m", "openhall.project.cli", "check", "--deploy"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, "url:" in done.stderr) == (status, status == 1), done.stderr
    assert "was not looked at" in done.stdout
    # What could be better is said, and changes nothing.
    assert "advice: lines:" in done.stdout


@pytest.mark.parametrize("options", [[], ["--deploy"]])
def test_a_file_of_leaked_passwords_that_is_not_there_is_named(tmp_path: Path, options: list[str]) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OPENHALL_") and name != "HOST"}
    environ |= {"OPENHALL_HOME": str(tmp_path), "OPENHALL_JURISDICTION": "example"}
    environ |= {"OPENHALL_BREACHED_PASSWORDS": str(tmp_path / "leaked.txt")}

    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "openhall.project.cli", "check", *options],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"OPENHALL_BREACHED_PASSWORDS: {tmp_path}/leaked.txt: it cannot be read: No such file" in done.stderr


def test_an_address_of_another_authority_that_cannot_be_right_is_named(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("OPENHALL_") and name != "HOST"}
    environ |= {"OPENHALL_HOME": str(tmp_path), "DATABASE_URL": "postgres://hall@localhost/hall"}
    environ |= {"OPENHALL_SOURCES": "tax-files=http://tax.example/facts?key=AAAA", "OPENHALL_ASKERS": "police=AAAA"}

    done = subprocess.run(
        [sys.executable, "-m", "openhall.project.cli", "check", "--deploy"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "source: OPENHALL_SOURCES: tax-files: without TLS" in done.stderr
    assert "source: OPENHALL_ASKERS: police: this is no Ed25519 public key" in done.stderr
    assert "AAAA" not in done.stderr
