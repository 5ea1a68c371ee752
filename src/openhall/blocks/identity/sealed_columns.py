"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.identity.codes import CODES_OWNER, context_of_address, context_of_code
from openhall.blocks.identity.models import Address, FirmPaper, Mandate, Organisation, Person, SentCode
from openhall.blocks.identity.sealed import (
    CARD,
    FACTS,
    NAME,
    context_of_firm_paper,
    context_of_mandate_paper,
    organisation_key,
    person_key,
)
from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns


def register() -> None:
    """Name the columns."""
    register_sealed_columns(
        *(_of_person(part) for part in (NAME, FACTS, CARD)),
        *(_of_organisation(part) for part in (NAME, FACTS)),
        SealedColumn(
            Mandate, "paper", lambda row: person_key(row.giver_id), lambda row: context_of_mandate_paper(row.pk)
        ),
        SealedColumn(
            FirmPaper, "paper", lambda row: organisation_key(row.firm_id), lambda row: context_of_firm_paper(row.pk)
        ),
        SealedColumn(
            Address,
            "sealed",
            owner=lambda row: person_key(row.account.person_id),
            context=lambda row: context_of_address(row.digest),
            needs=("account",),
        ),
        SealedColumn(SentCode, "sealed", lambda _: CODES_OWNER, lambda row: context_of_code(row.pk)),
    )


def _of_person(part: bytes) -> SealedColumn:
    return SealedColumn(Person, part.decode(), lambda row: person_key(row.pk), lambda _: part)


def _of_organisation(part: bytes) -> SealedColumn:
    return SealedColumn(Organisation, part.decode(), lambda row: organisation_key(row.pk), lambda _: part)
