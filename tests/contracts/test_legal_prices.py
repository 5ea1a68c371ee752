"""Prices that the law sets: each is a number of a rule, with its day and source, and services ask for that number."""

from datetime import date
from decimal import Decimal

import pytest

from openhall.blocks.catalogue.facade import quote_of
from tests.laws import Given, comes_to, lines, rule_of, total
from tests.reports import report_of, services_of

#: Prices of services that the law sets, as the reference figures list them.
PRICES: dict[str, dict[str, float]] = {
    "driving-licence-fee": {
        "full_ten_years": 900,
        "learner": 548,
        "road_test": 510,
        "full_three_years": 270,
        "full_one_year": 90,
    },
    "immigration-fee": {
        "passport_32": 430,
        "passport_32_child": 215,
        "passport_48": 520,
        "passport_48_child": 260,
        "visa": 330,
        "transit_visa": 170,
        "re_entry_multiple": 210,
    },
    "companies-fee": {
        "incorporation_online": 1545,
        "incorporation_paper": 1720,
        "name_change": 295,
        "return_in_42_days": 105,
        "return_in_3_months": 870,
        "return_in_6_months": 1740,
        "return_in_9_months": 2610,
        "return_later": 3480,
    },
    "deed-registration-fee": {"up_to_750000": 230, "above_750000": 450},
    "dog-licence-fee": {"three_years": 80},
    "marriage-fee": {"notice": 305},
}
EACH = [(rule, item, amount) for rule, prices in PRICES.items() for item, amount in prices.items()]


@pytest.mark.parametrize(("rule", "item", "amount"), EACH)
def test_each_price_stands_in_its_rule_with_an_example(rule: str, item: str, amount: float) -> None:
    assert lines(rule, {"item": item}) == {"fee": Decimal(str(amount))}
    assert [each for each in rule_of(rule).examples if each.given == {"item": item} and each.amounts == {"fee": amount}]


def test_a_price_is_law_from_its_day() -> None:
    for on, wanted in (("2025-09-07", None), ("2025-09-08", 430)):
        assert comes_to(total("immigration-fee", {"item": "passport_32"}, on), wanted), on


#: Of each rule of prices, some service and answers whose price is its number.
SOLD = [
    ("immigration-department/hksar-passport", {"passport_for": "child", "pages": "48_pages"}, 260, "2025-09-08"),
    ("immigration-department/extension-of-stay", {}, 330, "2025-09-08"),
    ("transport-department/full-driving-licence", {"age_group": "below_61"}, 900, "2024-01-01"),
    ("transport-department/learner-driving-licence", {}, 548, "2024-01-01"),
    ("companies-registry/annual-return", {"time_of_delivery": "after_9_months"}, 3480, "2024-01-01"),
    ("land-registry/deed-registration", {"consideration": 750001}, 450, "2024-01-01"),
    ("agriculture-fisheries-and-conservation-department/dog-licence", {}, 80, "2024-01-01"),
    (
        "hong-kong-police-force/fixed-penalty-payment",
        {"offence": "parking", "event_date": "2025-12-31"},
        320,
        "2025-07-30",
    ),
    (
        "hong-kong-police-force/fixed-penalty-payment",
        {"offence": "parking", "event_date": "2026-01-01"},
        400,
        "2026-01-01",
    ),
]


@pytest.mark.parametrize(("service", "answers", "amount", "since"), SOLD)
def test_a_service_asks_for_the_number_and_names_its_law_and_day(
    service: str, answers: Given, amount: int, since: str
) -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    found = quote_of(services_of("hongkong")[service], jurisdiction, answers, on=date(2026, 11, 27))
    assert found.minor == amount * 100
    (line,) = found.lines
    assert line.law is not None
    assert line.figures is not None
    assert line.figures.since == since


def test_of_what_no_source_dates_nobody_is_told_since_when_it_is_law() -> None:
    undated = {each.id for each in report_of("hongkong").jurisdiction.rules if not each.figures[0].is_dated}  # type: ignore[union-attr]  # it is there
    assert undated == {
        "companies-fee",
        "deed-registration-fee",
        "dog-licence-fee",
        "driving-licence-fee",
        "marriage-fee",
    }
    for each in map(rule_of, undated):
        assert "without a date" in each.figures[0].source or "not dated" in each.figures[0].source


#: The tables of fees and taxes of the reference figures, by section: each is a rule with worked examples.
SECTIONS: dict[str, tuple[str, ...]] = {
    "1 salaries tax and the demand": ("salaries-tax", "tax-demand"),
    "2 profits tax and property tax": ("profits-tax", "property-tax"),
    "3 stamp duty": ("stamp-duty-property", "stamp-duty-lease", "stamp-duty-stock"),
    "4 business registration": ("business-registration-fee",),
    "5 vehicles": (
        "vehicle-licence-fee",
        "first-registration-tax",
        "driving-licence-fee",
        "traffic-fixed-penalty",
        "parking-meter-charge",
    ),
    "6 rates and government rent": ("rates-and-government-rent", "rates-demand"),
    "7 excise duty": ("excise-duty",),
    "8 trade declarations": ("trade-declaration-charge",),
    "10 water, sewage, waste": ("water-tariff", "water-bill", "construction-waste-charge"),
    "17 other fees": (
        "immigration-fee",
        "companies-fee",
        "deed-registration-fee",
        "dog-licence-fee",
        "marriage-fee",
    ),
}


#: What the law says and no service of the hall collects: an assessor, a gate or a meter does.
UNSOLD = [
    "construction-waste-charge",
    "parking-meter-charge",
    "profits-tax",
    "property-tax",
    "rates-and-government-rent",
    "salaries-tax",
    "stamp-duty-stock",
    "water-tariff",
]


def test_every_table_of_every_section_is_a_rule_with_worked_examples() -> None:
    wanted = [name for names in SECTIONS.values() for name in names]
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    assert sorted(wanted) == sorted(each.id for each in jurisdiction.rules)
    assert [name for name in wanted if not rule_of(name).examples] == []
    used = {getattr(each.fee, "rule", "") for each in services_of("hongkong").values()}
    assert sorted(set(wanted) - used) == UNSOLD
