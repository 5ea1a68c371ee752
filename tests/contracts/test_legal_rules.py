"""The law of Hong Kong as its rules hold it: worked examples, and the days on which law changes.

The amounts stand here a second time, worked out by hand from the reference figures, and not from the files of rules.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from openhall.kernel.languages import ENGLISH, pick
from tests.laws import (
    CAR,
    CERTIFICATE,
    CIGARETTES,
    COMPANY,
    DIESEL,
    ELECTRIC,
    HOME,
    LEASE,
    LETTING,
    PETROL,
    RATES,
    SHIPMENT,
    SHOP,
    SINGLE,
    SPIRITS,
    STOCK,
    TODAY,
    WATER,
    Given,
    comes_to,
    lines,
    rule_of,
    total,
)
from tests.reports import report_of

#: Every worked example of the reference figures, section by section.
WORKED: list[tuple[str, Given, dict[str, float]]] = [
    ("salaries-tax", {**SINGLE, "income": 500000, "mpf": 18000}, {"tax": 41500, "reduction": -3000}),
    ("profits-tax", {**COMPANY, "profits": 3000000}, {"tax": 330000}),
    ("property-tax", {**LETTING, "rent": 240000}, {"tax": 27720}),
    ("stamp-duty-property", {**HOME, "consideration": 3900000}, {"duty": 100}),
    ("stamp-duty-property", {**HOME, "consideration": 4100000}, {"duty": 20100}),
    ("stamp-duty-property", {**HOME, "consideration": 5000000}, {"duty": 112500}),
    ("stamp-duty-property", {**HOME, "consideration": 6500000}, {"duty": 185000}),
    ("stamp-duty-property", {**SHOP, "instrument": "assignment", "consideration": 9000000}, {"duty": 270000}),
    ("stamp-duty-property", {**HOME, "consideration": 10000000}, {"duty": 370000}),
    ("stamp-duty-property", {**HOME, "consideration": 50000000}, {"duty": 2125000}),
    ("stamp-duty-lease", {**LEASE, "end_date": "2028-11-30"}, {"middle_lease": 900}),
    (
        "stamp-duty-lease",
        {**LEASE, "end_date": "2028-11-30", "duplicates": 2},
        {"middle_lease": 900, "duplicate_fee": 10},
    ),
    ("first-registration-tax", {**CAR, "taxable_value": 300000}, {"tax": 198000}),
    ("first-registration-tax", {**CAR, "taxable_value": 700000}, {"tax": 692000}),
    (
        "rates-and-government-rent",
        {**RATES, "rateable_value": 600000, "has_rent": True},
        {"rates": 31500, "government_rent": 18000},
    ),
    (
        "rates-and-government-rent",
        {**RATES, "rateable_value": 600000, "has_rent": True, "period": "quarter", "begins_on": "2026-10-01"},
        {"rates": 7875, "government_rent": 4500},
    ),
    ("excise-duty", {**SPIRITS, "container_litres": 0.7, "container_value": 1000}, {"spirits": 280}),
    ("excise-duty", {**SPIRITS, "container_litres": 1.5, "container_value": 1500}, {"spirits": 420}),
    ("excise-duty", {**CIGARETTES, "cigarettes": 200}, {"cigarettes": 661.2}),
    ("trade-declaration-charge", {**SHIPMENT, "value": 46000}, {"charge": 0.2}),
    ("trade-declaration-charge", {**SHIPMENT, "value": 46001}, {"charge": 0.4}),
    ("trade-declaration-charge", {"export_kind": "other", "shipped_on": "2026-11-20", "value": 100000}, {"charge": 7}),
    (
        "trade-declaration-charge",
        {"export_kind": "other", "shipped_on": "2026-11-20", "value": 1000000},
        {"charge": 119.5},
    ),
    ("trade-declaration-charge", {**SHIPMENT, "value": 1645000}, {"charge": 200}),
    ("water-tariff", {**WATER, "volume": 60, "is_sewered": True}, {"water": 238.61, "sewage": 140.16}),
    ("stamp-duty-stock", {**STOCK, "consideration": 100000}, {"bought_note": 100, "sold_note": 100}),
    ("stamp-duty-stock", {**STOCK, "kind": "gift", "consideration": 100000}, {"gift_duty": 200, "deed_duty": 5}),
    ("stamp-duty-stock", {**STOCK, "kind": "other_deed", "consideration": 100000}, {"deed_duty": 5}),
    ("construction-waste-charge", {"facility": "landfill", "tonnes": 3}, {"disposal": 600}),
    ("construction-waste-charge", {"facility": "sorting", "tonnes": 2.5}, {"disposal": 437.5}),
    ("construction-waste-charge", {"facility": "public_fill", "tonnes": 10}, {"disposal": 710}),
    ("traffic-fixed-penalty", {"offence": "parking", "event_date": "2025-12-31"}, {"parking": 320}),
    ("traffic-fixed-penalty", {"offence": "parking", "event_date": "2026-01-01"}, {"parking": 400}),
    ("parking-meter-charge", {"minutes": 15}, {"meter": 4}),
    ("parking-meter-charge", {"minutes": 16}, {"meter": 8}),
]


@pytest.mark.parametrize(("name", "given", "amounts"), WORKED)
def test_worked_examples(name: str, given: Given, amounts: dict[str, float]) -> None:
    assert lines(name, given) == {line: Decimal(str(amount)) for line, amount in amounts.items()}
    stands = [each for each in rule_of(name).examples if each.given == given and each.amounts == amounts]
    assert stands, "it has to stand in the file of the rule too"


#: Petrol 12 months, 4 months, diesel 12 months, 4 months: as printed, with the levy.
ENGINES = {
    1500: (5074, 1804, 6972, 2469),
    1501: (7498, 2653, 9396, 3317),
    2500: (7498, 2653, 9396, 3317),
    2501: (9929, 3504, 11827, 4168),
    3500: (9929, 3504, 11827, 4168),
    3501: (12360, 4355, 14258, 5019),
    4500: (12360, 4355, 14258, 5019),
    4501: (14694, 5171, 16592, 5836),
}


@pytest.mark.parametrize(("engine", "printed"), ENGINES.items())
def test_the_printed_table_of_vehicle_licences(engine: int, printed: tuple[int, ...]) -> None:
    asked = [
        {**car, "engine_cc": engine, "term": f"{months}"}
        for car in (PETROL, DIESEL)
        for months in ("12_months", "4_months")
    ]

    assert [total("vehicle-licence-fee", each) for each in asked] == list(printed)


#: A rule, what is given, the day before and the day on which law changes, and what it comes to on each.
CHANGES: list[tuple[str, Given, tuple[str, Any], tuple[str, Any]]] = [
    (
        "vehicle-licence-fee",
        {**PETROL, "engine_cc": 1500, "term": "12_months"},
        ("2021-02-23", None),
        ("2021-02-24", 5074),
    ),
    (
        "vehicle-licence-fee",
        {**ELECTRIC, "occasion": "new", "unladen_kg": 1800, "rated_power_kw": 75, "term": "12_months"},
        ("2025-10-31", 1182),
        ("2025-11-01", 1614),
    ),
    (
        "vehicle-licence-fee",
        {**ELECTRIC, "unladen_kg": 1800, "rated_power_kw": 75, "term": "4_months"},
        ("2026-02-28", 442),
        ("2026-03-01", 593),
    ),
    (
        "vehicle-licence-fee",
        {**ELECTRIC, "rated_power_kw": 75, "term": "12_months"},
        ("2027-02-28", 1614),
        ("2027-03-01", None),
    ),
    ("first-registration-tax", {**CAR, "taxable_value": 300000}, ("2021-02-23", None), ("2021-02-24", 198000)),
    (
        "first-registration-tax",
        {**CAR, "fuel": "electric", "taxable_value": 300000},
        ("2024-03-31", None),
        ("2024-04-01", 139500),
    ),
    (
        "first-registration-tax",
        {**CAR, "fuel": "electric", "taxable_value": 300000},
        ("2026-03-31", 139500),
        ("2026-04-01", 198000),
    ),
    (
        "first-registration-tax",
        {**CAR, "fuel": "electric", "scheme": "one_for_one", "taxable_value": 300000},
        ("2026-03-31", 25500),
        ("2026-04-01", 198000),
    ),
    (
        "first-registration-tax",
        {**CAR, "vehicle_class": "motor_cycle", "fuel": "electric", "taxable_value": 100000},
        ("2028-03-31", 0),
        ("2028-04-01", 35000),
    ),
    (
        "trade-declaration-charge",
        {"import_kind": "other", "value": 5000000},
        ("2018-07-31", "619.5"),
        ("2018-08-01", 200),
    ),
    ("trade-declaration-charge", {"import_kind": "food", "value": 1}, ("2012-07-31", None), ("2012-08-01", "0.2")),
    ("excise-duty", {**CIGARETTES, "cigarettes": 1000}, ("2023-02-21", None), ("2023-02-22", 2506)),
    ("excise-duty", {**CIGARETTES, "cigarettes": 1000}, ("2024-02-27", 2506), ("2024-02-28", 3306)),
    (
        "excise-duty",
        {**SPIRITS, "container_litres": 0.7, "container_value": 1000},
        ("2024-10-15", None),
        ("2024-10-16", 280),
    ),
    ("water-tariff", {**WATER, "volume": 60, "is_sewered": True}, ("2017-03-31", None), ("2017-04-01", "378.77")),
    ("water-tariff", {**WATER, "volume": 60}, ("1995-02-15", None), ("1995-02-16", "238.61")),
    ("construction-waste-charge", {"facility": "landfill", "tonnes": 1}, ("2017-04-06", None), ("2017-04-07", 200)),
    ("parking-meter-charge", {"minutes": 60}, ("2025-09-27", None), ("2025-09-28", 16)),
]


@pytest.mark.parametrize(("name", "given", "before", "since"), CHANGES)
def test_law_changes_on_its_day(name: str, given: Given, before: tuple[str, Any], since: tuple[str, Any]) -> None:
    for on, wanted in (before, since):
        assert comes_to(total(name, given, on), wanted), (on, lines(name, given, on))


#: The same where the law is not that of the day on which somebody asks, but of a day or year that is given.
DATED: list[tuple[str, Given, str, tuple[str, Any], tuple[str, Any]]] = [
    (
        "stamp-duty-stock",
        {**STOCK, "kind": "gift", "consideration": 100000},
        "traded_on",
        ("2021-07-31", None),
        ("2021-08-01", 265),
    ),
    (
        "stamp-duty-stock",
        {**STOCK, "kind": "gift", "consideration": 100000},
        "traded_on",
        ("2023-11-16", 265),
        ("2023-11-17", 205),
    ),
    (
        "stamp-duty-property",
        {**SHOP, "consideration": 3900000},
        "signed_on",
        ("2023-02-21", None),
        ("2023-02-22", 58500),
    ),
    (
        "stamp-duty-property",
        {**HOME, "consideration": 3900000},
        "signed_on",
        ("2024-02-27", None),
        ("2024-02-28", 58500),
    ),
    (
        "stamp-duty-property",
        {**HOME, "consideration": 3900000},
        "signed_on",
        ("2025-02-25", 58500),
        ("2025-02-26", 100),
    ),
    (
        "stamp-duty-property",
        {**HOME, "consideration": 200000000},
        "signed_on",
        ("2026-02-25", 8500000),
        ("2026-02-26", 13000000),
    ),
    ("business-registration-fee", CERTIFICATE, "starts_on", ("2023-03-31", None), ("2023-04-01", 2150)),
    ("business-registration-fee", CERTIFICATE, "starts_on", ("2024-03-31", 2150), ("2024-04-01", 2200)),
    ("business-registration-fee", CERTIFICATE, "starts_on", ("2026-03-31", 2200), ("2026-04-01", 2350)),
    (
        "business-registration-fee",
        {**CERTIFICATE, "term": "3_years"},
        "starts_on",
        ("2024-03-31", 5650),
        ("2024-04-01", 5720),
    ),
    (
        "business-registration-fee",
        {**CERTIFICATE, "term": "3_years"},
        "starts_on",
        ("2026-03-31", 5720),
        ("2026-04-01", 6170),
    ),
    (
        "business-registration-fee",
        {**CERTIFICATE, "kind": "branch"},
        "starts_on",
        ("2024-03-31", 223),
        ("2024-04-01", 80),
    ),
    (
        "business-registration-fee",
        {**CERTIFICATE, "kind": "branch"},
        "starts_on",
        ("2026-03-31", 80),
        ("2026-04-01", 230),
    ),
    (
        "rates-and-government-rent",
        {**RATES, "rateable_value": 600000},
        "begins_on",
        ("2024-12-31", 30000),
        ("2025-01-01", 31500),
    ),
    *[
        (
            "rates-and-government-rent",
            {**RATES, "rateable_value": 600000, "period": "quarter"},
            "begins_on",
            (before, less),
            (since, more),
        )
        for before, less, since, more in (
            ("2025-01-01", 7875, "2025-04-01", 7375),
            ("2025-04-01", 7375, "2025-07-01", 7875),
            ("2026-01-01", 7875, "2026-04-01", 7375),
            ("2026-07-01", 7375, "2026-10-01", 7875),
        )
    ],
    ("traffic-fixed-penalty", {"offence": "parking"}, "event_date", ("2025-07-29", None), ("2025-07-30", 320)),
    ("traffic-fixed-penalty", {"offence": "parking"}, "event_date", ("2025-12-31", 320), ("2026-01-01", 400)),
    ("traffic-fixed-penalty", {"offence": "speeding"}, "event_date", ("2025-12-31", None), ("2026-01-01", None)),
    ("property-tax", {**LETTING, "rent": 240000}, "year", ("2007/08", 29568), ("2008/09", 27720)),
    ("profits-tax", {**COMPANY, "profits": 3000000}, "year", ("2017/18", 465000), ("2018/19", 310000)),
    ("profits-tax", {**COMPANY, "profits": 3000000}, "year", ("2025/26", 327000), ("2026/27", 330000)),
    *[
        ("salaries-tax", {**SINGLE, "income": income, **more}, "year", before, since)
        for income, more, before, since in (
            (482000, {}, ("2017/18", 16000), ("2018/19", 21500)),
            (482000, {"annuity": 70000}, ("2018/19", 21500), ("2019/20", 11300)),
            (482000, {}, ("2019/20", 21500), ("2020/21", 31500)),
            (482000, {"domestic_rent": 120000}, ("2021/22", 31500), ("2022/23", 18500)),
            (482000, {"children": 1}, ("2022/23", 15100), ("2023/24", 16400)),
            (10000000, {}, ("2023/24", 1497000), ("2024/25", 1548500)),
            (482000, {}, ("2024/25", 40000), ("2025/26", 38500)),
            (482000, {}, ("2025/26", 38500), ("2026/27", 39290)),
        )
    ],
]


@pytest.mark.parametrize(("name", "given", "dated_by", "before", "since"), DATED)
def test_law_of_the_day_that_is_given(
    name: str, given: Given, dated_by: str, before: tuple[str, Any], since: tuple[str, Any]
) -> None:
    for day, wanted in (before, since):
        # Somebody who asks on the day of signing is in time.
        found = total(name, {**given, dated_by: day}, TODAY if "/" in day else day)
        assert comes_to(found, wanted), (day, lines(name, {**given, dated_by: day}))


def test_every_number_has_its_day_and_its_source() -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    for rule in jurisdiction.rules:
        assert rule.examples, rule.id
        for figures in rule.figures:
            assert date.fromisoformat(figures.since).year > 1900, rule.id
            assert len(figures.source) > 10, (rule.id, figures.since)
            assert pick(rule.law, ENGLISH), rule.id
    others = rule_of("traffic-fixed-penalty").figures[-1].numbers
    assert (others["others_least"], others["others_most"]) == (480, 1500)
