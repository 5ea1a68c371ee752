"""Read a bank's statement: camt.053 of ISO 20022, in any of its versions. Nothing in it is fetched or expanded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from openhall.blocks.payments.refusals import StatementRefused
from openhall.kernel.bpmn.document import Element, ModelRefused, parse

_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
#: A day of a large government: some ten thousand entries of forty elements.
_MAX_BYTES, _MAX_ELEMENTS = 64_000_000, 2_000_000
_MOST_REFERENCES, _LONGEST = 12, 140
#: Where the reference of a payer may stand in the details of a transaction.
_REFERENCES = (
    ("Refs", "EndToEndId"),
    ("Refs", "InstrId"),
    ("Refs", "TxId"),
    ("Refs", "AcctSvcrRef"),
    ("RmtInf", "Strd", "CdtrRefInf", "Ref"),
    ("RmtInf", "Ustrd"),
)
_NONE_GIVEN = frozenset({"NOTPROVIDED", ""})


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A movement: positive minor units came in, negative ones went out."""

    amount: int
    currency: str
    booked_on: date
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementRead:
    """A statement: whose account, its number, and what moved."""

    account: str
    number: str
    entries: tuple[StatementEntry, ...]


def read_statements(xml: bytes, *, decimals: int) -> tuple[StatementRead, ...]:
    """Return the statements of a file; ``decimals`` are those of the currency. Raises ``StatementRefused``."""
    try:
        root = parse(xml, max_bytes=_MAX_BYTES, max_elements=_MAX_ELEMENTS)
    except ModelRefused as error:
        (problem,) = error.problems
        raise StatementRefused(told=f"line {problem.line}: {problem.told}") from error
    if not root.space.startswith(_SPACE) or root.tag != "Document":
        raise StatementRefused(told="this is no camt.053 document")
    statements = tuple(_statement(each, decimals) for each in _below(root, "BkToCstmrStmt", "Stmt"))
    if not statements:
        raise StatementRefused(told="there is no statement in it")
    return statements


def _statement(element: Element, decimals: int) -> StatementRead:
    account = _text(element, "Acct", "Id", "IBAN") or _text(element, "Acct", "Id", "Othr", "Id")
    number = _text(element, "Id")
    if not account or not number:
        raise _refused(element, "the statement has no number or no account")
    entries = (found for each in _below(element, "Ntry") if _is_booked(each) for found in _entries(each, decimals))
    return StatementRead(account[:40], number[:40], tuple(entries))


def _is_booked(entry: Element) -> bool:
    """Tell whether an entry is final: what is only pending comes again. The status moved between the versions."""
    return (_text(entry, "Sts", "Cd") or _text(entry, "Sts")) == "BOOK"


def _entries(entry: Element, decimals: int) -> Iterator[StatementEntry]:
    """Yield the transactions of an entry: a batch has several, each with its own amount."""
    details = list(_below(entry, "NtryDtls", "TxDtls"))
    booked = _day(entry)
    own = [_text(entry, "NtryRef"), _text(entry, "AcctSvcrRef")]
    total, currency = _amount(entry, decimals)
    if len(details) <= 1:
        references = _references(details, own)
        yield StatementEntry(total * _sign(entry), currency, booked, references)
        return
    amounts = [_amount(each, decimals) for each in details]
    if any(each[1] != currency for each in amounts) or sum(each[0] for each in amounts) != total:
        raise _refused(entry, "the transactions of an entry do not add up to it")
    for each, (amount, _) in zip(details, amounts, strict=True):
        signed = amount * _sign(entry)
        yield StatementEntry(signed, currency, booked, _references([each], []))


def _sign(entry: Element) -> int:
    """Return 1 for what came in. What takes an earlier entry back says its own direction, too."""
    told = _text(entry, "CdtDbtInd")
    if told not in {"CRDT", "DBIT"}:
        raise _refused(entry, "an entry does not say whether money came or went")
    return 1 if told == "CRDT" else -1


def _amount(element: Element, decimals: int) -> tuple[int, str]:
    found = next(_below(element, "Amt"), None) or next(_below(element, "AmtDtls", "TxAmt", "Amt"), None)
    if found is None:
        raise _refused(element, "an amount is missing")
    try:
        scaled = Decimal(found.text).scaleb(decimals)
    except InvalidOperation as error:
        raise _refused(found, "an amount is no number") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or scaled < 0:
        raise _refused(found, f"an amount has more than {decimals} decimals, or is none")
    return int(scaled), found.attributes.get("Ccy", "")


def _day(entry: Element) -> date:
    text = _text(entry, "BookgDt", "Dt") or _text(entry, "BookgDt", "DtTm") or _text(entry, "ValDt", "Dt")
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise _refused(entry, "the day of an entry cannot be read") from error


def _references(details: list[Element], own: list[str]) -> tuple[str, ...]:
    found = [each.text for detail in details for path in _REFERENCES for each in _below(detail, *path)]
    kept = dict.fromkeys(text[:_LONGEST] for text in (*found, *own) if text not in _NONE_GIVEN)
    return tuple(kept)[:_MOST_REFERENCES]


def _below(element: Element, *path: str) -> Iterator[Element]:
    first, rest = path[0], path[1:]
    for child in element.all(first, space=element.space):
        if rest:
            yield from _below(child, *rest)
        else:
            yield child


def _text(element: Element, *path: str) -> str:
    found = next(_below(element, *path), None)
    return found.text if found else ""


def _refused(element: Element, told: str) -> StatementRefused:
    return StatementRefused(told=f"line {element.line}: {told}")
