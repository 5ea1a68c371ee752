"""``openhall work``: the worker. For now it makes the public pages when another machine has published."""

import argparse
import logging
import signal
import subprocess
import sys
import threading
from types import FrameType

from django.db import Error, close_old_connections

from openhall.blocks.catalogue.facade import newest_digest
from openhall.project.prepared.keys import is_current

_PAUSE_SECONDS = 1.0
_log = logging.getLogger("openhall.work")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked: nothing yet."""


def run(_options: argparse.Namespace) -> int:
    """Work until told to stop."""
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping.wait(_PAUSE_SECONDS):
        _turn()
    return 0


def _turn() -> None:
    """Do what is due; a fault of the moment (the database restarts, the disk is full) is tried again next time."""
    close_old_connections()
    try:
        if newest_digest() and not is_current():
            # In a process of its own: what drawing a thousand pages needs in memory is given back at its end.
            subprocess.run([sys.executable, "-m", "openhall.project.cli", "prepare"], check=True)
    except (Error, OSError, subprocess.CalledProcessError):
        _log.exception("the public pages could not be made; trying again")
