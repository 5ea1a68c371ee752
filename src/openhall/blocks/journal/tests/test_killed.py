"""Two processes of a hall, killed again and again: what was acknowledged is in the log, once, and verifies."""

import os
import subprocess
import sys
from pathlib import Path

from tests.migrated import begin_migrated

#: Writes and places leaves for ever; tells of each acknowledgement once it is out of its hands.
_HALL = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.project.settings"
import django; django.setup()
from openhall.blocks.journal.facade import acknowledgement_of, sequence_leaves
from openhall.blocks.journal.tests.acts import NOW, begun
for number in range(100_000):
    with begun(number) as leaf:
        pass
    print(json.dumps([leaf.id, acknowledgement_of(leaf.id)]), flush=True)
    if number % 3 == 0:
        sequence_leaves(now=NOW)
"""
#: What is found afterwards.
_AFTER = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.project.settings"
import django; django.setup()
from openhall.blocks.journal.facade import *
told = [json.loads(line) for line in sys.stdin]
key = log_verifier()
for leaf, acknowledgement in told:
    receipt = receipt_of(leaf)
    for document in (acknowledgement, receipt):
        assert verify_document(json.dumps(document).encode(), key).is_genuine, document
    assert receipt["leaf"] == acknowledgement["leaf"]
assert verify_log() == []
print(len({json.dumps(receipt_of(leaf)["inclusion"]["index"]) for leaf, _ in told}))
"""


def test_nothing_acknowledged_is_lost_when_the_hall_is_killed(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "OPENHALL_URL"}}
    environ = {**kept, "OPENHALL_HOME": str(tmp_path)}
    begin_migrated(tmp_path, environ)
    told = list[str]()
    for lines in (1, 10, 37):
        told += _run_until_killed(environ, lines)
    answer = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _AFTER], env=environ, input="".join(told), capture_output=True, text=True, check=True
    )

    assert len(told) >= 48
    assert int(answer.stdout) == len(told), "each has a place of its own"


def _run_until_killed(environ: dict[str, str], lines: int) -> list[str]:
    """Kill two processes in the middle of their work, after so many lines; return the whole ones that they wrote."""
    halls = [_begin(environ) for _ in range(2)]
    first = halls[0].stdout
    assert first is not None
    read = [first.readline() for _ in range(lines)]
    for hall in halls:
        hall.kill()
    for hall in halls:
        read += hall.communicate()[0].splitlines(keepends=True)
    return [line for line in read if line.endswith("\n")]


def _begin(environ: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", _HALL], env=environ, stdout=subprocess.PIPE, text=True)  # noqa: S603 - as above
