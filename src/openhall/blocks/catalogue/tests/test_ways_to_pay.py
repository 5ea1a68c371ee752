"""What a jurisdiction says of ways to pay: what the registry knows, with options that it understands."""

from pathlib import Path

from openhall.blocks.catalogue.tests.factories import Files, check, town, words


def _town(*providers: Files) -> Files:
    return {**town(), "payment.yaml": {"providers": list(providers)}}


def test_ways_to_pay_are_published_in_their_order_with_the_decimals_of_the_currency(tmp_path: Path) -> None:
    counter = {"id": "counter", "name": words("Cash"), "options": {"valid_days": 7}}
    report = check(tmp_path, _town(counter, {"id": "sandbox", "name": words("Practice")}))

    assert report.problems == []
    assert report.jurisdiction is not None
    payment = report.jurisdiction.payment
    assert [(way.id, way.options) for way in payment.providers] == [("counter", {"valid_days": 7}), ("sandbox", {})]
    assert payment.decimals == report.jurisdiction.currency.decimals


def test_a_jurisdiction_may_do_without(tmp_path: Path) -> None:
    report = check(tmp_path, town())

    assert report.problems == []
    assert report.jurisdiction is not None
    assert report.jurisdiction.payment.providers == ()


def test_what_the_registry_does_not_know_is_told(tmp_path: Path) -> None:
    wrong = {"id": "counter", "name": words("Cash"), "options": {"valid_days": "seven"}}
    report = check(tmp_path, _town({"id": "cheque", "name": words("Cheque")}, wrong))

    assert [(problem.field, problem.message.partition(";")[0]) for problem in report.problems][:1] == [
        ("providers[1]", "there is no provider “cheque”")
    ]
    assert [problem.field for problem in report.problems] == ["providers[1]", "providers[2]"]
    assert "valid_days" in report.problems[1].message
