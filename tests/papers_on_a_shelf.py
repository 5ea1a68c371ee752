"""Papers as tests put them on a shelf: real rows, and files as small as can be, without anybody having applied."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from secrets import token_hex

from django.db import transaction

from openhall.blocks.documents.facade import (
    PaperContent,
    SetPaper,
    keep_paper,
    new_paper_code,
    replace_paper,
    revoke_paper,
)

ISSUED = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A paper on the shelf: its id, its code, and its file."""

    id: str
    code: str
    file: bytes


def content(until: date | None = None) -> PaperContent:
    """Return an invented licence of the harbour."""
    return PaperContent(
        kind="licence",
        subject="7KQ4M-X2P9C",
        service="harbour-office/mooring-permit",
        authority="harbour-office",
        authority_name={"en": "Harbour Office"},
        language="en",
        title="Mooring licence",
        holder=("Noor Al-Bahar",),
        issued_on=ISSUED.date(),
        number="M-2026-17",
        valid_until=until,
        is_demo=True,
    )


def put(until: date | None = None) -> Shelved:
    """Put a paper there; its file names its holder, and its own address as every paper does."""
    code = new_paper_code()
    file = b"%%PDF-1.7 (A licence of Noor Al-Bahar) /URI (HTTPS://HALL.EXAMPLE/V/%s) %%%%EOF" % code.encode()
    made = SetPaper(
        content=content(until),
        code=code,
        data=file,
        sha256=sha256(file).hexdigest(),
        issued_at=ISSUED,
        key=bytes(32),
        scheme="disk",
        address=token_hex(16),
    )
    return keep(made)


def keep(made: SetPaper) -> Shelved:
    """Keep a set paper."""
    with transaction.atomic():
        kept = keep_paper(paper=made, owner=f"test:{made.code}", key=f"test:{made.code}", now=made.issued_at)
    return Shelved(kept.id, made.code, made.data)


def put_revoked() -> Shelved:
    """Put one there that was taken back."""
    paper = put()
    revoke(paper)
    return paper


def revoke(paper: Shelved) -> None:
    """Take a paper back."""
    with transaction.atomic():
        revoke_paper(paper=paper.id, reason="test", now=ISSUED)


def put_replaced(by: Shelved) -> Shelved:
    """Put one there in whose place another has come."""
    paper = put()
    with transaction.atomic():
        replace_paper(paper=paper.id, by=by.id, now=ISSUED)
    return paper
