"""What lies in a store, in which way, and sealing it anew in tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from pytest_django import Settings

from openhall.blocks.documents.facade import STORED, StoredFile, read_file, reseal_stored
from openhall.blocks.documents.sealing import is_in_way_of_now
from openhall.blocks.documents.tests import bucket
from openhall.blocks.documents.tests.keeping import NOW, READER, stored
from openhall.blocks.journal.facade import Resealed
from openhall.kernel.sealing_ways import WAYS

FIRST, SECOND = WAYS
Lying = Callable[[], list[bytes]]


@pytest.fixture(params=["folder", "bucket"])
def lying(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Lying]:
    """Return what lies in the store; the hall seals in the first way."""
    settings.OPENHALL_SEALING = FIRST
    with ExitStack() as until_end:
        if request.param == "bucket":
            serving = until_end.enter_context(bucket.serving())
            settings.OPENHALL_STORAGE_KEY = ("test-key", "test-secret", "")
            settings.OPENHALL_STORAGE_URL = serving.address
            yield lambda: list(serving.held.values())
        else:
            yield lambda: [path.read_bytes() for path in stored()]


@pytest.fixture
def in_folder(settings: Settings) -> None:
    settings.OPENHALL_SEALING = FIRST


def reseal(**given: Any) -> Resealed:
    """Seal all that lies in the store anew; return what became of it, added up."""
    each = [reseal_stored(name, now=NOW, **given) for name in STORED]
    return Resealed(*(sum(getattr(one, name) for one in each) for name in ("anew", "destroyed", "broken", "late")))


def read(taken: StoredFile) -> bytes:
    return b"".join(read_file(taken.id, reader=READER))


def are_all_in_way_of_now(lying: Lying) -> bool:
    return all(map(is_in_way_of_now, lying()))
