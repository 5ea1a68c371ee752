"""The legal rules of Hong Kong asked for what they come to, and what tests give them."""

from datetime import date
from decimal import Decimal
from typing import Any

from openhall.blocks.catalogue.facade import Jurisdiction
from openhall.blocks.rules.facade import LegalRule, charge
from tests.reports import report_of

REPORT = report_of("hongkong")
TODAY = "2026-11-26"
Given = dict[str, Any]
Wanted = float | str | None

PETROL: Given = {"vehicle_class": "private_car", "fuel": "petrol", "occasion": "renewal"}
DIESEL: Given = {**PETROL, "fuel": "diesel"}
ELECTRIC: Given = {**PETROL, "fuel": "electric"}
CAR: Given = {"vehicle_class": "private_car", "fuel": "petrol", "scheme": "none"}
SALE: Given = {"signed_on": "2026-11-20", "instrument": "formal_agreement", "agreement": "not_stamped"}
HOME: Given = {**SALE, "property_type": "residential"}
SHOP: Given = {**SALE, "property_type": "non_residential"}
LEASE: Given = {"signed_on": "2026-11-20", "start_date": "2026-12-01", "monthly_rent": 15000, "duplicates": 0}
CERTIFICATE: Given = {"kind": "main", "term": "1_year", "payment": "in_time"}
SHIPMENT: Given = {"import_kind": "other", "shipped_on": "2026-11-20"}
SPIRITS: Given = {"movement": "import", "commodity": "liquor", "strength": 40, "containers": 1}
BOTTLE: Given = {**SPIRITS, "container_litres": 0.7}
CIGARETTES: Given = {"movement": "import", "commodity": "tobacco", "tobacco_kind": "cigarettes", "cigarette_mm": 84}
WATER: Given = {"use": "domestic", "is_sewered": False, "has_surcharge": False}
RATES: Given = {"use": "domestic", "has_rent": False, "period": "year", "begins_on": "2026-04-01"}
STOCK: Given = {"traded_on": "2026-11-25", "kind": "sale", "place": "here"}
SINGLE: Given = {"year": "2025/26", "status": "single"}
COMPANY: Given = {"year": "2026/27", "entity": "corporation", "rates": "two_tier"}
LETTING: Given = {"year": "2025/26", "irrecoverable_rent": 0, "rates_paid": 9000}


def town() -> Jurisdiction:
    """Return Hong Kong as it lies in the house."""
    assert REPORT.jurisdiction is not None, [str(each) for each in REPORT.problems]
    return REPORT.jurisdiction


def rule_of(name: str) -> LegalRule:
    """Return a rule by its id."""
    return next(rule for rule in town().rules if rule.id == name)


def lines(name: str, given: Given, on: str = TODAY) -> dict[str, Decimal | None]:
    """Return what each line that is shown comes to."""
    return {each.line.id: each.amount for each in charge(rule_of(name), given, date.fromisoformat(on))}


def total(name: str, given: Given, on: str = TODAY) -> Decimal | None:
    """Return what all lines come to; nothing where there is none, or one whose amount an officer says."""
    amounts = list(lines(name, given, on).values())
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if amounts and len(known) == len(amounts) else None


def comes_to(found: Decimal | None, wanted: Wanted) -> bool:
    """Tell whether an amount is the one that is meant, to the cent."""
    return found == (None if wanted is None else Decimal(str(wanted)))
