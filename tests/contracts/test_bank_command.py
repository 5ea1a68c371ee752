"""``openhall bank``: what matches, what is open on either side, and that the ledger balances."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.payments.facade import cash_news, take_news
from openhall.blocks.payments.tests import paying
from openhall.project.cli import main
from tests.reports import report_of

pytestmark = pytest.mark.django_db
_SAMPLE = Path(paying.__file__).parent / "files" / "camt053.xml"


@pytest.fixture(autouse=True)
def _published(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    publish_catalogue(report=report_of("example"), actor="test", now=datetime.now(UTC))


def _paid_in_cash() -> str:
    attempt = paying.begun(paying.asked(), provider="counter")
    with transaction.atomic():
        news = cash_news(attempt=attempt.id, cashier="rae", slip="s1", amount=32_000)
        take_news(news=news, now=paying.LATER)
    return attempt.id


def test_what_matches_and_what_is_open_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "day.xml"
    file.write_text(_SAMPLE.read_text("utf-8").replace("@FIRST@", _paid_in_cash()), "utf-8")

    assert main(["bank", "--file", str(file)]) == 1
    told = capsys.readouterr().out
    assert "1 new statements with 4 movements; matched: 1" in told
    assert "only at the bank: 2026-11-27 KWD 2.500 SOMEBODY-ELSE (2026-332, no. 3)" in told
    assert "not at the bank yet" not in told
    assert told.splitlines()[-1].split() == ["together", "KWD", "0"]
    assert main(["bank", "--file", str(file)]) == 1
    assert "0 new statements with 0 movements; matched: 0" in capsys.readouterr().out


def test_without_a_file_what_is_not_at_the_bank_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bank"]) == 0
    attempt = _paid_in_cash()

    assert main(["bank"]) == 1
    assert f"not at the bank yet: 2026-11-27 KWD 32 counter {attempt}" in capsys.readouterr().out


@pytest.mark.parametrize("is_there", [True, False])
def test_a_file_that_cannot_be_read_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, is_there: bool
) -> None:
    file = tmp_path / "day.xml"
    if is_there:
        file.write_text("<a>", "utf-8")

    assert main(["bank", "--file", str(file)]) == 2
    assert str(file) in capsys.readouterr().err
