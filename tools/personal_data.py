"""What every column that can hold words is: ``python -m tools.personal_data`` writes docs/reference/personal-data.md.

A test holds this to the models: a new column is classified before it is merged.
"""

import sys
from pathlib import Path
from typing import Literal

Kind = Literal["sealed", "personal", "public-by-law", "id", "none"]
#: What each kind means, as the page says it.
KINDS: dict[Kind, str] = {
    "sealed": "Readable with the key of its owner only. Destroying the key erases it.",
    "personal": "Tells something of somebody and lies in plain. Each has its reason below.",
    "public-by-law": "Tells of somebody, and anybody may read it because the law says so.",
    "id": "A name for somebody or for a matter that says nothing by itself.",
    "none": "Nothing of anybody.",
}
#: By table: the columns that are not ``none``. Tables with nothing of anybody stand below.
COLUMNS: dict[str, dict[str, Kind]] = {
    "appointments_booking": {"subject": "id", "owner": "id"},
    "appointments_drawticket": {"subject": "id", "owner": "id", "ticket": "id"},
    "appointments_seat": {"booking": "id"},
    "authorities_rightschange": {
        "person": "id",
        "proposed_by": "id",
        "proposed_for": "id",
        "decided_by": "id",
        "proposal": "personal",
    },
    "authorities_substitute": {"named_by": "id"},
    "cases_actkey": {"caller": "id"},
    "cases_agreement": {"mark": "id", "by": "id", "organisation": "id"},
    "cases_ask": {"by": "id", "words": "sealed"},
    "cases_case": {
        "reference": "id",
        "person": "id",
        "organisation": "id",
        "owner": "id",
        "sealed": "sealed",
        "caller": "id",
        "helper": "id",
    },
    "cases_caseevent": {"actor": "id"},
    "cases_caseaward": {"by": "id", "reason": "sealed"},
    "cases_casefee": {"by": "id", "reason": "sealed"},
    "cases_erasure": {"by": "id"},
    "cases_hold": {"by": "id", "reason": "sealed", "ended_by": "id"},
    "cases_judgement": {"by": "id", "note": "sealed"},
    "cases_letter": {"by": "id", "words": "sealed"},
    "cases_pass": {"by": "id", "reason": "personal"},
    "cases_supplement": {"sealed": "sealed"},
    "cases_remark": {"sealed": "sealed"},
    "cases_working": {"person": "id", "instead_of": "id", "sealed": "sealed"},
    "documents_file": {"owner": "id", "key_owner": "id", "sealed": "sealed", "subject": "id"},
    "documents_paper": {"owner": "id", "subject": "id", "sealed": "sealed", "number": "id"},
    "documents_upload": {"owner": "id", "name": "sealed"},
    "documents_walletoffer": {"actor": "id"},
    "exchange_consent": {"person": "id"},
    "exchange_copy": {"person": "id", "organisation": "id", "owner": "id", "sealed": "sealed"},
    "exchange_fetch": {"person": "id", "organisation": "id", "subject": "id", "actor": "id"},
    "exchange_stated": {"subject": "id", "owner": "id", "seen_by": "id", "said": "sealed"},
    "federation_consent": {"person": "id"},
    "federation_grant": {"person": "id"},
    "forms_draft": {
        "reference": "id",
        "person": "id",
        "organisation": "id",
        "owner": "id",
        "sealed": "sealed",
        "helper": "id",
    },
    "identity_account": {"id": "id"},
    "identity_address": {"digest": "id", "sealed": "sealed"},
    "identity_attendance": {"officer": "id", "code": "id"},
    "identity_firmmandate": {"made_by": "id", "ended_by": "id"},
    "identity_firmpaper": {
        "given_by": "id",
        "officer": "id",
        "person": "id",
        "offer": "id",
        "paper": "sealed",
        "undone_by": "id",
    },
    "identity_joining": {"address": "id", "moved": "id"},
    "identity_mandate": {"made_by": "id", "ended_by": "id", "paper": "sealed"},
    "identity_organisation": {"id": "id", "name": "sealed", "facts": "sealed"},
    "identity_organisationmark": {"mark": "id"},
    "identity_person": {"id": "id", "name": "sealed", "facts": "sealed", "card": "sealed"},
    "identity_personmark": {"mark": "id"},
    "identity_seatoffer": {"made_by": "id"},
    "identity_sentcode": {"sealed": "sealed"},
    "identity_providerlink": {"mark": "id"},
    "journal_datakey": {"owner": "id", "wrapped": "sealed"},
    "journal_dataread": {"actor": "id", "owner": "id", "case": "id"},
    "journal_message": {"key": "id", "payload": "id"},
    "journal_record": {"subject": "id", "statement": "id"},
    "messages_delivery": {"subject": "id", "owner": "id", "person": "id", "sealed": "sealed"},
    "messages_inboxmessage": {"subject": "id", "owner": "id", "person": "id", "organisation": "id", "sealed": "sealed"},
    "messages_preference": {"person": "id"},
    "oversight_alert": {"actor": "id", "seen_by": "id", "note": "sealed"},
    "oversight_look": {"actor": "id", "found": "id", "sealed": "sealed", "judged_by": "id", "note": "sealed"},
    "oversight_question": {
        "owner": "id",
        "person": "id",
        "case": "id",
        "actor": "id",
        "answered_by": "id",
        "sealed": "sealed",
    },
    "payments_attempt": {"recorded_by": "id"},
    "payments_bundle": {"payer": "id"},
    "payments_handover": {"recorded_by": "id", "note": "personal"},
    "payments_paymentrequest": {"subject": "id", "payer": "id"},
    "payments_posting": {"subject": "id"},
    "payments_refund": {"reason": "personal", "asked_by": "id", "approved_by": "id", "paid_out_by": "id"},
    "payments_voucher": {"issued_by": "id", "reason": "sealed"},
    "payments_waiver": {"waived_by": "id", "reason": "personal"},
    "processes_instance": {"subject": "id"},
    "processes_task": {"subject": "id", "claimed_by": "id", "done_by": "id", "done_for": "id"},
    "registers_entry": {
        "subject": "id",
        "owner": "id",
        "person": "id",
        "organisation": "id",
        "number": "public-by-law",
    },
    "registers_entryversion": {
        "subject": "id",
        "by": "id",
        "reason": "personal",
        "facts": "public-by-law",
        "owner": "id",
        "sealed": "sealed",
    },
    "registers_entryword": {"word": "public-by-law"},
    "registers_notice": {"subject": "id", "lines": "public-by-law"},
}
#: Why what is ``personal`` lies in plain.
REASONS: dict[str, str] = {
    "authorities_rightschange.proposal": "The name of a new officer: who holds which post is public.",
    "cases_pass.reason": "Only what was written before such words were sealed with the case (`cases_remark`).",
    "payments_handover.note": "What a bank or a provider took money for, as its page says it.",
    "payments_refund.reason": "As above: why money goes back lies with the case.",
    "payments_waiver.reason": "As above: why nobody pays lies with the case.",
    "registers_entryversion.reason": "As above: why an entry was suspended stands in the letter to its holder.",
}
_SHOWN = ("sealed", "personal", "public-by-law", "id")
_HEAD = """# Where personal data lies

Every column that can hold words is classified in `tools/personal_data.py`, and those with nothing of anybody in
`tools/personal_data.toml`. A test holds both to the models; `python -m tools.personal_data` writes this page.

| kind | what it is |
| --- | --- |"""
#: What each kind asks for: how it lies, who reads it, where it may never stand, and how long it is kept.
ASKED: dict[str, tuple[str, str, str, str]] = {
    "sealed": (
        "AES-256-GCM under the key of its owner, bound to its column",
        "a reader with a purpose; each read is a row that its person sees",
        "lines of processes, addresses, subjects of mails",
        "until its owner is erased, or [as its kind is](retention.md)",
    ),
    "personal": ("in plain, for the reason below", "the offices of the case", "lines of processes", "as the case"),
    "public by law": ("in plain", "anybody", "lines of processes", "as the law says"),
    "ids": ("in plain: random, and nothing by themselves", "the hall", "–", "as what they name"),
    "codes, tokens, passwords": (
        "a hash, or derived and stored nowhere",
        "nobody",
        "anywhere",
        "to the end of what they open",
    ),
    "keys": (
        "[files of mode 0600](security.md#keys)",
        "the account of the hall",
        "anywhere; that one changed is a leaf of the log",
        "until nothing is checked or opened with them",
    ),
}
_ASKED = """
## What each kind asks for

| kind | at rest | who reads it | where it never stands | kept |
| --- | --- | --- | --- | --- |"""
_TABLES = """
## By table

| table | sealed | personal | public by law | ids |
| --- | --- | --- | --- | --- |"""
_PLAIN = """
## What is personal and in plain

| column | why |
| --- | --- |"""
PAGE = Path("docs/reference/personal-data.md")


def page() -> str:
    """Return the page."""
    rows = [(table, [_named(columns, kind) for kind in _SHOWN]) for table, columns in sorted(COLUMNS.items())]
    parts = (
        _HEAD,
        *(f"| {kind} | {told} |" for kind, told in KINDS.items()),
        _ASKED,
        *(f"| {kind} | {' | '.join(cells)} |" for kind, cells in ASKED.items()),
        _TABLES,
        *(f"| `{table}` | {' | '.join(cells)} |" for table, cells in rows if any(cells)),
        _PLAIN,
        *(f"| `{column}` | {why} |" for column, why in sorted(REASONS.items())),
    )
    return "\n".join(parts) + "\n"


def _named(columns: dict[str, Kind], kind: str) -> str:
    return ", ".join(f"`{name}`" for name, each in columns.items() if each == kind)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit(0)
