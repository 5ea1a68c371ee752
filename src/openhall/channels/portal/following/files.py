"""Names of files in a case, for its owner's eyes."""

from collections.abc import Iterable, Mapping
from typing import Any

from openhall.blocks.documents.facade import named_files
from openhall.blocks.forms.facade import Asked, FileGiven
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.following.opening import Following
from openhall.ui.form_views import KeptFile


def files_in(following: Following, questions: Iterable[Asked], *answers: Mapping[str, Any]) -> dict[str, KeptFile]:
    """Return the files that ``answers`` name, by id; looking at their names is a read of one's own."""
    reader = Reader(actor=following.found.asker.actor, purpose=OWN, case=following.facts.reference, now=following.now)
    ids = {file for asked in questions for each in answers for file in _named(asked, each)}
    found = named_files(ids, reader=reader) if ids else {}
    return {each.id: KeptFile(each.id, each.name, each.size) for each in found.values()}


def _named(asked: Asked, answers: Mapping[str, Any]) -> list[str]:
    given = answers.get(asked.id) if isinstance(asked.kind, FileGiven) else None
    return [given] if isinstance(given, str) else given or []
