"""A way of sealing is left behind: the database keeps nothing in it, loses nothing, and the log is whole."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from openhall.blocks.cases.models import Case
from openhall.blocks.documents.facade import REPLACED_BYTES, read_file, read_paper
from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.sealing import is_in_way_of_now
from openhall.blocks.documents.storing.places import store_of
from openhall.blocks.identity.codes import sealed_for_sending
from openhall.blocks.identity.models import Account, SentCode
from openhall.blocks.journal import resealing
from openhall.blocks.journal.facade import (
    RESEALED,
    NotTheOwnerError,
    Reader,
    SealedColumn,
    append_leaf,
    deliver_due,
    destroy_key,
    reseal_column,
    seal,
    sealed_columns,
    sequence_leaves,
    server_keys,
    unseal,
    verify_log,
)
from openhall.blocks.journal.models import DataRead, Record
from openhall.blocks.journal.vault import sealed_anew
from openhall.blocks.messages.models import InboxMessage
from openhall.kernel.canonical import JSON
from openhall.kernel.sealing_ways import WAYS
from openhall.project.cli import main
from openhall.project.handlers import HANDLERS
from tests.sealed_rows import make_rows
from tools.emptying import without_guards

pytestmark = pytest.mark.django_db
FIRST, SECOND = WAYS
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
READER = Reader("somebody", "own", "a-case", NOW)
#: What the database itself refuses to change, of what is kept sealed.
KEPT = {"cases_judgement.note", "cases_letter.words", "messages_inboxmessage.sealed", "registers_entryversion.sealed"}

Reseal = Callable[[], tuple[int, str]]
Held = dict[tuple[str, Any], bytes]


@pytest.fixture
def reseal(capsys: pytest.CaptureFixture[str]) -> Reseal:
    def run() -> tuple[int, str]:
        code = main(["keys", "reseal"])
        return code, "".join(capsys.readouterr())

    return run


@pytest.fixture
def reference(settings: Settings) -> str:
    """Keep something in every column in the first way, and change to the second."""
    settings.OPENHALL_DEMO, settings.OPENHALL_SEALING = False, FIRST
    made = make_rows()
    settings.OPENHALL_SEALING = SECOND
    return made


def held() -> Held:
    """Return every sealed column of every row."""
    return {
        (str(column), row.pk): bytes(getattr(row, column.name))
        for column in sealed_columns()
        for row in column.model._base_manager.exclude(**{column.name: None})  # noqa: SLF001 - all rows
    }


def opened() -> dict[tuple[str, Any], Any]:
    """Return the same, as it is read; of a file or paper its bytes in the place of their key."""
    return {
        (str(column), row.pk): _opened(column, row)
        for column in sealed_columns()
        for row in column.model._base_manager.exclude(**{column.name: None})  # noqa: SLF001 - as above
    }


def _opened(column: SealedColumn, row: Any) -> object:  # noqa: ANN401 - a row of any model
    sealed = bytes(getattr(row, column.name))
    plain = unseal(owner=column.owner(row), sealed=sealed, context=column.context(row), reader=READER)
    if column.model is File:
        return msgspec.json.decode(plain)["name"], b"".join(read_file(row.id, reader=READER))
    return b"".join(read_paper(row.id, reader=READER)) if column.model is Paper else plain


def stored() -> list[bytes]:
    """Return what lies in the store for files and papers."""
    rows: list[Any] = [*File.objects.all(), *Paper.objects.all()]
    return [b"".join(store_of(row.scheme).get(row.address)) for row in rows]


def refused() -> set[str]:
    """Return the columns that the database refuses to change."""
    return {str(column) for column in sealed_columns() if not _changes(column)}


def _changes(column: SealedColumn) -> bool:
    try:
        with transaction.atomic():
            column.model._base_manager.update(**{column.name: b"\x01forged"})  # noqa: SLF001 - as above
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


def guards() -> list[tuple[Any, ...]]:
    """Return every trigger of the database, in its own words."""
    asked = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    if connection.vendor == "postgresql":
        asked = "SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 3"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return list(cursor.fetchall())


def leaves() -> list[dict[str, Any]]:
    return [
        msgspec.json.decode(text) for text in Record.objects.filter(kind=RESEALED).values_list("statement", flat=True)
    ]


def test_everything_is_in_the_way_of_now_and_reads_as_before(reference: str, reseal: Reseal) -> None:
    sequence_leaves(now=NOW)
    before, plain, kept, standing = held(), opened(), refused(), guards()
    assert not any(map(is_in_way_of_now, stored()))
    assert {column for column, _ in before} == {str(column) for column in sealed_columns()}
    assert {each[0] for each in before.values()} == {WAYS[FIRST].number}
    assert kept >= KEPT
    reads = DataRead.objects.count()

    code, told = reseal()

    after = held()
    assert (code, after.keys()) == (0, before.keys()), told
    assert {each[0] for each in after.values()} == {WAYS[SECOND].number}
    assert DataRead.objects.count() == reads, "it was handed to nobody"
    assert opened() == plain
    assert (refused(), guards()) == (kept, standing)
    assert f"{SECOND}: {len(before) + len(stored())} anew" in told
    assert all(map(is_in_way_of_now, stored()))
    assert "files: 1 sealed anew\npapers: 1 sealed anew\nauthenticators: 0 sealed anew" in told
    # The log says of those bytes that it named which others took their place, and is whole.
    assert sum(leaf["rows"] for leaf in leaves()) == len(before)
    named = {leaf["subject"]: leaf["anew"] for leaf in leaves() if "anew" in leaf}
    case = Case.objects.get(reference=reference)
    key = ("cases_case.sealed", case.pk)
    assert named["cases_case.sealed"][sha256(before[key]).hexdigest()] == sha256(after[key]).hexdigest()
    assert named.keys() == {str(column) for column in sealed_columns() if column.is_in_log}
    sequence_leaves(now=NOW)
    assert verify_log() == []
    # The worker hears of what was replaced; to remove it once more is no harm.
    assert deliver_due(handlers={REPLACED_BYTES: HANDLERS[REPLACED_BYTES]}, now=datetime.now(UTC)) == len({File, Paper})
    assert opened() == plain


def test_the_second_time_nothing_changes(reference: str, reseal: Reseal) -> None:
    assert reseal()[0] == 0
    after, said = held(), leaves()

    code, told = reseal()

    assert (code, held(), leaves()) == (0, after, said)
    assert "0 anew" in told
    assert reference not in told


def test_back_and_forth_the_log_still_knows_what_was_submitted(
    reference: str, reseal: Reseal, settings: Settings
) -> None:
    for way in (SECOND, FIRST, SECOND):
        settings.OPENHALL_SEALING = way
        assert reseal()[0] == 0
    sequence_leaves(now=NOW)
    assert verify_log() == []

    # Whoever changes it behind the back of the log is still named.
    case = Case.objects.get(reference=reference)
    context = next(each for each in sealed_columns() if each.model is Case).context(case)
    forged = seal(owner=case.owner, plain=b'{"answers": {}}', context=context)
    with without_guards(connection):
        Case.objects.filter(pk=case.pk).update(sealed=forged)
    (fault,) = verify_log()
    assert (fault.subject, fault.field) == (reference, "case sealed")
    # Nor does a leaf help that only somebody with a key of the hall could have marked.
    anew: dict[str, JSON] = {sha256(bytes(case.sealed)).hexdigest(): sha256(forged).hexdigest()}
    append_leaf(kind=RESEALED, subject="cases_case.sealed", statement={"anew": anew, "mark": "0" * 64}, now=NOW)
    sequence_leaves(now=NOW)
    (fault,) = verify_log()
    assert (fault.subject, fault.field) == (reference, "case sealed")


def test_what_has_no_key_any_more_is_left_and_counted(reference: str, reseal: Reseal) -> None:
    before = held()
    letter = InboxMessage.objects.get()
    destroy_key(letter.owner)
    key = ("messages_inboxmessage.sealed", letter.pk)

    code, told = reseal()

    assert code == 0, reference
    assert "messages_inboxmessage.sealed: 0 sealed anew, 1 without a key" in told
    assert held()[key] == before[key]
    assert reseal()[0] == 0


def test_what_does_not_open_is_left_and_told(reference: str, reseal: Reseal) -> None:
    with without_guards(connection):
        InboxMessage.objects.update(sealed=b"\x01" + b"x" * 60)

    code, told = reseal()

    assert code == 1, reference
    assert "messages_inboxmessage.sealed: 0 sealed anew, 1 not to be opened" in told
    assert bytes(InboxMessage.objects.get().sealed) == b"\x01" + b"x" * 60


def test_a_file_that_does_not_open_is_left_and_told(reference: str, reseal: Reseal) -> None:
    row = File.objects.get()
    store_of(row.scheme).remove(row.address)

    code, told = reseal()

    assert code == 1, reference
    assert "files: 0 sealed anew, 1 not to be opened" in told
    assert "papers: 1 sealed anew" in told
    assert File.objects.get().address == row.address


def test_secrets_of_authenticators_are_sealed_anew(reference: str, reseal: Reseal) -> None:
    """Also those that a library sealed before there were ways of sealing."""
    of_before = Fernet(urlsafe_b64encode(server_keys("authenticators")[0])).encrypt(b"shared").decode()
    data, account = {"secret": of_before, "openhall_level": 2}, Account.objects.get()
    row = Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)

    code, told = reseal()

    assert code == 0, reference
    assert "authenticators: 1 sealed anew" in told
    row.refresh_from_db()
    assert of_before not in row.data.values()
    assert (decrypt(row.data["secret"]), row.data["openhall_level"]) == ("shared", 2)
    assert "authenticators: 0 sealed anew" in reseal()[1]


def test_a_store_that_is_away_is_said(reference: str, reseal: Reseal) -> None:
    File.objects.update(scheme="s3")
    code, told = reseal()
    assert code == 1, reference
    assert "not changed: files lie in a storage “s3”" in told


def test_a_run_that_ends_midway_leaves_the_guards_and_is_taken_up_again(
    reference: str, reseal: Reseal, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, kept, standing = held(), refused(), guards()

    def dies(**_: object) -> None:
        raise OSError("no power")

    for name in ("append_leaf", "sealed_anew"):
        with monkeypatch.context() as patched:
            patched.setattr(resealing, name, dies)
            with pytest.raises(OSError, match="no power"):
                reseal()
        assert (held(), refused(), guards(), leaves()) == (before, kept, standing, []), reference

    assert reseal()[0] == 0


def test_columns_are_walked_in_steps_each_with_its_leaf(settings: Settings) -> None:
    column = next(each for each in sealed_columns() if str(each) == "identity_sentcode.sealed")
    settings.OPENHALL_SEALING = FIRST
    for code in "abcde":
        SentCode.objects.create(
            id=code,
            channel="mail",
            sealed=sealed_for_sending(code, "somebody@example.org"),
            language="en",
            made_at=NOW,
            ends_at=NOW,
        )
    settings.OPENHALL_SEALING = SECOND

    done = reseal_column(column, now=NOW, step=2)

    assert (done.anew, done.is_done) == (5, True)
    assert [leaf["rows"] for leaf in leaves()] == [2, 2, 1]


def test_what_changed_under_its_hands_is_not_written_over(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    column = next(each for each in sealed_columns() if str(each) == "identity_sentcode.sealed")
    newer = b"\x01 written by somebody else meanwhile"

    def overtaken(**given: Any) -> bytes:
        SentCode.objects.update(sealed=newer)
        return sealed_anew(**given)

    monkeypatch.setattr(resealing, "sealed_anew", overtaken)
    done = reseal_column(column, now=NOW)

    assert (done.anew, done.late, done.is_done) == (0, 1, False), reference
    assert bytes(SentCode.objects.get().sealed) == newer


@pytest.mark.postgres
def test_who_does_not_own_the_tables_is_told_who_does(reference: str) -> None:
    column = next(each for each in sealed_columns() if str(each) == "messages_inboxmessage.sealed")
    before, standing = held(), guards()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        cursor.execute("CREATE ROLE openhall_serving NOSUPERUSER NOBYPASSRLS")
        cursor.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO openhall_serving")
        cursor.execute("SET LOCAL ROLE openhall_serving")
    with pytest.raises(NotTheOwnerError, match=owner):
        reseal_column(column, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert (held(), guards()) == (before, standing), reference
