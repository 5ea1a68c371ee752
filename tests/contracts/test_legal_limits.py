"""The law of Hong Kong at each limit of its bands and just above: the amounts are worked out by hand."""

from typing import Any

import pytest

from tests.laws import (
    BOTTLE,
    CAR,
    CIGARETTES,
    COMPANY,
    ELECTRIC,
    HOME,
    LEASE,
    RATES,
    SHIPMENT,
    SHOP,
    SINGLE,
    SPIRITS,
    TODAY,
    WATER,
    Given,
    Wanted,
    comes_to,
    lines,
    total,
)


def _limits(name: str, given: Given, field: str, amounts: dict[float, Any], on: str = TODAY) -> list[Any]:
    return [
        pytest.param(name, {**given, field: value}, on, amount, id=f"{name} {field} {value}")
        for value, amount in amounts.items()
    ]


GOODS: Given = {"vehicle_class": "goods_vehicle", "term": "12_months", "occasion": "renewal"}
VAN: Given = {**GOODS, "vehicle_class": "van_light_goods"}
SMALL_VAN: Given = {"vehicle_class": "van_light_goods", "fuel": "diesel", "scheme": "none", "gross_tonnes": 1.9}
LATE: Given = {"import_kind": "food", "shipped_on": "2026-11-11"}

LIMITS = [
    *_limits("vehicle-licence-fee", GOODS, "gross_tonnes", {1.9: 1289, 1.901: 2404, 5.5: 2404, 5.501: 4694}),
    *_limits("vehicle-licence-fee", VAN, "gross_tonnes", {1.9: 2229, 1.901: 4254}),
    *_limits("vehicle-licence-fee", {**ELECTRIC, "term": "12_months"}, "rated_power_kw", {75: 1614, 76: None}),
    *_limits(
        "vehicle-licence-fee",
        {**ELECTRIC, "term": "12_months"},
        "unladen_kg",
        {900: 686, 1000: 686, 1001: 810, 1250: 810, 1251: 934},
        "2025-12-01",
    ),
    *_limits(
        "first-registration-tax",
        CAR,
        "taxable_value",
        {150000: 69000, 150001: "69000.86", 300000: 198000, 300001: "198001.15", 500000: 428000, 500001: "428001.32"},
    ),
    *_limits(
        "first-registration-tax",
        SMALL_VAN,
        "taxable_value",
        {150000: 52500, 150001: "52500.65", 300000: 150000, 300001: "150000.85"},
    ),
    *_limits("first-registration-tax", {**SMALL_VAN, "taxable_value": 1000}, "gross_tonnes", {1.9: 350, 1.901: 170}),
    *_limits(
        "stamp-duty-property",
        HOME,
        "consideration",
        {
            4000000: 100, 4000001: 101, 4323780: 64856, 4323781: 64857, 4500000: 67500, 4500001: 67501,
            4935480: 111048, 4935481: 111049, 6000000: 135000, 6000001: 135001, 6642860: 199286, 6642861: 199286,
            9000000: 270000, 9000001: 270001, 10080000: 378000, 10080001: 378001, 20000000: 750000, 20000001: 750001,
            21739120: 923912, 21739121: 923913, 100000000: 4250000, 100000001: None, 200000000: 13000000,
        },
    ),
    *_limits("stamp-duty-property", SHOP, "consideration", {100000000: 4250000, 100000001: 4250001}),
    *_limits(
        "stamp-duty-lease",
        LEASE,
        "end_date",
        {"2026-12-31": 38, "2027-11-30": 450, "2027-12-01": 900, "2029-11-30": 900, "2029-12-01": 1800, None: 450},  # type: ignore[dict-item]
    ),
    *_limits("stamp-duty-lease", {**LEASE, "end_date": "2028-11-30"}, "monthly_rent", {15000: 900, 15001: 901}),
    *_limits(
        "trade-declaration-charge",
        SHIPMENT,
        "value",
        {0: "0.2", 47000: "0.4", 47001: "0.5", 1643000: "199.9", 1643001: 200, 99000000: 200},
    ),
    *_limits("trade-declaration-charge", LATE, "value", {20000: "20.2", 20001: "40.2"}),
    *_limits(
        "trade-declaration-charge",
        {"export_kind": "hong_kong_clothing", "shipped_on": "2026-11-20"},
        "value",
        {1000: "0.5", 1001: "0.8"},
    ),
    *_limits("excise-duty", {**BOTTLE, "container_value": 300}, "strength", {30: 0, 30.1: 210}),
    *_limits("excise-duty", BOTTLE, "container_value", {200: 200, 201: "200.1"}),
    *_limits("excise-duty", {**SPIRITS, "container_value": 300}, "container_litres", {1: 210, 1.01: "211.8", 1.5: 300}),
    *_limits("excise-duty", {**SPIRITS, "containers": 10}, "container_litres", {1.19: 1904, 1.2: None}),
    *_limits("excise-duty", {**CIGARETTES, "cigarettes": 100}, "cigarette_mm", {90: "330.6", 91: "661.2"}),
    *_limits(
        "excise-duty",
        {"movement": "import", "commodity": "methyl_alcohol", "litres": 100},
        "strength",
        {30: 840, 30.9: 840, 31: "868.1", 100: 2807},
    ),
    *_limits(
        "water-tariff",
        WATER,
        "volume",
        {12: 0, 13: "4.16", 43: "128.96", 44: "135.41", 62: "251.51", 63: "260.56"},
    ),
    *_limits("water-tariff", {**WATER, "is_sewered": True}, "volume", {12: 0, 13: "7.08"}),
    *_limits(
        "rates-and-government-rent",
        RATES,
        "rateable_value",
        {550000: 27500, 550001: "27500.08", 800000: 47500, 800001: "47500.12"},
    ),
    *_limits("rates-and-government-rent", {**RATES, "use": "non_domestic"}, "rateable_value", {800001: "40000.05"}),
    *_limits(
        "salaries-tax",
        {**SINGLE, "year": "2026/27"},
        "income",
        {
            145000: 0, 195000: 1000, 195001: "1000.06", 245000: 4000, 245001: "4000.1", 295000: 9000, 295001: "9000.14",
            345000: 16000, 345001: "16000.17", 5000000: 750000, 5000001: "750000.16",
        },
    ),
    *_limits("profits-tax", COMPANY, "profits", {2000000: 165000, 2000001: "165000.17"}),
    *_limits("profits-tax", {**COMPANY, "entity": "unincorporated"}, "profits", {2000000: 150000, 2000100: 150015}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "on", "wanted"), LIMITS)
def test_at_each_limit_and_just_above(name: str, given: Given, on: str, wanted: Wanted) -> None:
    assert comes_to(total(name, given, on), wanted), lines(name, given, on)
