"""On PostgreSQL files are sealed anew back and forth while others read them, hand them in and remove them.

SQLite lets one write after the other.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from openhall.blocks.documents.facade import (
    STORED,
    Handing,
    attach_files,
    keep_paper,
    read_file,
    remove_files,
    reseal_stored,
    revoke_paper,
)
from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.tests import samples
from openhall.blocks.documents.tests.issued import OWNER as OWNER_OF_CASE
from openhall.blocks.documents.tests.issued import made
from openhall.blocks.documents.tests.keeping import NOW, OWNER, READER, stored, take
from openhall.kernel.sealing_ways import WAYS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ROUNDS, FILES = 12, 18


def _at_once(*acts: Callable[[Event], None]) -> None:
    """Do all of these, each in a thread of its own; an event says when the first of them has ended."""
    is_over = Event()

    def run(act: Callable[[Event], None]) -> None:
        try:
            act(is_over)
        except BaseException:
            is_over.set()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()


def test_whatever_happens_at_once_every_file_is_whole_or_gone(settings: Settings, home: Path) -> None:
    papers = [samples.pdf(pages) for pages in range(1, FILES + 1)]
    data = {take(paper).id: paper for paper in papers}
    ids = list(data)
    removed, handed, kept = ids[::3], ids[1::3], ids[2::3]

    def are_whole() -> bool:
        return all(b"".join(read_file(each, reader=READER)) == data[each] for each in (*handed, *kept))

    def seal_back_and_forth(is_over: Event) -> None:
        for number in range(ROUNDS):
            settings.OPENHALL_SEALING = list(WAYS)[number % 2]
            assert is_over.is_set() or all(reseal_stored(name, now=NOW, step=4).is_done for name in STORED)
        is_over.set()

    def read_on(is_over: Event) -> None:
        while not is_over.is_set():
            assert are_whole()

    def hand_in_and_remove(_is_over: Event) -> None:
        for place, (each, gone) in enumerate(zip(handed, removed, strict=True)):
            with transaction.atomic():
                handing = Handing(f"matter:{place}", "somebody", NOW)
                attach_files([each], owner=OWNER, subject=f"case:{place}", handing=handing)
                attach_files([gone], owner=OWNER, subject=f"gone:{place}")
            assert remove_files(subject=f"gone:{place}") == 1

    _at_once(seal_back_and_forth, read_on, hand_in_and_remove)

    assert {row.id for row in File.objects.all()} == {*handed, *kept}
    assert {path.name for path in stored()} == {row.address for row in File.objects.all()}, home
    assert are_whole()


def test_who_holds_a_paper_to_change_it_is_not_in_the_way(settings: Settings) -> None:
    """Guards are lifted under a lock of the table: whoever holds a row and then writes to it would wait for ever."""
    with transaction.atomic():
        paper = keep_paper(paper=made(), owner=OWNER_OF_CASE, key="first", now=NOW).id
    is_held = Event()
    settings.OPENHALL_SEALING = list(WAYS)[1]

    def revoke(_is_over: Event) -> None:
        with transaction.atomic():
            Paper.objects.select_for_update().get(pk=paper)
            is_held.set()
            sleep(0.4)
            revoke_paper(paper=paper, reason="withdrawn", now=NOW)

    def seal_anew(_is_over: Event) -> None:
        assert is_held.wait(5)
        done = reseal_stored("papers", now=NOW)
        assert (done.anew, done.is_done) == (1, True)

    _at_once(revoke, seal_anew)

    assert Paper.objects.get().state == "revoked"
    assert len(stored()) == 1
