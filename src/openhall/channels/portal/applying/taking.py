"""Take what a page sent: its fields, its files, and the buttons that do not mean “continue”."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from openhall.blocks.documents.facade import FileRefused, Limits, adopt_file, file_of, take_file
from openhall.blocks.forms.facade import Fault, FileGiven, FormPage, Group
from openhall.channels.portal.tracking import LANGUAGE
from openhall.kernel.texts import names_for_a_log

_log = logging.getLogger("openhall.applying")
DO, ONCE = "_do", "_once"
_SHOWN, _LONGEST = 10, 100
#: Names of our own fields, which are no answers.
_OURS = frozenset({DO, LANGUAGE, ONCE, "_state", "_page"})
Posted = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One form as it came: the fields, the button that sent it (empty: continue), and the language to go on in."""

    fields: Posted
    do: str
    language: str


def sent_in(request: HttpRequest) -> Sent:
    """Return what a page sent."""
    fields = {name: list(request.POST.getlist(name)) for name in request.POST if name not in _OURS}
    return Sent(fields, request.POST.get(DO, ""), request.POST.get(LANGUAGE, ""))


def has_field(page: FormPage, name: str) -> bool:
    """Tell whether ``page`` has a field, or a part of one, of this name."""
    return any(name == each.id or name.startswith(f"{each.id}-") for each in page.asked)


def unknown_in(pages: Sequence[FormPage], sent: Sent) -> tuple[Fault, ...]:
    """Return a fault for each field that none of ``pages`` has, and note them: somebody tries what can be set."""
    return unknown_among([name for name in sent.fields if not any(has_field(page, name) for page in pages)])


def unknown_among(names: Sequence[str]) -> tuple[Fault, ...]:
    """Return a fault for each of ``names``, which no page has asked for."""
    unknown = sorted(names)
    if unknown:
        _log.warning("a page was sent with fields that it does not have: %r", names_for_a_log(unknown[:_SHOWN]))
    return tuple(Fault(f"/{name}", "", "unknown-member", {"name": name[:_LONGEST]}) for name in unknown[:_SHOWN])


@dataclass(frozen=True, slots=True)
class FilesTaken:
    """The ids that each file question has now, and what was refused."""

    ids: Posted
    faults: tuple[Fault, ...]


def take_files(request: HttpRequest, page: FormPage, sent: Sent, owner: str, now: datetime) -> FilesTaken:
    """Keep the files that came with ``page``; a file that is sent again takes the place of the only one allowed."""
    ids: Posted = {}
    faults: list[Fault] = []
    for each in page.asked:
        if not isinstance(each.kind, FileGiven):
            continue
        # A file field that nothing was chosen in sends an empty text, before or behind the ids of files that came.
        claims = [claim for claim in sent.fields.get(each.id, []) if claim]
        kept = list(_kept(claims[: each.kind.max_files], owner, now))
        fresh: list[str] = []
        limits = Limits(accept=each.kind.accept, max_bytes=each.kind.max_bytes)
        for upload in request.FILES.getlist(each.id)[: each.kind.max_files]:
            try:
                taken = take_file(stream=upload, name=upload.name or "", limits=limits, owner=owner, now=now)
            except FileRefused as refused:
                faults.append(_not_taken(each.id, refused))
            else:
                fresh.append(taken.id)
        ids[each.id] = fresh or kept if each.kind.max_files == 1 else [*kept, *fresh]
    return FilesTaken(ids, tuple(faults))


def _not_taken(name: str, refused: FileRefused) -> Fault:
    return Fault(f"/{name}", name, refused.code, refused.params)


def _kept(claims: Sequence[str], owner: str, now: datetime) -> Iterator[str]:
    """Yield the ids of files that the page named and that are the owner's, or become so by a guest's secret."""
    for claim in claims:
        file = file_of(claim)
        if file is None or file.owner != owner:
            file = adopt_file(claim, owner=owner, now=now)
        if file is not None:
            yield file.id


def with_item_added(page: FormPage, sent: Sent, group: str) -> Posted:
    """Return the fields with an empty item more in ``group``, if the page has such a group."""
    kind = next((each.kind for each in page.asked if each.id == group), None)
    if not isinstance(kind, Group):
        return sent.fields
    numbers = numbers_of(sent.fields, group) or {1}
    shown = {f"{group}-{number}-{name}": [""] for number in (*numbers, max(numbers) + 1) for name in kind.asked}
    return {**shown, **sent.fields}


def without_item(sent: Sent, group: str, number: str) -> Posted:
    """Return the fields without the item of ``group`` that has this number in the names of its fields."""
    start = f"{group}-{number}-"
    return {name: values for name, values in sent.fields.items() if not name.startswith(start)}


def without_file(sent: Sent, field: str, file_id: str) -> Posted:
    """Return the fields without one of the files of ``field``."""
    return {**sent.fields, field: [each for each in sent.fields.get(field, []) if each != file_id]}


def numbers_of(fields: Iterable[str], group: str) -> set[int]:
    """Return the numbers of the items of ``group`` that fields are named with."""
    pattern = re.compile(rf"{re.escape(group)}-(\d{{1,3}})-", re.ASCII)
    return {int(match[1]) for name in fields if (match := pattern.match(name))}
