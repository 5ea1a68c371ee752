"""Several workers and readers at once on PostgreSQL: one letter, one call, one first reading."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import connections

from openhall.blocks.journal.facade import OWN, Reader
from openhall.blocks.messages.definitions import Channel, NewLetter, State
from openhall.blocks.messages.facade import InDoubtError, deliver_to_inbox, read_message
from openhall.blocks.messages.models import Delivery, InboxMessage
from openhall.blocks.messages.sending import send_out
from openhall.blocks.messages.tests.providers import NOW, REFERENCE, Fake, letter_out
from tools.rows import rows_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
_T = TypeVar("_T")
WORKERS = 8


def at_once(act: Callable[[], _T]) -> list[_T]:
    together = threading.Barrier(WORKERS)

    def run() -> _T:
        together.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return [each.result() for each in [pool.submit(run) for _ in range(WORKERS)]]


def test_workers_at_once_call_one_provider_once() -> None:
    first, second = Fake("A"), Fake("B")

    def act() -> str:
        try:
            return send_out(channel=Channel.MAIL, outgoing=letter_out(), providers=(first, second), now=NOW)
        except InDoubtError:
            return "left to another"

    for _ in range(10):
        told = set(at_once(act))
        assert told <= {State.SENT, "left to another"}
    assert (len(first.got), first.calls, second.calls) == (1, 1, 0)
    assert [(row.state, row.attempts) for row in Delivery.objects.all()] == [("sent", 1)]


def test_a_letter_is_put_in_once_and_first_read_once() -> None:
    words = {"en": ("A decision", "Dear Noor.")}
    letter = NewLetter("one", REFERENCE, "person:noor", "noor", "decided", "en", words, has_legal_effect=True)
    (put,) = {each.id for each in at_once(lambda: deliver_to_inbox(letter=letter, now=NOW))}
    reader = Reader("person:noor", OWN, REFERENCE, NOW)
    at_once(lambda: read_message(letter=put, person="noor", reader=reader, now=NOW))
    assert InboxMessage.objects.count() == 1
    assert [kind for (kind,) in rows_of("journal_record", "kind")] == ["letter.delivered", "letter.read"]
