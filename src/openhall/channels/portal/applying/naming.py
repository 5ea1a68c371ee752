"""Names of files that somebody sent, for their own eyes."""

from collections.abc import Iterable, Mapping
from typing import Any

from openhall.blocks.documents.facade import file_of
from openhall.blocks.forms.facade import FileGiven, FormPage
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.ui.form_views import KeptFile

#: Stands for a file in practice: nobody needs to have one there, and none is kept.
PRACTICE_FILE = "practice"
_SAMPLE = _("A sample file")


def named_files(visit: Visit, pages: Iterable[FormPage], answers: Mapping[str, Any], case: str) -> dict[str, KeptFile]:
    """Return the files that ``answers`` to ``pages`` name, by id; each look at a name is a read of one's own."""
    reader = Reader(actor=visit.asker.actor, purpose=OWN, case=case, now=visit.now)
    found: dict[str, KeptFile] = {}
    for file_id in _ids(pages, answers):
        if file_id == PRACTICE_FILE:
            found[file_id] = KeptFile(file_id, saying(visit.place.language)(_SAMPLE), 0)
            continue
        file = file_of(file_id, reader=reader)
        if file is not None:
            found[file_id] = KeptFile(file.id, file.name, file.size)
    return found


def _ids(pages: Iterable[FormPage], answers: Mapping[str, Any]) -> Iterable[str]:
    for page in pages:
        for asked in page.asked:
            if isinstance(asked.kind, FileGiven) and asked.id in answers:
                given = answers[asked.id]
                yield from ([given] if isinstance(given, str) else given)
