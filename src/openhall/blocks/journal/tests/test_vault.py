import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from openhall.blocks.journal import marks, reads, vault
from openhall.blocks.journal.facade import (
    OWN,
    KeyDestroyedError,
    KeyFileError,
    Reader,
    SealError,
    destroy_key,
    seal,
    seal_each,
    unseal,
    unseal_all,
    wrap_anew,
)
from openhall.blocks.journal.models import DataKey, DataRead
from openhall.blocks.journal.tests.acts import NOW
from openhall.kernel.sealing_ways import WAYS
from tools.together import at_once

ANNA, BEN = "person:anna", "person:ben"
READER = Reader(ANNA, OWN, "7KQ4M-X2P9C", NOW)
OFFICER = Reader("officer:1", "work", "7KQ4M-X2P9C", NOW)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    _forget_everything()
    yield
    _forget_everything()


def _forget_everything() -> None:
    vault._opened.clear()  # noqa: SLF001 - as another process would start
    reads._known.clear()  # noqa: SLF001 - as above
    marks._seen.clear()  # noqa: SLF001 - as above


def test_what_was_sealed_is_opened_by_any_process() -> None:
    sealed = seal(owner=ANNA, plain="陳大文".encode(), context=b"draft:1")
    _forget_everything()

    assert unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER) == "陳大文".encode()
    assert "陳大文".encode() not in sealed
    assert seal(owner=ANNA, plain="陳大文".encode(), context=b"draft:1") != sealed


@pytest.mark.parametrize(
    ("owner", "context", "change"),
    [
        (BEN, b"draft:1", lambda sealed: sealed),
        (ANNA, b"draft:2", lambda sealed: sealed),
        (ANNA, b"draft:1", lambda sealed: sealed[:-1]),
        (ANNA, b"draft:1", lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (ANNA, b"draft:1", lambda sealed: b"\x02" + sealed[1:]),
        (ANNA, b"draft:1", lambda _sealed: b""),
        (ANNA, b"draft:1", lambda _sealed: b"\x01"),
        ("person:nobody", b"draft:1", lambda sealed: sealed),
    ],
)
def test_what_was_changed_or_belongs_elsewhere_is_not_opened(owner: str, context: bytes, change: object) -> None:
    assert callable(change)
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")
    seal(owner=BEN, plain=b"answers", context=b"draft:1")

    with pytest.raises(SealError):
        unseal(owner=owner, sealed=change(sealed), context=context, reader=READER)
    assert not DataRead.objects.exists()
    assert not DataKey.objects.filter(owner="person:nobody").exists()


def test_a_destroyed_key_opens_nothing_and_is_not_made_again() -> None:
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")
    destroy_key(ANNA, now=NOW)

    for _ in range(2):
        with pytest.raises(KeyDestroyedError):
            unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)
        with pytest.raises(KeyDestroyedError):
            seal(owner=ANNA, plain=b"more", context=b"draft:1")
        _forget_everything()
    assert bytes(DataKey.objects.get(owner=ANNA).wrapped) == b""


def test_a_key_can_be_destroyed_before_it_was_made() -> None:
    destroy_key(ANNA, now=NOW)
    destroy_key(ANNA, now=NOW)

    with pytest.raises(KeyDestroyedError):
        seal(owner=ANNA, plain=b"answers", context=b"draft:1")


def test_a_key_of_a_rolled_back_transaction_never_was() -> None:
    def seal_and_fail() -> None:
        with transaction.atomic():
            seal(owner=ANNA, plain=b"lost", context=b"draft:1")
            raise KeyError

    with pytest.raises(KeyError):
        seal_and_fail()
    sealed = seal(owner=ANNA, plain=b"kept", context=b"draft:1")
    _forget_everything()

    assert unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER) == b"kept"


@pytest.mark.usefixtures("shared_database")
def test_two_who_seal_for_the_same_owner_at_once_use_one_key() -> None:
    sealed = at_once(4, lambda _: seal(owner=ANNA, plain=b"answers", context=b"draft:1"))
    _forget_everything()

    assert DataKey.objects.count() == 1
    assert {unseal(owner=ANNA, sealed=each, context=b"draft:1", reader=READER) for each in sealed} == {b"answers"}
    assert len(sealed) == 4


def test_the_master_key_is_not_in_the_database_and_another_one_opens_nothing(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")
    _forget_everything()
    settings.KEYS_FOLDER = tmp_path_factory.mktemp("keys")

    with pytest.raises(SealError, match="master key"):
        unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)
    with pytest.raises(KeyFileError, match="begun with"):
        seal(owner=BEN, plain=b"answers", context=b"draft:1")
    assert not DataKey.objects.filter(owner=BEN).exists()


def test_every_read_for_a_purpose_is_recorded() -> None:
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")
    for _ in range(3):
        unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=OFFICER)

    rows = list(DataRead.objects.values_list("at", "actor", "owner", "case", "purpose", "day"))
    assert rows == [(NOW, "officer:1", ANNA, "7KQ4M-X2P9C", "work", None)] * 3


def test_reading_ones_own_matter_is_recorded_once_a_day(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")
    tomorrow = Reader(ANNA, OWN, READER.case, NOW + timedelta(days=1))
    for reader in (READER, READER, tomorrow):
        unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=reader)
    _forget_everything()
    unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)

    assert [row.day.isoformat() for row in DataRead.objects.order_by("at") if row.day] == ["2026-03-02", "2026-03-03"]
    with django_assert_num_queries(0):
        seal(owner=ANNA, plain=b"answers", context=b"draft:1")
        unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)


def test_a_read_that_was_rolled_back_is_recorded_the_next_time() -> None:
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")

    def read_and_fail() -> None:
        with transaction.atomic():
            unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)
            raise KeyError

    with pytest.raises(KeyError):
        read_and_fail()
    unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)
    assert DataRead.objects.count() == 1


def test_a_key_is_remembered_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(owner=ANNA, plain=b"answers", context=b"draft:1")
    DataKey.objects.filter(owner=ANNA).update(wrapped=b"", destroyed_at=NOW)  # as another process would
    assert unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER) == b"answers"
    later = time.monotonic() + 61
    monkeypatch.setattr(time, "monotonic", lambda: later)

    with pytest.raises(KeyDestroyedError):
        unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)


def test_no_more_keys_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "_REMEMBERED_KEYS", 3)
    for number in range(5):
        seal(owner=f"person:{number}", plain=b"answers", context=b"draft:1")

    assert list(vault._opened) == ["person:2", "person:3", "person:4"]  # noqa: SLF001 - nothing else shows it


def test_another_way_of_sealing_takes_over_while_the_old_one_stays_readable(settings: Settings) -> None:
    first, second = WAYS
    old = seal(owner=ANNA, plain=b"old", context=b"draft:1")
    wrapped = bytes(DataKey.objects.get(owner=ANNA).wrapped)

    settings.OPENHALL_SEALING = second
    _forget_everything()
    new = seal(owner=ANNA, plain=b"new", context=b"draft:2")
    assert (old[0], new[0]) == (WAYS[first].number, WAYS[second].number)
    assert seal_each(plain={BEN: b"more"}, context=b"draft:3")[BEN][0] == WAYS[second].number
    assert unseal_all(owner=ANNA, sealed={b"draft:1": old, b"draft:2": new}, reader=READER) == {
        b"draft:1": b"old",
        b"draft:2": b"new",
    }

    # Keys are wrapped anew in the way of now: once, and no byte of the old way is left of them.
    wrap_anew()
    again = bytes(DataKey.objects.get(owner=ANNA).wrapped)
    assert again != wrapped
    wrap_anew()
    assert bytes(DataKey.objects.get(owner=ANNA).wrapped) == again
    for way in (second, first):
        # Also a process that was not started anew yet reads all of it.
        settings.OPENHALL_SEALING = way
        _forget_everything()
        assert unseal(owner=ANNA, sealed=old, context=b"draft:1", reader=READER) == b"old"
        assert unseal(owner=ANNA, sealed=new, context=b"draft:2", reader=READER) == b"new"


def test_a_way_that_has_left_opens_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test before rests on: keys and bytes of the way of before are really of that way."""
    _, second = WAYS
    sealed = seal(owner=ANNA, plain=b"old", context=b"draft:1")
    settings.OPENHALL_SEALING = second
    monkeypatch.setattr(vault, "WAYS", {second: WAYS[second]})
    _forget_everything()
    with pytest.raises(SealError):
        unseal(owner=ANNA, sealed=sealed, context=b"draft:1", reader=READER)
