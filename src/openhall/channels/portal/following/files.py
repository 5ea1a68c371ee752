"""Names of files in a case, for its owner's eyes."""

from collections.abc import Iterable, Mapping
from typing import Any

from openhall.blocks.documents.facade import file_of
from openhall.blocks.forms.facade import Asked, FileGiven
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.following.opening import Following
from openhall.ui.form_views import KeptFile


def files_in(following: Following, questions: Iterable[Asked], answers: Mapping[str, Any]) -> dict[str, KeptFile]:
    """Return the files that ``answers`` name, by id; each look at a name is a read of one's own."""
    reader = Reader(actor=following.found.asker.actor, purpose=OWN, case=following.facts.reference, now=following.now)
    found: dict[str, KeptFile] = {}
    for asked in questions:
        given = answers.get(asked.id) if isinstance(asked.kind, FileGiven) else None
        for each in [given] if isinstance(given, str) else given or ():
            file = file_of(each, reader=reader)
            if file is not None:
                found[each] = KeptFile(file.id, file.name, file.size)
    return found
