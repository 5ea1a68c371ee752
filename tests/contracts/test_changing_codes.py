"""An operator changes the key of what people hold: it is still taken, until somebody has stolen a key."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import is_secret_of_case, secret_of_case
from openhall.blocks.documents.facade import secret_of_file
from openhall.blocks.documents.guests import is_secret_of_file
from openhall.blocks.documents.models import Upload
from openhall.blocks.documents.uploads.parts import keep_part, open_name, read_parts, seal_name
from openhall.blocks.documents.wallets.nonces import is_nonce, new_nonce
from openhall.blocks.identity.accounts import keep_account, new_person
from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.calendars import calendar_of, person_of_calendar, renew_calendar
from openhall.blocks.identity.codes import _digits, digits_of
from openhall.blocks.identity.devices import read_device, written_device
from openhall.blocks.identity.sheets import make_sheet, use_printed
from openhall.blocks.journal.facade import code_keys, server_key
from openhall.blocks.payments.actions.voucher import issue_voucher
from openhall.blocks.payments.models import Voucher
from openhall.project.cli import main

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
REFERENCE, FILE = "7KQ4M-X2P9C", "a" * 32

Run = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.OPENHALL_HOME, settings.KEYS_FOLDER = tmp_path, tmp_path / "keys"
    settings.OPENHALL_DEMO = False
    return tmp_path / "keys"


@pytest.fixture
def keys(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str]:
        code = main(["keys", *arguments])
        return code, "".join(capsys.readouterr())

    return run


def test_codes_of_before_are_still_taken_until_a_key_stands_alone(keys: Run, folder: Path) -> None:
    """A thief of the first master key makes none of the codes that are taken after an operator has ended them."""
    mine = {"case": secret_of_case(REFERENCE), "file": secret_of_file(FILE)}
    nonce, signed_by = new_nonce(now=NOW), code_keys("x")
    assert keys("rotate", "codes")[0] == 0

    assert secret_of_case(REFERENCE) != mine["case"]
    assert code_keys("x")[1:] == signed_by
    for secret in (mine["case"], secret_of_case(REFERENCE)):
        assert is_secret_of_case(REFERENCE, secret)
    assert is_secret_of_file(FILE, mine["file"])
    assert is_nonce(nonce, now=NOW)
    assert is_nonce(new_nonce(now=NOW), now=NOW)

    _a_second_passes(folder)
    code, told = keys("rotate", "codes", "--alone")
    assert code == 0
    assert "No older code" in told
    assert len(code_keys("x")) == 1
    assert not is_secret_of_case(REFERENCE, mine["case"])
    assert not is_secret_of_file(FILE, mine["file"])
    assert not is_nonce(nonce, now=NOW)
    assert is_secret_of_case(REFERENCE, secret_of_case(REFERENCE))
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_only_codes_can_be_ended_so(keys: Run, folder: Path) -> None:
    code, told = keys("rotate", "log", "--alone")

    assert (code, "docs/howto/change-keys.md" in told) == (1, True)
    assert not [*folder.glob("log.key*")]


def test_a_code_that_was_sent_and_a_device_that_is_known_outlive_a_change(keys: Run) -> None:
    cookie, sent = written_device(read_device(""), "account"), digits_of("an-id")
    marks = server_key("addresses")
    keys("rotate", "codes")

    assert read_device(cookie).knows("account")
    assert read_device(written_device(read_device(cookie), "account")).knows("account")
    assert sent in {_digits("an-id", key) for key in code_keys("sent-codes")}
    assert digits_of("an-id") != sent
    # What finds rows again stays as it is: it opens nothing.
    assert server_key("addresses") == marks


def _a_second_passes(folder: Path) -> None:
    """Let the codes of before be a minute old: a key begins at a whole second."""
    (kept,) = folder.glob("codes.key.*")
    kept.rename(kept.with_name(f"codes.key.{datetime.now(UTC) - timedelta(minutes=1):%Y%m%dT%H%M%SZ}"))


def test_a_private_calendar_opens_after_a_change_and_has_a_new_address_after_a_theft(keys: Run, folder: Path) -> None:
    ada = new_person()
    first = calendar_of(person=ada, now=NOW)
    keys("rotate", "codes")
    assert calendar_of(person=ada, now=NOW) == first
    assert person_of_calendar(first) is not None

    _a_second_passes(folder)
    keys("rotate", "codes", "--alone")
    assert person_of_calendar(first) is None
    fresh = calendar_of(person=ada, now=NOW)
    assert fresh != first
    assert person_of_calendar(fresh) is not None
    assert renew_calendar(person=ada, instead_of=first, now=NOW) == fresh


def test_a_printed_code_of_before_signs_in_and_none_after_a_theft(keys: Run, folder: Path) -> None:
    account = keep_account(new_person(), NOW).pk
    sheet = make_sheet(account=account, level=1, now=NOW)
    keys("rotate", "codes")
    assert use_printed(number=sheet.number, code=sheet.codes[0])[1] == 1

    _a_second_passes(folder)
    keys("rotate", "codes", "--alone")
    with pytest.raises(SignInRefused):
        use_printed(number=sheet.number, code=sheet.codes[1])


def test_a_voucher_that_is_asked_for_again_after_a_change_is_the_same(keys: Run) -> None:
    def issued() -> str:
        return issue_voucher(
            authority="food", issued_by="ada", most=5, reason="r", valid_until=NOW.date(), key="k", now=NOW
        )

    first = issued()
    keys("rotate", "codes")
    assert issued() == first
    assert Voucher.objects.count() == 1


def test_a_file_on_its_way_is_read_after_the_master_key_changed(keys: Run) -> None:
    upload = Upload.objects.create(
        id="u" * 32,
        owner="person:a",
        name=seal_name("u" * 32, "a.pdf"),
        accept="pdf",
        max_bytes=6,
        length=6,
        expires_at=NOW,
    )
    keep_part(upload.id, 0, b"abc")
    keys("rotate", "columns")
    keep_part(upload.id, 3, b"def")

    assert b"".join(read_parts(upload)) == b"abcdef"
    assert open_name(upload) == "a.pdf"
