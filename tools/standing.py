"""What a file of tests sets up in the database once: it stands as long as the file, and was never there afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker

from tools import forgetting


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let what is written stand until the block ends: tests in it begin and end within that transaction.

    No test in it has real transactions: they would wait for this one for ever.
    """
    forgetting.forget()
    around = transaction.atomic()
    # As around every test: what insists on a transaction of its own may begin one in it.
    around._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001
    with blocker.unblock(), around:
        yield
        transaction.set_rollback(True)
    forgetting.forget()
