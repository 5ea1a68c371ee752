"""An operator changes each key of a hall that is open, and nobody loses anything."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copy, copytree

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate
from django.core import signing
from django.db import DatabaseError, connection, transaction
from joserfc import jwt
from joserfc.jwk import KeySet
from pytest_django import Settings

from openhall.blocks.documents.credentials.keys import issuing_key, jwks_of
from openhall.blocks.documents.papers.certificates import (
    issuer_identity,
    root_certificate,
    root_certificates,
    stamper_identity,
)
from openhall.blocks.exchange.signing import (
    Message,
    NotGenuineError,
    coming_key,
    public_key_text,
    read_public_key,
    sign_request,
    verified_request,
)
from openhall.blocks.federation.keys import ALGORITHM, KEPT_FOR, public_keys, signed
from openhall.blocks.journal import vault
from openhall.blocks.journal.facade import (
    KeyDestroyedError,
    KeyFileError,
    Reader,
    acknowledgement_of,
    append_leaf,
    current_checkpoint,
    destroy_key,
    keep_checkpoint,
    log_verifier,
    log_verifiers,
    receipt_of,
    seal,
    sequence_leaves,
    server_key,
    unseal,
    verify_document,
    verify_log,
    wrap_anew,
)
from openhall.blocks.journal.keys import wrapping_keys
from openhall.blocks.journal.models import DataKey
from openhall.kernel.notes import open_checkpoint
from openhall.kernel.sealing_ways import WAYS
from openhall.project.cli import main
from openhall.project.secret_key import OlderSecrets, SigningSecret

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
READER = Reader("somebody", "own", "a-case", NOW)

Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.OPENHALL_DEMO = False
    return tmp_path / "keys"


@pytest.fixture
def keys(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["keys", *arguments])
        return code, "".join(capsys.readouterr())

    return run


def test_a_machine_without_the_newest_master_key_writes_nothing_for_anybody_new(
    keys: Run, folder: Path, settings: Settings
) -> None:
    seal(owner="person:ada", plain=b"words", context=b"draft:1")
    other = folder.with_name("other-machine")
    copytree(folder, other)
    assert keys("rotate", "columns")[0] == 0

    settings.KEYS_FOLDER = other
    with pytest.raises(KeyFileError, match=r"a newer master\.key"):
        seal(owner="person:ben", plain=b"words", context=b"draft:2")
    assert not DataKey.objects.filter(owner="person:ben").exists()

    for each in folder.glob("master.key.*"):
        copy(each, other)
    assert seal(owner="person:ben", plain=b"words", context=b"draft:2")


def _modes(folder: Path) -> set[int]:
    return {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}


def test_cookies_of_before_are_still_known(
    settings: Settings, keys: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENHALL_SECRET_KEY", raising=False)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = SigningSecret(folder.parent), OlderSecrets(folder.parent)
    before, first = signing.dumps("a device"), str(settings.SECRET_KEY)

    assert keys("rotate", "secret")[0] == 0

    assert str(settings.SECRET_KEY) != first
    assert signing.loads(before) == "a device"
    with pytest.raises(signing.BadSignature):
        signing.loads(signing.dumps("a device"), key=first, fallback_keys=[])
    assert _modes(folder) == {0o600}


def test_a_secret_in_the_environment_is_changed_there(keys: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENHALL_SECRET_KEY", "new-secret old-secret")

    code, told = keys("rotate", "secret")

    assert code == 1
    assert "a space between" in told
    assert not [*folder.glob("secret*")]
    assert str(SigningSecret(folder.parent)) == "new-secret"
    assert [*OlderSecrets(folder.parent)] == ["old-secret"]


def test_receipts_of_before_and_after_are_genuine_and_the_log_is_whole(keys: Run) -> None:
    with transaction.atomic():
        old = append_leaf(kind="submission", subject="CASE-1", statement={}, now=NOW)
    sequence_leaves(now=NOW)
    keep_checkpoint()
    before, receipt, known = log_verifier(), receipt_of(old.id), current_checkpoint()

    assert keys("rotate", "log")[0] == 0
    with transaction.atomic():
        new = append_leaf(kind="submission", subject="CASE-2", statement={}, now=datetime.now(UTC) + timedelta(1))
    sequence_leaves(now=NOW)

    after = log_verifier()
    assert after != before
    assert after.name == before.name
    assert log_verifiers() == (after, before)
    # What somebody holds is the same bytes as ever; what is new is signed by the new key.
    assert receipt_of(old.id) == receipt
    assert acknowledgement_of(new.id)["signature"]["key"] == after.label  # type: ignore[index, call-overload]
    for document in (receipt, receipt_of(new.id), acknowledgement_of(new.id)):
        assert verify_document(json.dumps(document).encode(), *log_verifiers()).is_genuine
    assert not verify_document(json.dumps(receipt).encode(), after).is_genuine
    # Whoever watches with the key of before sees the log grow on.
    assert open_checkpoint(current_checkpoint(), before).size > open_checkpoint(known, before).size
    assert keep_checkpoint()
    assert verify_log() == []


def test_sealed_data_stays_readable_and_the_old_master_key_opens_none_of_it(keys: Run, folder: Path) -> None:
    sealed = {owner: seal(owner=owner, plain=owner.encode(), context=b"x") for owner in ("person:a", "person:b")}
    destroy_key("person:b")
    subject, old = server_key("openid-subjects"), (folder / "master.key").read_text("ascii")
    vault._opened.clear()  # noqa: SLF001 - as another process would start

    assert keys("rotate", "columns")[0] == 0

    assert unseal(owner="person:a", sealed=sealed["person:a"], context=b"x", reader=READER) == b"person:a"
    with pytest.raises(KeyDestroyedError):
        unseal(owner="person:b", sealed=sealed["person:b"], context=b"x", reader=READER)
    # What is found again by a mark is still found; a copy of the old key opens nothing.
    assert server_key("openid-subjects") == subject
    wrapped = bytes(DataKey.objects.get(owner="person:a").wrapped)
    first = wrapping_keys()[-1]
    assert (folder / "master.key").read_text("ascii") == old
    assert [vault._tried(first, "person:a", wrapped, way) for way in WAYS] == [None, None]  # noqa: SLF001 - what a thief of the old key would try
    assert wrap_anew() == "person:b"
    assert bytes(DataKey.objects.get(owner="person:a").wrapped) == wrapped


def test_a_key_that_was_destroyed_is_never_wrapped_again(keys: Run) -> None:
    seal(owner="person:gone", plain=b"x", context=b"x")
    wrapped = DataKey.objects.get(owner="person:gone").wrapped
    destroy_key("person:gone")
    keys("rotate", "columns")

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        DataKey.objects.filter(owner="person:gone").update(wrapped=wrapped, destroyed_at=None)


def test_systems_of_departments_check_old_and_new_tokens(keys: Run) -> None:
    now, before = datetime.now(UTC), signed({"sub": "old"})
    assert keys("rotate", "openid")[0] == 0
    # Others see the next key a day before it signs.
    shown = KeySet.import_key_set(public_keys(now=now))  # type: ignore[arg-type]
    assert len(shown.keys) == 2
    assert _kid(signed({"sub": "still"})) == _kid(before)

    assert keys("rotate", "openid", "--now")[0] == 0
    after = signed({"sub": "new"})

    shown = KeySet.import_key_set(public_keys(now=now))  # type: ignore[arg-type]
    assert _kid(after) != _kid(before)
    for token, whose in ((before, "old"), (after, "new")):
        assert jwt.decode(token, shown, algorithms=[ALGORITHM]).claims["sub"] == whose
    late = public_keys(now=now + KEPT_FOR + timedelta(days=2))
    assert _kid(before) not in json.dumps(late)


def _kid(token: str) -> str:
    return str(jwt.decode(token, KeySet.import_key_set(public_keys(now=NOW)), algorithms=[ALGORITHM]).header["kid"])  # type: ignore[arg-type]


def test_other_authorities_have_two_weeks_to_register_the_next_key(keys: Run) -> None:
    now, first = datetime.now(UTC), public_key_text()
    code, told = keys("rotate", "exchange")

    coming = coming_key(now=now)
    assert code == 0
    assert coming is not None
    assert coming[0] in told
    assert timedelta(days=13) < coming[1] - now < timedelta(days=15)
    assert public_key_text() == first

    keys("rotate", "exchange", "--now")
    message = Message("POST", "https://far.example/facts", {}, b"{}")
    sign_request(message, key="hall", now=now)
    old, new = read_public_key(first), read_public_key(public_key_text())
    assert verified_request(message, {"hall": [old, new]}).key == "hall"
    with pytest.raises(NotGenuineError):
        verified_request(message, {"hall": [old]})


def test_papers_of_before_go_back_to_a_root_that_is_still_known(keys: Run) -> None:
    old = issuer_identity("food-office", "Food Office").certificate
    stamper, root = stamper_identity().certificate, root_certificate()

    assert keys("rotate", "papers")[0] == 0
    fresh = issuer_identity("food-office", "Food Office").certificate
    assert fresh.subject == old.subject
    assert fresh.public_key() != old.public_key()
    assert stamper_identity().certificate != stamper
    assert root_certificates() == (root,)
    fresh.verify_directly_issued_by(root)


def test_a_new_root_does_not_make_strangers_of_old_papers(keys: Run, folder: Path) -> None:
    old, root = issuer_identity("food-office", "Food Office").certificate, root_certificate()

    assert keys("rotate", "papers-root")[0] == 0
    fresh, new_root = issuer_identity("food-office", "Food Office").certificate, root_certificate()
    assert root_certificates() == (new_root, root)
    fresh.verify_directly_issued_by(new_root)
    with pytest.raises(InvalidSignature):
        fresh.verify_directly_issued_by(root)
    assert _roots_of(old) == [root]
    assert _modes(folder) == {0o600}
    assert (folder / "papers").stat().st_mode & 0o777 == 0o700


def _roots_of(certificate: Certificate) -> list[Certificate]:
    found = []
    for root in root_certificates():
        try:
            certificate.verify_directly_issued_by(root)
        except InvalidSignature:
            continue
        found.append(root)
    return found


def test_wallets_know_old_and_new_keys_of_an_office(keys: Run) -> None:
    first = issuing_key("food-office")
    assert keys("rotate", "credentials")[0] == 0
    assert issuing_key("food-office") == first
    assert len(jwks_of(["food-office"])["keys"]) == 2

    keys("rotate", "credentials", "--now")
    assert issuing_key("food-office").kid != first.kid
    assert issuing_key("food-office") != issuing_key("fire-office")
    assert first.kid in {_raw(key["kid"]) for key in jwks_of(["food-office"])["keys"]}


def _raw(text: str) -> bytes:
    return signing.b64_decode(text.encode())


def test_each_change_stands_in_the_log_and_in_the_list(keys: Run) -> None:
    assert "made when it is first needed" in keys("list")[1]
    keys("rotate", "openid", "--now")
    told = keys("list")[1]
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subject FROM journal_record")
        assert cursor.fetchall() == [("key.changed", "key:openid")]
    assert "2 in all" in told
    assert "PRIVATE" not in told


def test_two_operators_at_the_same_second_make_one_key(
    keys: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Still(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Still":
            del tz
            return cls(2026, 11, 27, 9, tzinfo=UTC)

    monkeypatch.setattr("openhall.project.commands.keys.datetime", Still)
    assert keys("rotate", "log")[0] == 0
    code, told = keys("rotate", "log")
    assert code == 1
    assert "this very second" in told
    assert len([*folder.glob("log.key.*")]) == 1


def test_nothing_is_derived_from_a_key_that_changes() -> None:
    """What has to come out the same next year is made with ``server_key``; the framework signs with the rest."""
    root = Path(__file__).parents[2] / "src/openhall"
    users = [path for path in root.rglob("*.py") if "settings.SECRET_KEY" in path.read_text("utf-8")]
    assert [path for path in users if "tests" not in path.parts] == []
