"""A database with every migration applied, made once in a run of the tests: all else begins with a copy of it."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

#: A folder that lasts as long as a run of the tests, on all its databases.
_KEPT = "OPENHALL_TEST_KEPT"
_DATABASE = "openhall.sqlite3"
_MIGRATE = """
import django
from django.core.management import call_command

django.setup()
call_command("migrate", interactive=False, verbosity=0)
"""
_PATIENCE_SECONDS = 240


def begin_migrated(home: Path, environ: Mapping[str, str]) -> None:
    """Put a migrated database into a home that has none, where that is SQLite's."""
    if "DATABASE_URL" in environ or (home / _DATABASE).exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    kept = migrated_database(environ)
    if kept is None:
        _migrate(home, environ)
        return
    shutil.copyfile(kept, home / _DATABASE)
    (home / _DATABASE).chmod(0o600)


def migrated_database(environ: Mapping[str, str]) -> Path | None:
    """Return SQLite's database with every migration applied, or nothing where no folder lasts for the whole run."""
    if not os.environ.get(_KEPT):
        return None
    kept = Path(os.environ[_KEPT]) / "migrated"
    kept.mkdir(exist_ok=True)
    with (kept / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / "done").exists():
            _migrate(kept, environ)
            # A copy takes one file: what still lies beside it has to be in it.
            beside = kept / f"{_DATABASE}-wal"
            assert not beside.exists() or not beside.stat().st_size
            (kept / "done").touch()
    return kept / _DATABASE


def _migrate(home: Path, environ: Mapping[str, str]) -> None:
    named = {**environ, "OPENHALL_HOME": str(home), "DJANGO_SETTINGS_MODULE": "openhall.project.settings"}
    command = [sys.executable, "-c", _MIGRATE]
    done = subprocess.run(  # noqa: S603 - our own words
        command, env=named, capture_output=True, text=True, check=False, timeout=_PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr
