"""What services of Hong Kong quote by their rules of law: line by line, with reason and day, in time and late."""

from datetime import date

import pytest

from openhall.blocks.catalogue.facade import Service, form_of, quote_of
from openhall.blocks.rules.facade import Quote, RuleFee
from tests.laws import REPORT, TODAY, Given, town


def _service(name: str) -> Service:
    return next(service for service in REPORT.services if service.id.endswith(f"/{name}"))


def _quoted(name: str, answers: Given, on: str = TODAY) -> Quote:
    return quote_of(_service(name), town(), answers, on=date.fromisoformat(on))


@pytest.mark.parametrize(
    ("service", "answers", "amount"),
    [
        (
            "vehicle-licence-renewal",
            {"vehicle_class": "private_car", "fuel": "petrol", "engine_cc": 1496, "term": "12_months"},
            5074,
        ),
        ("vehicle-licence-renewal", {"vehicle_class": "goods_vehicle", "gross_weight": 5.5, "term": "4_months"}, 870),
        (
            "vehicle-licence-renewal",
            {"vehicle_class": "private_car", "fuel": "electric", "rated_power_kw": 75, "term": "4_months"},
            593,
        ),
        ("vehicle-licence-renewal", {"vehicle_class": "private_car", "fuel": "other", "term": "12_months"}, None),
        ("vehicle-licence-renewal", {"vehicle_class": "taxi", "term": "12_months"}, None),
        ("vehicle-licence-renewal", {"vehicle_class": "public_light_bus", "term": "12_months"}, 8564),
        (
            "vehicle-first-registration",
            {"vehicle_class": "private_car", "fuel": "electric", "taxable_value": 300000},
            198000,
        ),
        ("vehicle-first-registration", {"vehicle_class": "bus", "fuel": "electric", "taxable_value": 300000}, 0),
        ("business-registration", {"commencement_date": "2026-11-02", "certificate_validity": "1_year"}, 2350),
        (
            "business-registration-renewal",
            {
                "certificate_starts_on": "2026-12-01",
                "registered_place": "main",
                "certificate_validity": "3_years",
                "due_date": "late",
            },
            6470,
        ),
        ("tax-payment", {"amount": 38500}, 38500),
        ("rates-payment", {"amount": 7875}, 7875),
        ("water-bill-payment", {"amount": 378.77}, 378.77),
        (
            "stamping-property",
            {
                "instrument": "provisional_agreement",
                "date_of_instrument": "2026-11-20",
                "property_type": "residential",
                "consideration": 5000000,
            },
            112500,
        ),
        (
            "stamping-tenancy",
            {
                "date_of_signing": "2026-11-20",
                "start_date": "2026-12-01",
                "end_date": "2028-11-30",
                "monthly_rent": 15000,
                "duplicates": 2,
            },
            910,
        ),
        (
            "import-export-declaration",
            {"direction": "import", "import_goods_kind": "food", "value": 168000, "shipment_date": "2026-11-12"},
            0.2,
        ),
        (
            "dutiable-commodities-permit",
            {
                "movement": "import",
                "commodity": "liquor",
                "alcoholic_strength": 40,
                "containers": 600,
                "container_litres": 0.7,
                "container_value": 1000,
            },
            168000,
        ),
        ("dutiable-commodities-permit", {"movement": "export", "commodity": "liquor"}, None),
    ],
)
def test_a_service_quotes_what_its_law_says(service: str, answers: Given, amount: float | None) -> None:
    quote = _quoted(service, answers)

    assert quote.lines
    assert quote.minor == (None if amount is None else town().minor(amount)), quote
    assert all(line.law and line.figures and line.because for line in quote.lines), "with its reason and its law"


def test_each_line_is_cited_with_the_day_of_its_own_numbers() -> None:
    answers: Given = {"vehicle_class": "private_car", "fuel": "petrol", "engine_cc": 1496, "term": "12_months"}
    petrol = _quoted("vehicle-licence-renewal", answers)
    electric = _quoted("vehicle-licence-renewal", {**answers, "fuel": "electric", "rated_power_kw": 75})

    assert [line.figures and line.figures.since for line in petrol.lines] == ["2021-02-24", "2021-02-24"]
    assert [line.figures and line.figures.since for line in electric.lines] == ["2026-03-01", "2021-02-24"]


@pytest.mark.parametrize(
    ("on", "penalty"),
    # Thirty days after 23 October is a Sunday: the period runs to Monday.
    {
        "2026-11-22": None,
        "2026-11-23": None,
        "2026-11-24": 225000,
        "2026-12-23": 225000,
        "2026-12-24": 450000,
        "2027-01-23": 450000,
        "2027-01-24": 1125000,
    }.items(),
)
def test_stamping_late(on: str, penalty: int | None) -> None:
    sale: Given = {"instrument": "provisional_agreement", "property_type": "residential", "consideration": 5000000}
    quote = _quoted("stamping-property", {**sale, "date_of_instrument": "2026-10-23"}, on)

    found = {line.id: line.minor for line in quote.lines}
    assert found == {"duty": 11250000} | ({} if penalty is None else {"penalty": penalty * 100})


def test_a_day_that_was_lost_to_a_storm_is_not_the_last_one() -> None:
    lease = {"date_of_signing": "2026-10-27", "start_date": "2026-12-01", "monthly_rent": 15000, "duplicates": 0}

    def penalties(day: str, *lost: str) -> int:
        closed = frozenset(map(date.fromisoformat, lost))
        found = quote_of(_service("stamping-tenancy"), town(), lease, on=date.fromisoformat(day), closed=closed)
        return sum(line.id == "penalty" for line in found.lines)

    # Thirty days after signing is Thursday the 26th.
    assert (penalties("2026-11-26"), penalties("2026-11-27")) == (0, 1)
    assert penalties("2026-11-27", "2026-11-26") == 0
    assert penalties("2026-11-28", "2026-11-26") == 1
    assert penalties("2026-11-28", "2026-11-26", "2026-11-27") == 0
    # A day lost before the period ends moves nothing.
    assert penalties("2026-11-27", "2026-11-24") == 1


@pytest.mark.parametrize(
    ("on", "value", "late"),
    # Fourteen days after 8 November is a Sunday: the period runs to Monday.
    [
        ("2026-11-23", 20000, None),
        ("2026-11-24", 20000, 20),
        ("2026-12-23", 20000, 20),
        ("2026-12-24", 20000, 40),
        ("2027-01-23", 20000, 40),
        ("2027-01-24", 20000, 100),
        ("2026-11-24", 20001, 40),
        ("2026-12-24", 20001, 80),
        ("2027-01-24", 20001, 200),
    ],
)
def test_declaring_late(on: str, value: int, late: int | None) -> None:
    answers: Given = {"direction": "import", "import_goods_kind": "food", "value": value, "shipment_date": "2026-11-08"}
    found = [line.minor for line in _quoted("import-export-declaration", answers, on).lines]

    assert found == [20] + ([] if late is None else [late * 100])


#: What the law that we know does not price: an officer says it.
UNPRICED = {
    ("vehicle-licence-renewal", "vehicle_class"): {"motor_cycle", "taxi", "bus", "other"},
    ("vehicle-licence-renewal", "fuel"): {"other"},
    ("vehicle-first-registration", "vehicle_class"): {"other"},
    ("business-registration-renewal", "registered_place"): set[str](),
    ("stamping-property", "instrument"): {"other"},
    ("stamping-property", "earlier_agreement"): {"stamped"},
    ("import-export-declaration", "export_goods_kind"): set[str](),
    ("dutiable-commodities-permit", "movement"): {"export", "ship_stores"},
    ("dutiable-commodities-permit", "oil_kind"): {"other_oil"},
    ("dutiable-commodities-permit", "tobacco_kind"): set[str](),
}


@pytest.mark.parametrize(("place", "unpriced"), UNPRICED.items(), ids=[" ".join(place) for place in UNPRICED])
def test_only_what_is_not_known_has_no_price(place: tuple[str, str], unpriced: set[str]) -> None:
    """Each answer that the fee reads finds its lines, whatever the rest; none is left without any."""
    name, question = place
    answers: Given = {
        "vehicle_class": "private_car", "fuel": "petrol", "engine_cc": 1496, "gross_weight": 1.9, "rated_power_kw": 75,
        "term": "12_months", "taxable_value": 300000, "certificate_starts_on": "2026-12-01",
        "certificate_validity": "1_year", "due_date": "in_time", "registered_place": "main",
        "property_type": "residential",
        "instrument": "formal_agreement", "earlier_agreement": "not_stamped", "date_of_instrument": "2026-11-20",
        "consideration": 5000000, "direction": "export", "value": 50000, "shipment_date": "2026-11-20",
        "movement": "import", "alcoholic_strength": 40, "containers": 1, "container_litres": 0.7, "container_value": 9,
        "cigarettes": 200, "cigarette_length": 84, "tobacco_weight": 1, "litres": 10,
        "commodity": {"oil_kind": "hydrocarbon_oil", "tobacco_kind": "tobacco"}.get(question, "liquor"),
    }  # fmt: skip
    options = [option.id for option in form_of(_service(name), town()).by_id[question].question.options]
    quotes = {option: _quoted(name, {**answers, question: option}) for option in options}

    assert len(options) > 1
    assert all(quote.lines for quote in quotes.values())
    assert {option for option, quote in quotes.items() if quote.minor is None} == unpriced


def test_every_service_with_a_rule_is_sound_and_its_examples_have_a_quote() -> None:
    bound = [service for service in REPORT.services if isinstance(service.fee, RuleFee)]

    assert len(bound) == 12
    for service in bound:
        answers = form_of(service, town()).example(0, today=date.fromisoformat(TODAY), file=lambda path: path[-1])
        for given in (answers, *(example.answers for example in service.examples)):
            quote = quote_of(service, town(), given, on=date.fromisoformat(TODAY))
            assert quote.lines, (service.id, given)
