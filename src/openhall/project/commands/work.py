"""``openhall work``: the worker. It places leaves in the log, empties the outbox, and makes the public pages anew."""

import argparse
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import close_old_connections, connections

from openhall.blocks.cases.facade import (
    check_stated,
    count_cases_again,
    erase_due,
    free_abandoned,
    hold_due_draws,
    put_off_appointments,
)
from openhall.blocks.catalogue.facade import NothingPublishedError, current_catalogue, newest_digest
from openhall.blocks.documents.facade import sweep_files, sweep_offers, sweep_uploads
from openhall.blocks.federation.facade import sweep_requests
from openhall.blocks.forms.facade import sweep_drafts
from openhall.blocks.identity.facade import sweep_joined
from openhall.blocks.journal.facade import (
    deliver_due,
    destroy_again,
    forget_destroyed,
    forget_old_reads,
    forget_payloads,
    keep_checkpoint,
    sequence_leaves,
    tidy_queue,
    wrap_those_of_before,
)
from openhall.blocks.oversight.facade import watch_looks
from openhall.blocks.payments.facade import close_books
from openhall.blocks.registers.facade import expire_entries, renewals_due, take_down_notices
from openhall.project.handlers import HANDLERS
from openhall.project.prepared.keys import is_current

#: After a fault of the moment (the database restarts, the disk is full) it is tried again, but not at once.
_AFTER_TROUBLE_SECONDS = 5.0
_MAIL_KEPT_SECONDS = 30 * 24 * 3600.0
_log = logging.getLogger("openhall.work")


class _Duty(NamedTuple):
    """Something that is done over and over again, each in a thread of its own: none waits for a slow one."""

    name: str
    pause_seconds: float
    do: Callable[[], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("--once", action="store_true", help="do what is due now, and end")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop, or once."""
    if options.once:
        for duty in _DUTIES:
            duty.do()
        return 0
    # Before anything is read: a copy that was put back has keys in it that were destroyed since.
    destroy_again(now=datetime.now(UTC))
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    threads = [threading.Thread(target=_repeat, args=(duty, stopping), name=duty.name) for duty in _DUTIES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


def _repeat(duty: _Duty, stopping: threading.Event) -> None:
    pause = duty.pause_seconds
    while not stopping.wait(pause):
        close_old_connections()
        try:
            duty.do()
            pause = duty.pause_seconds
        except Exception:  # noqa: BLE001 - whatever it is, the next turn may go well
            _log.exception("%s: not done; trying again", duty.name)
            pause = _AFTER_TROUBLE_SECONDS
    connections.close_all()


def _sequence() -> None:
    while sequence_leaves(now=datetime.now(UTC)):
        keep_checkpoint()


def _deliver() -> None:
    while deliver_due(handlers=HANDLERS, now=datetime.now(UTC)):
        pass


def _sweep() -> None:
    """Forget what nobody came back for."""
    now = datetime.now(UTC)
    sweep_drafts(now=now)
    sweep_files(now=now)
    sweep_uploads(now=now)
    sweep_offers(now=now)
    sweep_requests(now=now)
    sweep_joined(now=now)


def _erase() -> None:
    """Erase the cases and reads whose time is over, and what an older copy of the database has brought back."""
    now = datetime.now(UTC)
    destroy_again(now=now)
    forget_old_reads(now=now)
    forget_payloads(now=now)
    _forget_mail(now)
    try:
        while erase_due(now=now):
            pass
    except NothingPublishedError:
        return


def _forget_mail(now: datetime) -> None:
    """Delete mails that were written to files, as a hall without a mail server does, after thirty days."""
    for path in settings.EMAIL_FILE_PATH.glob("*"):
        # Another worker may have been first.
        with suppress(FileNotFoundError):
            if now.timestamp() - path.stat().st_mtime > _MAIL_KEPT_SECONDS:
                path.unlink()


def _forget() -> None:
    """Forget what makes the keys that were destroyed: from then on no copy of the database opens for their owners."""
    wrap_those_of_before()
    forget_destroyed(now=datetime.now(UTC))


def _free_work() -> None:
    """Let what somebody had in hand who holds no post for it any more be anybody's again."""
    free_abandoned(now=datetime.now(UTC))


def _count() -> None:
    """Count how the departments do, every few minutes at most, whatever number of workers there is."""
    try:
        zone = ZoneInfo(current_catalogue().jurisdiction.time_zone)
    except NothingPublishedError:
        return
    now = datetime.now(UTC)
    count_cases_again(today=now.astimezone(zone).date(), now=now)


def _keep_registers() -> None:
    """End entries whose last day is over, post reminders of those that end soon, and take down notices."""
    try:
        jurisdiction = current_catalogue().jurisdiction
    except NothingPublishedError:
        return
    now = datetime.now(UTC)
    today = now.astimezone(ZoneInfo(jurisdiction.time_zone)).date()
    expire_entries(registers=jurisdiction.registers, today=today, now=now)
    renewals_due(registers=jurisdiction.registers, today=today, now=now)
    take_down_notices(today=today)


def _close_books() -> None:
    """Close the books of each day of the place that is over."""
    try:
        zone = ZoneInfo(current_catalogue().jurisdiction.time_zone)
    except NothingPublishedError:
        return
    close_books(zone=zone, now=datetime.now(UTC))


def _watch() -> None:
    """Notice officers who look unusually often."""
    try:
        watch_looks(now=datetime.now(UTC))
    except NothingPublishedError:
        return


def _check_stated() -> None:
    """Hold what people said against sources that answer again."""
    try:
        check_stated(now=datetime.now(UTC))
    except NothingPublishedError:
        return


def _draw() -> None:
    """Hold the draws whose time is over, and give places that came back to the next."""
    try:
        hold_due_draws(now=datetime.now(UTC))
    except NothingPublishedError:
        return


def _put_off() -> None:
    """Give everybody whose office has to stay shut on their day another time."""
    try:
        put_off_appointments(now=datetime.now(UTC))
    except NothingPublishedError:
        return


def _prepare() -> None:
    if newest_digest() and not is_current():
        # In a process of its own: what drawing a thousand pages needs in memory is given back at its end.
        subprocess.run([sys.executable, "-m", "openhall.project.cli", "prepare"], check=True)


_DUTIES = (
    # A receipt is promised within two seconds.
    _Duty("places in the log", 0.5, _sequence),
    _Duty("room in the log's queue", 60.0, tidy_queue),
    # Before the outbox: done once, its letters go out with it.
    _Duty("what a source could not be asked", 15.0, _check_stated),
    _Duty("the outbox", 0.5, _deliver),
    _Duty("the public pages", 1.0, _prepare),
    _Duty("the numbers", 20.0, _count),
    _Duty("what nobody came back for", 600.0, _sweep),
    _Duty("keys that were destroyed", 5.0, _forget),
    _Duty("what is kept no longer", 3600.0, _erase),
    _Duty("work of who has left", 60.0, _free_work),
    _Duty("entries that end", 600.0, _keep_registers),
    _Duty("the books of a day that is over", 300.0, _close_books),
    _Duty("draws", 60.0, _draw),
    _Duty("unusual looks", 120.0, _watch),
    _Duty("appointments on closed days", 60.0, _put_off),
)
