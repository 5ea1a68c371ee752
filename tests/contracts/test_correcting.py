"""A record is corrected by whoever keeps it: named by its register or source in any language, or by its number."""

import pytest

from openhall.blocks.catalogue.facade import keeper_of
from tests.reports import report_of

FOOD, COMPANIES = "food-and-environmental-hygiene-department", "companies-registry"


@pytest.mark.parametrize(
    ("named", "keeper"),
    [
        ("Licensed food premises, FL-2026-000001: Shop sign", FOOD),
        ("licensed  FOOD premises", FOOD),
        ("持牌食物業處所，FL-2026-000001：店號", FOOD),
        ("持证餐饮食品场所，FL-2026-000001：店铺字号", FOOD),
        ("FL-2026-000001 has the old shop sign", FOOD),
        ("Companies, 0000001: Registered office", COMPANIES),
        ("公司，0000001：註冊辦事處", COMPANIES),
        ("人事登記紀錄：中文姓名", "immigration-department"),
        ("Contact details: Email address", "digital-policy-office"),
        # The longest name is meant, not one that stands within it.
        ("Register of driving licences: Driving licence number", "transport-department"),
        ("0000001", ""),
        ("My neighbour’s fence", ""),
        ("", ""),
    ],
)
def test_a_record_names_its_keeper(named: str, keeper: str) -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    assert keeper_of(jurisdiction, named) == keeper


def test_every_register_and_source_is_found_by_each_of_its_names() -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    kept = [(each.name, each.authority) for each in jurisdiction.registers]
    kept += [(each.name, each.authority) for each in jurisdiction.fact_sources]
    for names, authority in kept:
        for name in names.values():
            assert keeper_of(jurisdiction, f"{name}, 12: x") == authority, name
