"""Fill in what a service file takes from the shared libraries, and turn it into its definition."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from openhall.blocks.catalogue.definitions import Jurisdiction, Service
from openhall.blocks.catalogue.loading.files import SourceFile
from openhall.blocks.catalogue.loading.sign_in_gate import NOT_YET_RECORDED
from openhall.blocks.catalogue.loading.sources import Sources, patterns_of, rows_of
from openhall.blocks.identity.facade import People
from openhall.kernel.bpmn.calling import inline_calls
from openhall.kernel.money import Currency, parse_amount

Row = dict[str, Any]
#: When money goes back, as files say it.
REFUNDS = ("refused", "withdrawn", "lapsed")


class Libraries:
    """The shared questions and papers of a jurisdiction, by id."""

    def __init__(self, sources: Sources) -> None:
        self.questions: Mapping[str, Row] = {str(row.get("id")): row for row in sources.rows("questions")}
        self.evidence: Mapping[str, Row] = {str(row.get("id")): row for row in sources.rows("evidence")}

    def question(self, row: Row) -> Row:
        """Return one question whole: the library's, with what the service says instead."""
        full = dict(row)
        if "use" in row:
            changes = {key: value for key, value in row.items() if key not in {"use", "as"}}
            full = {**self.questions[row["use"]], **changes, "id": row.get("as", row["use"])}
        if "questions" in full:
            full["questions"] = [self.question(inner) for inner in full["questions"]]
        return full

    def paper(self, row: Row | str) -> Row:
        """Return one paper whole."""
        if isinstance(row, str):
            return dict(self.evidence[row])
        if "use" not in row:
            return dict(row)
        changes = {key: value for key, value in row.items() if key not in {"use", "as"}}
        return {**self.evidence[row["use"]], **changes, "id": row.get("as", row["use"])}


def _members(files: Iterable[SourceFile], name: str) -> list[str]:
    return [str(each.value[name]) for each in files if isinstance(each.value, dict) and name in each.value]


def resolve_service(value: Row, libraries: Libraries, currency: Currency) -> Service:
    """Return the definition that a checked service file gives."""
    service_id = str(value["service"])
    members = {key: member for key, member in value.items() if key != "service"}
    if members.get("sign_in_reason") == NOT_YET_RECORDED:
        del members["sign_in_reason"]
    return msgspec.convert(
        {
            **members,
            "id": service_id,
            "authority": service_id.partition("/")[0],
            "fee": resolve_fee(value["fee"], currency),
            **resolve_refund(value["fee"], currency),
            "questions": [libraries.question(row) for row in value["questions"]],
            "evidence": [libraries.paper(row) for row in value.get("evidence", [])],
        },
        Service,
    )


def resolve_fee(fee: Row, currency: Currency) -> Row:
    """Turn amounts in major units into whole minor units; raise ``ValueError`` when that loses something."""
    full = {key: value for key, value in fee.items() if key != "refund"}
    if "amount" in full:
        full["minor"] = parse_amount(full.pop("amount"), currency).minor
    if "rows" in full:
        full["rows"] = [
            {("minor" if key == "amount" else key): _minor(key, value, currency) for key, value in row.items()}
            for row in full["rows"]
        ]
    return full


def resolve_refund(row: Row, currency: Currency) -> Row:
    """Return the member ``refund`` of a fee, a pattern or a jurisdiction, resolved; nothing where it has none.

    Of a table, a part that is kept stands for all its rows.
    """
    if "refund" not in row:
        return {}
    parts: dict[str, list[str]] = {}
    for each in row.get("rows", []):
        parts.setdefault(each.get("part", ""), []).append(each["id"])
    terms = row["refund"]
    return {"refund": {key: _paid_back(key, value, parts, currency) for key, value in terms.items()}}


def _paid_back(key: str, value: Any, parts: Mapping[str, list[str]], currency: Currency) -> Any:  # noqa: ANN401 - as it stands in the file
    if key not in REFUNDS:
        return value
    if isinstance(value, str):
        return {"share": 100 if value == "all" else 0}
    full = dict(value)
    if "keep" in full:
        full["keep"] = [row for name in full["keep"] for row in (parts.get(name) or [name])]
    if "less" in full:
        full["less"] = parse_amount(full["less"], currency).minor
    return full


def _minor(key: str, value: Any, currency: Currency) -> Any:  # noqa: ANN401 - as it stands in the file
    return parse_amount(value, currency).minor if key == "amount" else value


def resolve_jurisdiction(sources: Sources) -> Jurisdiction:
    """Return the jurisdiction that checked files give."""
    value = sources.single["jurisdiction"].value
    members = dict(value) if isinstance(value, dict) else {}
    money = members["currency"]
    currency = Currency(money["code"], money["symbol"], money["decimals"])
    questions = sources.single["questions"].value
    return msgspec.convert(
        {
            **members,
            **resolve_refund(members, currency),
            "id": members.pop("jurisdiction"),
            "authorities": sources.rows("authorities"),
            "life_events": sources.rows("life_events"),
            "patterns": [
                {
                    **row,
                    **resolve_refund(row, currency),
                    "model": inline_calls(sources.models[row["id"]], sources.models).decode(),
                }
                for row in patterns_of(sources)
            ],
            "tables": [_named(source.value, "decision") for source in sources.decisions],
            "rules": [_named(source.value, "rule") for source in sources.rules],
            "registers": [_named(source.value, "register") for source in sources.registers],
            "reasons": sources.rows("reasons"),
            "migrations": rows_of(sources.migrations, "migrations"),
            "payment": {
                "providers": rows_of(sources.payment, "providers"),
                "decimals": currency.decimals,
                "treasury": next(iter(_members(sources.payment, "treasury")), ""),
            },
            "field_types": sources.rows("field_types"),
            "facts": sources.rows("facts"),
            "fact_sources": rows_of(sources.fact_sources, "sources"),
            "predicates": rows_of(sources.fact_sources, "predicates"),
            "fact_askers": rows_of(sources.fact_sources, "askers"),
            "posts": [_post(row, currency) for row in rows_of(sources.posts, "posts")],
            "calendars": [_named(source.value, "calendar") for source in sources.calendars],
            "booking_offices": rows_of(sources.appointments, "offices"),
            "bookable": rows_of(sources.appointments, "kinds"),
            "samples": questions.get("samples", {}) if isinstance(questions, dict) else {},
        },
        Jurisdiction,
    )


def _post(row: Row, currency: Currency) -> Row:
    return {**row, "limit": parse_amount(row["limit"], currency).minor} if "limit" in row else row


def _named(value: object, member: str) -> Row:
    """Return a file as a row: what it calls itself is its id."""
    row = dict(value) if isinstance(value, dict) else {}
    return {**row, "id": row.pop(member)}


def resolve_people(sources: Sources) -> People:
    """Return the invented people that checked files give."""
    return msgspec.convert(
        {
            "organisations": rows_of(sources.people, "organisations"),
            "people": rows_of(sources.people, "people"),
            "mandates": rows_of(sources.people, "mandates"),
        },
        People,
    )
