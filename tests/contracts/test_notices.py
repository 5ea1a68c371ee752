"""A notice on display: everybody reads it for its clear days; then, or when its matter is over, it is gone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from openhall.blocks.journal.models import Record
from openhall.blocks.registers.facade import (
    Fact,
    NoticeFacts,
    NoticeLine,
    notices_on_display,
    put_up_notice,
    take_down_notice,
    take_down_notices,
)
from openhall.blocks.registers.models import Notice
from tests.desks import MOORING, demo_town, published_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
__all__ = ["demo_town", "published_town"]
NOW = datetime.now(UTC)
TODAY = NOW.date()
LAST = TODAY + timedelta(days=15)
LINES = (
    NoticeLine({"en": "Name of the boat", "zh-Hans": "船名"}, Fact("<b>海燕</b>")),
    NoticeLine({"en": "Place", "zh-Hans": "位置"}, Fact("buoy", {"en": "On a buoy", "zh-Hans": "浮筒"})),
)


def put_up(subject: str, last_day: date = LAST) -> None:
    with transaction.atomic():
        put_up_notice(NoticeFacts(subject, MOORING, "harbour-office", LINES, TODAY, last_day), now=NOW)


def page(slug: str = "en", query: str = "") -> str:
    answer = Client().get(f"/{slug}/notices/{query}")
    assert answer.status_code == 200
    assert answer["X-Robots-Tag"] == "noindex"
    return answer.content.decode()


def test_everybody_reads_what_it_says_until_when_and_with_whom_to_object() -> None:
    assert "Nothing is on display today" in page()
    put_up("7KQ4M-X2P9C")
    text = page()
    for words in ("Rent a mooring", "Name of the boat", "On a buoy", "7KQ4M-X2P9C", "/en/authorities/harbour-office/"):
        assert words in text, words
    assert "<b>海燕</b>" not in text
    text = page("zh-hans")
    for words in ("公示", "船名", "浮筒", "租用泊位"):
        assert words in text, words


def test_it_is_taken_down_when_its_days_or_its_matter_are_over_and_nothing_of_it_stays() -> None:
    put_up("a")
    put_up("b", TODAY + timedelta(days=30))
    put_up("b", TODAY + timedelta(days=30))
    assert [each.subject for each in notices_on_display(today=LAST).notices] == ["a", "b"]
    over = LAST + timedelta(days=1)
    assert [each.subject for each in notices_on_display(today=over).notices] == ["b"]
    assert (take_down_notices(today=LAST), take_down_notices(today=over)) == (0, 1)
    assert [take_down_notice("b") for _ in range(2)] == [True, False]
    assert not Notice.objects.exists()
    assert not Record.objects.filter(statement__contains="海燕").exists()


def test_many_are_told_page_by_page() -> None:
    for number in range(25):
        put_up(f"case-{number:02}")
    assert page().count("records__title") == 20
    assert page(query="?page=2").count("records__title") == 5
    assert page(query="?page=x").count("records__title") == 20
