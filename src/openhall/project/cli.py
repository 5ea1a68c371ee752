"""``openhall``: the operator's command."""

import argparse
import importlib
import logging
import os
import sys
from typing import NamedTuple

import django
from django.conf import settings

from openhall.kernel.telling import tell

_own = logging.getLogger("openhall")
#: Commands that stay: their lines are those of the hall.
_SERVING = frozenset({"serve", "work"})


class Command(NamedTuple):
    """What a command does, and whether the framework must be set up before its module is imported."""

    does: str
    needs_framework: bool = True


#: Commands in the order in which an operator meets them; each has its module in ``commands/``.
COMMANDS: dict[str, Command] = {
    "serve": Command("open the hall: load what changed, start the web and the worker", needs_framework=False),
    "work": Command("run the worker alone"),
    "load": Command("check the jurisdiction and publish what changed"),
    "prepare": Command("make the public pages of what is published, if they are not made"),
    "officer": Command("make the first administrator of an authority, or a code with which an officer signs in"),
    "client": Command("let a system of a department sign people in with the hall, or list those that may"),
    "sessions": Command("tell how many are signed in, and sign somebody or everybody out"),
    "keys": Command("list the keys of the hall, and let a fresh one take the place of another"),
    "bank": Command("match a file of the bank with what was paid, and show the ledger"),
    "troubles": Command("show the jobs that were set aside, and try one again"),
    "sources": Command("show whether the sources of held facts answer, and what waits for them"),
    "close": Command("declare that offices had to stay shut on a day, and move what is due"),
    "draw": Command("open, hold or check a draw for scarce appointments"),
    "erase": Command("erase a case or a person for good, and write the proof"),
    "replay": Command("try a changed process on the cases that are over, and write nothing"),
    "verify": Command("tell whether a receipt, or the whole log, is genuine"),
    "check": Command("check jurisdictions and publish nothing"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 only when it did what it says."""
    # Whatever the hall writes is for its own account: the database, letters, prepared pages, copies.
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.project.settings")
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="openhall", description="Run and look after a hall.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=command.does, description=command.does)
        # Only the module of the command asked for is imported.
        if name in given[:1]:
            if command.needs_framework:
                django.setup()
            module = importlib.import_module(f"openhall.project.commands.{name}")
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    options = parser.parse_args(given)
    # Whoever runs a command reads its own words; what it did is for the collector, where there is one.
    is_told = options.command in _SERVING or (settings.configured and bool(settings.OPENHALL_LOG_SOCKET))
    before = _own.level
    _own.setLevel(logging.INFO if is_told else logging.WARNING)
    try:
        code = int(options.run(options))
        tell(logging.getLogger("openhall.acts"), "command", command=options.command, code=code)
    finally:
        _own.setLevel(before)
    return code


if __name__ == "__main__":
    sys.exit(main())
