"""``openhall verify`` as an operator or a citizen uses it: exit code and words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import (
    acknowledgement_of,
    append_leaf,
    current_checkpoint,
    keep_checkpoint,
    log_verifier,
    receipt_of,
    sequence_leaves,
)
from openhall.kernel.notes import SignerKey
from openhall.project.cli import main
from openhall.project.commands.tests.moments import NOW
from tools.emptying import without_guards

pytestmark = pytest.mark.django_db
STRANGER = SignerKey("elsewhere.example/log", bytes(32)).verifier

Verify = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    """Give each test a hall of its own."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(*arguments: str | Path) -> tuple[int, str]:
        code = main(["verify", *map(str, arguments)])
        return code, "".join(capsys.readouterr())

    return run


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    with transaction.atomic():
        leaves = [append_leaf(kind="submission", subject=f"CASE-{n}", statement={}, now=NOW) for n in range(3)]
    sequence_leaves(now=NOW)
    return _written(tmp_path, receipt_of(leaves[1].id))


def _written(folder: Path, document: object) -> Path:
    path = folder / "receipt.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_genuine_receipt(verify: Verify, receipt: Path) -> None:
    code, told = verify(receipt)

    assert code == 0
    assert ": genuine" in told
    assert "CASE-1" in told


def test_a_genuine_receipt_with_a_key_in_a_file_and_no_hall(
    verify: Verify, receipt: Path, tmp_path: Path, settings: Settings
) -> None:
    key = tmp_path / "log.pub"
    key.write_text(f"{log_verifier()}\n", "ascii")
    settings.KEYS_FOLDER = tmp_path / "none"

    assert verify(receipt, "--key", key)[0] == 0
    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("receipt")
def test_an_acknowledgement(verify: Verify, tmp_path: Path) -> None:
    with transaction.atomic():
        leaf = append_leaf(kind="submission", subject="CASE-9", statement={}, now=NOW)

    assert verify(_written(tmp_path, acknowledgement_of(leaf.id)))[0] == 0


def test_a_changed_receipt(verify: Verify, receipt: Path) -> None:
    receipt.write_text(receipt.read_text("utf-8").replace("CASE-1", "CASE-2"), "utf-8")
    code, told = verify(receipt)

    assert code == 1
    assert "NOT genuine" in told
    assert "signed" in told


def test_a_receipt_of_another_installation_is_not_called_false(verify: Verify, receipt: Path, tmp_path: Path) -> None:
    key = tmp_path / "other.pub"
    key.write_text(str(STRANGER), "ascii")
    code, told = verify(receipt, "--key", key)

    assert code == 2
    assert "wrong log key" in told
    assert log_verifier().label in told
    assert STRANGER.label in told
    assert "NOT genuine" not in told


def test_without_any_key_the_key_is_named(verify: Verify, receipt: Path, settings: Settings, tmp_path: Path) -> None:
    label = log_verifier().label
    settings.KEYS_FOLDER = tmp_path / "none"
    code, told = verify(receipt)

    assert code == 2
    assert label in told
    assert not (tmp_path / "none").exists(), "a look makes no key"


@pytest.mark.usefixtures("receipt")
@pytest.mark.parametrize("arguments", [["no-such-file.json"], [], ["--log", "receipt.json"]])
def test_what_cannot_be_read_is_not_decided(verify: Verify, arguments: list[str]) -> None:
    assert verify(*arguments)[0] == 2


def test_a_key_file_that_is_none(verify: Verify, receipt: Path) -> None:
    assert verify(receipt, "--key", receipt)[0] == 2


def test_a_name_in_a_document_plays_no_tricks_on_the_terminal(verify: Verify, receipt: Path) -> None:
    document = json.loads(receipt.read_text("utf-8"))
    document["signature"] = {"key": "x\x1b[2J+00", "value": document["signature"]["value"]}
    document["log"] = "x"
    receipt.write_text(json.dumps(document), "utf-8")

    assert "\x1b" not in verify(receipt)[1]


@pytest.mark.usefixtures("receipt")
def test_a_whole_log(verify: Verify) -> None:
    code, told = verify("--log")

    assert code == 0
    assert "everything is as it was written" in told


@pytest.mark.usefixtures("receipt")
def test_a_changed_log_is_named(verify: Verify) -> None:
    with without_guards(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_record SET subject = 'CASE-7' WHERE subject = 'CASE-1'")
    code, told = verify("--log")

    assert code == 1
    assert "submission CASE-7" in told
    assert "subject" in told


@pytest.mark.usefixtures("receipt")
def test_a_log_without_its_newest_rows_contradicts_what_was_kept(verify: Verify, tmp_path: Path) -> None:
    assert keep_checkpoint()
    assert not keep_checkpoint()
    witness = tmp_path / "witness"
    witness.write_text(current_checkpoint(), "utf-8")
    _empty()
    assert verify("--log")[0] == 1
    assert not keep_checkpoint(), "the hall does not forget what it knew"
    code, told = verify("--log", "--checkpoint", witness)

    assert code == 1
    assert "rows are missing" in told


@pytest.mark.usefixtures("receipt")
def test_another_log_of_the_same_size_contradicts_what_was_kept(verify: Verify) -> None:
    keep_checkpoint()
    _empty()
    with transaction.atomic():
        for number in range(5):
            append_leaf(kind="submission", subject=f"OTHER-{number}", statement={}, now=NOW)
    sequence_leaves(now=NOW)
    code, told = verify("--log")

    assert code == 1
    assert "did not grow" in told


def _empty() -> None:
    with without_guards(connection), connection.cursor() as cursor:
        for table in ("place", "waiting", "record", "tile", "checkpoint"):
            cursor.execute(f"DELETE FROM journal_{table}")  # noqa: S608 - names from above
