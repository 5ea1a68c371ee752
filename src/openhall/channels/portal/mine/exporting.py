"""Everything that the hall holds of one person, as an archive that is written while it is sent: nothing lies around."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from io import RawIOBase
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from openhall.blocks.cases.facade import Dossier, own_dossier, own_references
from openhall.blocks.documents.facade import file_of, files_of, papers_of, read_file, read_paper
from openhall.blocks.forms.facade import DraftGone, Owner, drafts_of, read_draft
from openhall.blocks.identity.facade import Visitor, facts_of
from openhall.blocks.journal.facade import OWN, KeyDestroyedError, Reader
from openhall.blocks.messages.facade import preferences_of

_MOST = 10_000


class _Pipe(RawIOBase):
    """Takes what is written and gives it on; it cannot go back, and the archive knows how to live with that."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - any buffer
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def export_of(visitor: Visitor, now: datetime) -> Iterator[bytes]:
    """Yield an archive: ``me.json``, ``cases/…`` each with its files and papers, ``drafts/…``. Reads are recorded."""
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
        for name, content in _content(visitor, now):
            with archive.open(name, "w") as entry:
                for piece in content:
                    entry.write(piece)
                    yield pipe.taken()
    yield pipe.taken()


def _content(visitor: Visitor, now: datetime) -> Iterator[tuple[str, Iterator[bytes]]]:
    yield "me.json", _json(_me(visitor, now))
    for draft in drafts_of(person=visitor.id, now=now):
        owner = Owner(f"person:{visitor.id}", lambda person: person == visitor.id)
        try:
            content = read_draft(reference=draft.reference, owner=owner, now=now).content
        except DraftGone:
            continue
        yield f"drafts/{draft.reference}.json", _json({"service": draft.service, "answers": content.answers})
    for reference in own_references(person=visitor.id, most=_MOST):
        yield from _case(reference, visitor, now)


def _me(visitor: Visitor, now: datetime) -> Mapping[str, Any]:
    reader = Reader(f"person:{visitor.id}", OWN, "", now)
    return {
        "id": visitor.id,
        "name": visitor.name,
        "held": facts_of(visitor.id, reader=reader),
        "organisations": [{"id": each.id, "name": each.name, "role": each.role} for each in visitor.organisations],
        "written_to": msgspec.to_builtins(preferences_of(visitor.id), str_keys=True),
        "at": now.isoformat(),
    }


def _case(reference: str, visitor: Visitor, now: datetime) -> Iterator[tuple[str, Iterator[bytes]]]:
    place = f"cases/{reference}"
    try:
        dossier = own_dossier(reference, actor=visitor.id, now=now)
    except KeyDestroyedError:
        yield f"{place}/case.json", _json({"reference": reference, "erased": True})
        return
    if dossier is None:
        return
    yield f"{place}/case.json", _json(_told(dossier))
    reader = Reader(f"person:{visitor.id}", OWN, reference, now)
    for file in files_of(f"case:{reference}"):
        named = file_of(file.id, reader=reader)
        yield f"{place}/files/{file.id[:8]}-{named.name if named else file.kind}", read_file(file.id, reader=reader)
    for paper in papers_of(reference):
        yield f"{place}/papers/{paper.kind}-{paper.id[:8]}.pdf", read_paper(paper.id, reader=reader)


def _told(dossier: Dossier) -> Mapping[str, Any]:
    """Return a case as its owner may know it: who of an office did something is not theirs to take."""
    facts = dossier.facts
    return {
        "reference": facts.reference,
        "service": facts.service,
        "organisation": facts.organisation,
        "status": facts.status,
        "decision": facts.decision,
        "submitted_at": facts.submitted_at,
        "decided_at": facts.decided_at,
        "answers": dossier.answers,
        "first_answers": dossier.first_answers,
        "letters": [{"at": each.at, "from": each.side, "words": each.words} for each in dossier.letters],
        "asked": [{"at": each.at, "until": each.until, "words": each.words} for each in dossier.asks],
        "decided": [{"at": each.at, "what": each.decision, "reasons": each.reasons} for each in dossier.judgements],
        "history": [{"at": each.at, "kind": each.kind, "office": each.office} for each in facts.timeline],
    }


def _json(value: Mapping[str, Any]) -> Iterator[bytes]:
    yield msgspec.json.format(msgspec.json.encode(value), indent=2)
