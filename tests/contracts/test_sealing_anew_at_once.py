"""On PostgreSQL columns are sealed anew while somebody holds a row to change it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from time import sleep

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from openhall.blocks.documents.facade import keep_paper, revoke_paper
from openhall.blocks.documents.models import Paper
from openhall.blocks.documents.tests.issued import OWNER, made
from openhall.blocks.journal.facade import Resealed, reseal_column, sealed_columns
from openhall.kernel.sealing_ways import WAYS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)


def test_who_holds_a_row_to_change_it_is_not_in_the_way(settings: Settings) -> None:
    """Guards are lifted under a lock of the table: whoever holds a row and then writes to it would wait for ever."""
    settings.OPENHALL_SEALING = next(iter(WAYS))
    with transaction.atomic():
        paper = keep_paper(paper=made(), owner=OWNER, key="first", now=NOW).id
    settings.OPENHALL_SEALING = list(WAYS)[1]
    is_held, column = Event(), next(each for each in sealed_columns() if str(each) == "documents_paper.sealed")

    def revoke() -> None:
        with transaction.atomic():
            Paper.objects.select_for_update().get(pk=paper)
            is_held.set()
            sleep(0.4)
            revoke_paper(paper=paper, reason="withdrawn", now=NOW)

    def seal_anew() -> None:
        assert is_held.wait(5)
        assert reseal_column(column, now=NOW) == Resealed(anew=1)

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(run, act) for act in (revoke, seal_anew)]:
            done.result()

    row = Paper.objects.get()
    assert (row.state, bytes(row.sealed)[0]) == ("revoked", WAYS[settings.OPENHALL_SEALING].number)
