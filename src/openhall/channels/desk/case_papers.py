"""The papers of a case: files that were sent with the answers that the office reads, and the one that is open."""

from typing import Literal
from urllib.parse import urlencode

from openhall.blocks.documents.facade import StoredFile
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.desk_case_views import OpenPaper, Paper
from openhall.ui.formats import file_size

_CHECKED = _("looked at when it arrived: no fault found")
_RECEIVED = _("Received %(day)s")
#: What a browser shows by itself.
PICTURES, DOCUMENTS = frozenset({"jpg", "png"}), frozenset({"pdf"})


def papers_of(look: Look, opened: str) -> tuple[Paper, ...]:
    """Return every file, the newest of each question; what was replaced comes with it, marked."""
    now = [*look.file_answers(look.dossier.answers)]
    kept = {file_id for _asked, file_id in now}
    before = [each for each in look.file_answers(look.dossier.first_answers) if each[1] not in kept]
    return tuple(
        _paper(look, look.files[file_id], pick(asked.question.label, look.reader.language), opened, file_id not in kept)
        for asked, file_id in (*now, *before)
        if file_id in look.files
    )


def _paper(look: Look, file: StoredFile, kind: str, opened: str, is_replaced: bool) -> Paper:  # noqa: FBT001 - read beside its name
    taken = file.taken_at.astimezone(look.reader.zone).date()
    return Paper(
        id=file.id,
        name=file.name,
        kind=kind,
        open_href=open_href(look, file.id),
        file_href=f"{look.place}papers/{file.id}",
        facts=(file.kind.upper(), file_size(file.size)),
        received=look.reader.say(_RECEIVED) % {"day": day_words(look.reader, taken)},
        checked=look.reader.say(_CHECKED),
        is_open=file.id == opened,
        is_replaced=is_replaced,
    )


def open_paper_of(look: Look, papers: tuple[Paper, ...]) -> OpenPaper | None:
    """Return the paper that is open beside the answers."""
    place = next((number for number, paper in enumerate(papers) if paper.is_open), None)
    if place is None:
        return None
    paper = papers[place]
    return OpenPaper(
        name=paper.name,
        kind=paper.kind,
        src=paper.file_href,
        media=media_of(look.files[paper.id]),
        close_href=f"{open_href(look, '')}#papers",
        file_href=paper.file_href,
        previous_href=papers[place - 1].open_href if place else "",
        next_href=papers[place + 1].open_href if place + 1 < len(papers) else "",
    )


def media_of(file: StoredFile) -> Literal["picture", "document", "none"]:
    """Return how a browser shows a file."""
    return "picture" if file.kind in PICTURES else "document" if file.kind in DOCUMENTS else "none"


def open_href(look: Look, file_id: str) -> str:
    """Return the page of the case with a file open, or with none."""
    asked = {"task": str(look.task.id) if look.task else "", "paper": file_id}
    query = urlencode({name: text for name, text in asked.items() if text})
    return f"{look.place}?{query}" if query else look.place
