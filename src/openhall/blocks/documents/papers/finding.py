"""Issued papers, found and read."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import partial
from typing import cast

import msgspec
from django.db.models import Q

from openhall.blocks.documents.models import Paper
from openhall.blocks.documents.opening import opened_row
from openhall.blocks.documents.papers.codes import read_paper_code
from openhall.blocks.documents.papers.definitions import PaperFacts, PaperStanding, PaperState
from openhall.blocks.journal.facade import Reader, unseal


class PaperSecret(msgspec.Struct, frozen=True):
    """What the vault keeps of a paper: the key of its bytes."""

    key: bytes


_STANDING = Paper.objects.defer("sealed")
_decoder = msgspec.json.Decoder(PaperSecret)


def papers_of(subject: str) -> tuple[PaperFacts, ...]:
    """Return the papers of a subject, in the order in which they were issued."""
    return tuple(facts_of(row) for row in Paper.objects.filter(subject=subject).order_by("issued_at", "id"))


def newest_papers(subjects: Sequence[str], *, most: int) -> tuple[PaperFacts, ...]:
    """Return the papers of several subjects, the newest first."""
    rows = Paper.objects.filter(subject__in=subjects).order_by("-issued_at", "-id")[:most]
    return tuple(facts_of(row) for row in rows)


def paper_of(paper: str) -> PaperFacts | None:
    """Return a paper by its id, or ``None``."""
    row = Paper.objects.filter(id=paper).first()
    return facts_of(row) if row else None


def read_paper(paper: str, *, reader: Reader) -> Iterator[bytes]:
    """Return the bytes of a paper, piece by piece; the read is recorded before the first one.

    Raises ``LookupError`` for an unknown paper, and while reading ``DamagedFileError`` rather than yield a byte that
    is not as it was issued.
    """
    row = Paper.objects.filter(id=paper).first()
    if row is None:
        raise LookupError(paper)
    return opened_row(row, partial(_key, reader))


def _key(reader: Reader, row: Paper) -> bytes:
    plain = unseal(owner=row.owner, sealed=bytes(row.sealed), context=context_of(row.id), reader=reader)
    return _decoder.decode(plain).key


def paper_by_code(code: str) -> PaperStanding | None:
    """Return how the paper with a code stands, for anybody who has it in hand; ``None`` where there is none."""
    bare = read_paper_code(code)
    row = _STANDING.filter(code=bare).first() if bare else None
    return standing_of(row) if row else None


def paper_by_sha256(sha256: str) -> PaperStanding | None:
    """Return how the paper stands whose file has this digest; ``None`` where none was issued."""
    row = _STANDING.filter(sha256=sha256.lower()).first()
    return standing_of(row) if row else None


def papers_no_longer_good(*, today: date) -> Iterator[tuple[str, PaperState]]:
    """Yield code and state of every paper that was replaced or revoked before its last day was over."""
    gone = Paper.objects.exclude(state="genuine").filter(Q(valid_until=None) | Q(valid_until__gte=today))
    rows = gone.values_list("code", "state").iterator(chunk_size=2000)
    return ((code, cast("PaperState", state)) for code, state in rows)


def codes_of(subjects: Collection[str], kinds: Collection[str], *, today: date) -> Iterator[tuple[str, str]]:
    """Yield subject and code of the papers of these kinds that stand and whose last day is not over."""
    good = Paper.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), state="genuine", kind__in=kinds)
    yield from good.filter(subject__in=subjects).values_list("subject", "code")


def facts_of(row: Paper) -> PaperFacts:
    """Return a row as what crosses the door."""
    return PaperFacts(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        service=row.service,
        authority=row.authority,
        language=row.language,
        number=row.number,
        sha256=row.sha256,
        size=row.size,
        code=row.code,
        state=cast("PaperState", row.state),
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        replaced_by=row.replaced_by_id or "",
    )


def standing_of(row: Paper) -> PaperStanding:
    """Return what of a row anybody may learn who has the paper's code."""
    return PaperStanding(
        kind=row.kind,
        subject=row.subject,
        service=row.service,
        authority=row.authority,
        language=row.language,
        number=row.number,
        sha256=row.sha256,
        state=cast("PaperState", row.state),
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        changed_at=row.changed_at,
        is_demo=row.is_demo,
    )


def context_of(paper: str) -> bytes:
    """Return what the key of a paper is bound to."""
    return f"documents.paper:{paper}".encode()
