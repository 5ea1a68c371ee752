"""Two processes at the same person at once: one writes, the other destroys the key. Nothing of it is readable after."""

import os
import subprocess
import sys
from pathlib import Path

from tests.migrated import begin_migrated

_BEGIN = """
import base64, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.project.settings"
import django; django.setup()
from datetime import UTC, datetime
from openhall.blocks.journal import vault
from openhall.blocks.journal.facade import *
from openhall.blocks.journal.models import DataKey
vault._REMEMBERED_SECONDS = 0.2  # a minute, in short
OWNERS = [f"person:{number}" for number in range(20)]
"""
#: Writes for each person again and again until their key is gone; what was sealed is told.
_WRITER = """
left = dict.fromkeys(OWNERS, 0)
print("begun", flush=True)
while left:
    for owner in list(left):
        try:
            sealed = seal(owner=owner, plain=b"kumquat", context=b"x")
            print(owner, base64.b64encode(sealed).decode(), flush=True)
        except KeyDestroyedError:
            left.pop(owner)
"""
#: Destroys one key after the other, some before they were made, and lets what makes them be forgotten.
_DESTROYER = """
import time
for number, owner in enumerate(reversed(OWNERS)):
    destroy_key(owner, now=datetime.now(UTC))
    if number % 5 == 4:
        forget_destroyed(now=datetime.now(UTC))
        time.sleep(0.05)
print("done", flush=True)
"""
_AFTER = """
reader = Reader("somebody", "own", "a-case", datetime.now(UTC))
lines, read = sys.stdin.read().split("\\n")[:-1], 0
for line in lines:
    owner, sealed = line.split()
    try:
        unseal(owner=owner, sealed=base64.b64decode(sealed), context=b"x", reader=reader)
        read += 1
    except KeyDestroyedError:
        pass
print(read, DataKey.objects.filter(destroyed_at=None).count(), DataKey.objects.count(), len(lines))
"""


def test_whoever_writes_while_the_key_is_destroyed_leaves_nothing_to_read(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "OPENHALL_URL"}}
    environ = {**kept, "OPENHALL_HOME": str(tmp_path)}
    begin_migrated(tmp_path, environ)
    with _start(environ, _WRITER) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        with _start(environ, _DESTROYER) as destroyer:
            # Read along, or a full pipe would let one wait for the other.
            written, _ = writer.communicate(timeout=240)
            assert destroyer.communicate(timeout=60)[0] == "done\n"
        assert (writer.returncode, destroyer.returncode) == (0, 0)

    readable, living, rows, sealed = map(int, _run(environ, _AFTER, written).split())

    assert sealed > 0, "something was written before its key went"
    assert (readable, living, rows) == (0, 0, 20)


def _start(environ: dict[str, str], program: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", _BEGIN + program], env=environ, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program


def _run(environ: dict[str, str], program: str, given: str = "") -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _BEGIN + program], env=environ, input=given, capture_output=True, text=True, check=True
    )
    return done.stdout
