"""Write an act down: one row, one commitment; its place in the tree comes soon after."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

from django.db import connection, transaction

from openhall.blocks.journal.models import Record
from openhall.blocks.journal.rows import insert_row
from openhall.blocks.journal.rules import SALT_SIZE, commitment_of
from openhall.kernel.canonical import JSON, canonical
from openhall.kernel.telling import tell

#: Members of every statement that the journal writes itself.
_OWN = frozenset({"kind", "subject", "at"})
_log = logging.getLogger("openhall.acts")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An act as the log holds it: ``commitment`` (32 bytes) is public, ``salt`` (16) is for those who were there.

    ``statement`` is what was written down: canonical JSON.
    """

    id: int
    commitment: bytes
    salt: bytes
    statement: bytes
    at: datetime


def append_leaf(*, kind: str, subject: str, statement: Mapping[str, JSON], now: datetime) -> Leaf:
    """Write down that something happened, inside the caller's transaction.

    ``statement`` holds references and hashes, never personal data; ``kind``, ``subject`` and ``at`` are added.
    Raises ``ValueError`` for a statement that names those itself or that JSON cannot say exactly.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a leaf is written in the transaction of what it tells of")
    if taken := _OWN & statement.keys():
        raise ValueError(f"the journal writes {', '.join(sorted(taken))} itself")
    text = canonical({**statement, "kind": kind, "subject": subject, "at": written_time(now)})
    salt = secrets.token_bytes(SALT_SIZE)
    commitment = commitment_of(salt, text)
    record = Record(
        kind=kind,
        subject=subject,
        at=now,
        statement=text.decode(),
        digest=sha256(text).digest(),
        salt=salt,
        commitment=commitment,
    )
    insert_row(record)
    # What is rolled back never was.
    transaction.on_commit(partial(tell, _log, "act", kind=kind, leaf=record.pk, commitment=commitment.hex()))
    return Leaf(record.pk, commitment, salt, text, now)


def written_time(moment: datetime) -> str:
    """Return a moment as statements write it: UTC to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
