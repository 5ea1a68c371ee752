"""A price that the law changes on a day: pages say so before, show it from that day on; nobody publishes anything."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.catalogue.facade import current_catalogue, law_of_day, next_price, price_of, publish_catalogue
from openhall.blocks.rules.facade import LegalRule, RuleFee
from openhall.project.prepared.keys import is_current, wanted_key
from openhall.project.prepared.store import PackStore
from tests.followers import words_of
from tests.reports import report_of

PASSPORT = "immigration-department/hksar-passport"
BEFORE = datetime(2027, 3, 31, 15, 59, tzinfo=UTC)
#: One minute later it is 1 April in Hong Kong.
AFTER = datetime(2027, 3, 31, 16, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def raised(rule: LegalRule) -> LegalRule:
    """Return a rule whose prices the law raises by a tenth on 1 April 2027."""
    newest = rule.figures[-1]
    numbers = {name: float(round(number * 1.1)) for each in rule.figures for name, number in each.numbers.items()}
    later = msgspec.structs.replace(newest, since="2027-04-01", source="a new order", numbers=numbers)
    return msgspec.structs.replace(rule, figures=(*rule.figures, later))


@pytest.fixture(autouse=True)
def _published(settings: Settings, tmp_path: Path) -> None:
    settings.OPENHALL_DEMO, settings.PREPARED_FOLDER = True, tmp_path
    report = report_of("hongkong")
    assert report.jurisdiction is not None
    rules = tuple(
        raised(each) if each.id in {"immigration-fee", "vehicle-licence-fee"} else each
        for each in report.jurisdiction.rules
    )
    report.jurisdiction = msgspec.structs.replace(report.jurisdiction, rules=rules)
    publish_catalogue(report=report, actor="test", now=BEFORE)


def page(monkeypatch: pytest.MonkeyPatch, now: datetime, place: str = f"/en/services/{PASSPORT}/") -> str:
    monkeypatch.setattr(timezone, "now", lambda: now)
    return words_of(Client().get(place))


def test_a_page_tells_the_price_of_its_day_and_the_one_that_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = page(monkeypatch, BEFORE), page(monkeypatch, AFTER)
    now, _later, then = before.partition("From Thursday, 1 April 2027")
    assert "HK$430" in now
    assert "HK$473" not in now
    assert "HK$473" in then
    assert "What counts is the day on which you apply." in then
    assert "HK$473" in after
    assert "HK$430" not in after
    assert "From Thursday" not in after
    for slug, words in (("zh-hant", "2027年4月1日"), ("zh-hans", "2027年4月1日")):
        assert words in page(monkeypatch, BEFORE, f"/{slug}/services/{PASSPORT}/")


def test_what_is_asked_for_by_api_goes_by_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    for now, amount in ((BEFORE, 330), (AFTER, 363)):
        monkeypatch.setattr(timezone, "now", lambda moment=now: moment)
        place = "/api/v1/services/immigration-department/extension-of-stay/fee"
        told = Client().post(place, {"answers": {}}, content_type="application/json")
        assert told.json()["amount"] == amount, told.content


def test_the_pack_of_pages_is_made_anew_on_the_day(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(timezone, "now", lambda: BEFORE)
    PackStore(settings.PREPARED_FOLDER).make(wanted_key(), lambda _folder: None)
    assert is_current()
    monkeypatch.setattr(timezone, "now", lambda: AFTER)
    assert not is_current()


def test_a_rule_that_asks_for_answers_tells_the_day_alone() -> None:
    catalogue = current_catalogue()
    jurisdiction = catalogue.jurisdiction
    assert (
        law_of_day(jurisdiction, on=date(2027, 3, 31)) < "2027-04-01" == law_of_day(jurisdiction, on=date(2027, 12, 31))
    )
    licence = next(
        each for each in report_of("hongkong").services if getattr(each.fee, "rule", "") == "vehicle-licence-fee"
    )
    assert isinstance(licence.fee, RuleFee)
    assert next_price(licence, jurisdiction, on=date(2027, 3, 31)) == (date(2027, 4, 1), licence.fee)
    assert next_price(licence, jurisdiction, on=date(2027, 4, 1)) is None
    passport = catalogue.service(PASSPORT)
    assert passport is not None
    later = next_price(passport, jurisdiction, on=date(2027, 3, 31))
    assert later == (date(2027, 4, 1), price_of(passport, jurisdiction, on=date(2027, 4, 1)))
