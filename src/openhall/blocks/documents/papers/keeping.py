"""Keep a paper, and change how it stands: each in the transaction of the case, with its leaf in the log."""

from datetime import datetime
from secrets import token_hex

import msgspec
from django.db import connection

from openhall.blocks.documents.models import Paper
from openhall.blocks.documents.papers.codes import hash_of_code
from openhall.blocks.documents.papers.definitions import PaperFacts, SetPaper
from openhall.blocks.documents.papers.finding import PaperSecret, context_of, facts_of
from openhall.blocks.journal.facade import append_leaf, seal


def keep_paper(*, paper: SetPaper, owner: str, key: str, now: datetime) -> PaperFacts:
    """Make a set paper the subject's, sealed for ``owner``, inside the transaction of what issues it.

    ``key`` names the act: when it was done already, the paper of then is returned, and this one is left to be swept.
    """
    _in_transaction("keep_paper")
    if (before := Paper.objects.filter(act=key).first()) is not None:
        return facts_of(before)
    row = _row(paper, owner, key)
    # Two may do the same act at once: the first row is the paper, for both.
    Paper.objects.bulk_create([row], ignore_conflicts=True)
    kept = Paper.objects.get(act=key)
    if kept.id == row.id:
        statement = {
            "paper": kept.id,
            "paper_kind": kept.kind,
            "service": kept.service,
            "authority": kept.authority,
            "sha256": kept.sha256,
            "code_sha256": hash_of_code(kept.code),
        }
        append_leaf(kind="paper.issued", subject=kept.subject, statement=statement, now=now)
    return facts_of(kept)


def revoke_paper(*, paper: str, reason: str, now: datetime) -> PaperFacts:
    """Take a paper's force away, at once and for good; ``reason`` is a code. Again, it is no harm.

    Raises ``LookupError`` for an unknown paper. One that was replaced stays so: it has no force to be taken.
    """
    _in_transaction("revoke_paper")
    row = _locked(paper)
    if row.state == "genuine":
        row.state, row.changed_at = "revoked", now
        row.save(update_fields=["state", "changed_at"])
        statement = {"paper": row.id, "code_sha256": hash_of_code(row.code), "reason": reason}
        append_leaf(kind="paper.revoked", subject=row.subject, statement=statement, now=now)
    return facts_of(row)


def replace_paper(*, paper: str, by: str, now: datetime) -> PaperFacts:
    """Put a kept paper in the place of another of the same subject, such as one that was lost; return the old one.

    Raises ``LookupError`` for an unknown paper, ``ValueError`` where the new one is not genuine, is the old one or
    is another subject's. Again, it is no harm; a revoked paper stays revoked.
    """
    _in_transaction("replace_paper")
    row, new = _locked(paper), _locked(by)
    if row.id == new.id or row.subject != new.subject or new.state != "genuine":
        raise ValueError("a paper is replaced by another genuine one of the same subject")
    if row.state == "genuine":
        row.state, row.changed_at, row.replaced_by = "replaced", now, new
        row.save(update_fields=["state", "changed_at", "replaced_by"])
        statement = {"paper": row.id, "code_sha256": hash_of_code(row.code), "by": new.id}
        append_leaf(kind="paper.replaced", subject=row.subject, statement=statement, now=now)
    return facts_of(row)


def _row(paper: SetPaper, owner: str, key: str) -> Paper:
    content, paper_id = paper.content, token_hex(16)
    secret = msgspec.json.encode(PaperSecret(paper.key))
    return Paper(
        id=paper_id,
        act=key,
        owner=owner,
        subject=content.subject,
        kind=content.kind,
        service=content.service,
        authority=content.authority,
        language=content.language,
        number=content.shown_number,
        sealed=seal(owner=owner, plain=secret, context=context_of(paper_id)),
        sha256=paper.sha256,
        size=len(paper.data),
        scheme=paper.scheme,
        address=paper.address,
        code=paper.code,
        issued_at=paper.issued_at,
        valid_until=content.valid_until,
        is_demo=content.is_demo,
    )


def _locked(paper: str) -> Paper:
    row = Paper.objects.select_for_update().filter(id=paper).first()
    if row is None:
        raise LookupError(paper)
    return row


def _in_transaction(act: str) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{act} belongs into the transaction of the case")
