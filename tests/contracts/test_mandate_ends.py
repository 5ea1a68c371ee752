"""Before a mandate ends both sides are told, once; whoever ended it hears nothing, nor does who has few days only."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from openhall.blocks.identity.facade import MANDATE_ENDS, Terms, accept_mandate, end_mandate, offer_mandate
from openhall.blocks.journal.facade import Purpose, Reader, deliver_due
from openhall.blocks.messages.facade import inbox_of, letter_of, read_message
from openhall.project.handlers import HANDLERS
from tests.desks import demo_town, published_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
__all__ = ["demo_town", "published_town"]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: The end of 30 June in the town.
ENDS = datetime(2026, 6, 30, 21, tzinfo=UTC)
GIVER, HELPER = "idris-al-bahar", "noor-al-bahar"
Worker = Callable[[datetime], int]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Return what tells of all that ends soon at some moment, as the worker does."""

    def worked(moment: datetime) -> int:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return sum(iter(lambda: deliver_due(handlers={MANDATE_ENDS: HANDLERS[MANDATE_ENDS]}, now=moment), 0))

    return worked


def test_both_are_told_two_weeks_before_and_once(work: Worker) -> None:
    _given(ENDS)
    assert work(ENDS - timedelta(days=15)) == 0
    assert work(ENDS - timedelta(days=14)) == 1
    assert work(ENDS - timedelta(days=1)) == 0
    assert _titles(GIVER) == ["Noor Al-Bahar may act for you until 30 June 2026"]
    assert _titles(HELPER) == ["You may act for Idris Al-Bahar until 30 June 2026"]
    letter = inbox_of(person=GIVER).letters[0].id
    reader = Reader(actor=f"person:{GIVER}", purpose=Purpose.OWN, case="", now=NOW)
    read = read_message(letter=letter, person=GIVER, reader=reader, now=NOW)
    assert "make a new code afterwards" in read.words["en"][1]
    assert read.words["zh-Hans"][0] == "努尔·巴哈尔可代您办事至2026年6月30日"
    assert letter_of(letter=letter, person=GIVER).subject == "", "it leads to no case"


def test_nobody_is_told_of_what_was_ended_or_lasts_for_few_days(work: Worker) -> None:
    end_mandate(mandate=_given(ENDS), actor=GIVER, now=NOW)
    assert work(ENDS - timedelta(days=14)) == 1
    _given(NOW + timedelta(days=4))
    assert work(NOW + timedelta(days=3)) == 0
    assert _titles(GIVER) == _titles(HELPER) == []


def _given(ends_at: datetime) -> str:
    made, _code = offer_mandate(giver=GIVER, helper=HELPER, terms=Terms(("fill",), ends_at), now=NOW)
    return accept_mandate(actor=HELPER, mandate=made, now=NOW)


def _titles(person: str) -> list[str]:
    return [each.titles["en"] for each in inbox_of(person=person).letters]
