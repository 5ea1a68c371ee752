"""Notices on display: put up for clear days, read by everybody, taken down when the days or the matter are over."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import msgspec

from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.registers.definitions import Fact, FieldKind
from openhall.blocks.registers.models import Notice
from openhall.kernel.languages import Text

#: As many as stand on one page; the last to end come on further ones.
NOTICES_ON_A_PAGE = 20


class NoticeLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a notice: what it is about, and what is so."""

    label: Text
    fact: Fact
    kind: FieldKind = "text"


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice as everybody may read it; ``last_day`` is the last on which it is on display."""

    subject: str
    service: str
    authority: str
    lines: tuple[NoticeLine, ...]
    shown_on: date
    last_day: date


@dataclass(frozen=True, slots=True)
class FoundNotices:
    """One page of what is on display, and how many there are in all."""

    notices: tuple[NoticeFacts, ...]
    total: int
    page: int
    pages: int


_lines = msgspec.json.Decoder(tuple[NoticeLine, ...])


def put_up_notice(notice: NoticeFacts, *, now: datetime) -> None:
    """Put a notice on display, in the caller's transaction; put up again, it is another one from then on."""
    told = msgspec.json.encode(notice.lines, order="sorted")
    Notice.objects.update_or_create(
        subject=notice.subject,
        defaults={
            "service": notice.service,
            "authority": notice.authority,
            "lines": told.decode(),
            "shown_on": notice.shown_on,
            "last_day": notice.last_day,
        },
    )
    said = {"until": str(notice.last_day), "public": sha256(told).hexdigest()}
    append_leaf(kind="notice.displayed", subject=notice.subject, statement=said, now=now)


def take_down_notice(subject: str) -> bool:
    """Take down the notice of a matter that is over; tell whether there was one."""
    return bool(Notice.objects.filter(subject=subject).delete()[0])


def take_down_notices(*, today: date) -> int:
    """Take down every notice whose last day is over: it was public for its days, and no longer. Return how many."""
    return Notice.objects.filter(last_day__lt=today).delete()[0]


def notice_on_display(subject: str, *, today: date) -> NoticeFacts | None:
    """Return a notice that everybody can read today, or ``None``."""
    row = Notice.objects.filter(subject=subject, last_day__gte=today).first()
    return None if row is None else _facts_of(row)


def notices_on_display(*, today: date, page: int = 1) -> FoundNotices:
    """Return what is on display today, the next to end first."""
    rows = Notice.objects.filter(last_day__gte=today).order_by("last_day", "pk")
    total = rows.count()
    pages = max(1, -(-total // NOTICES_ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * NOTICES_ON_A_PAGE : page * NOTICES_ON_A_PAGE]
    return FoundNotices(tuple(map(_facts_of, shown)), total, page, pages)


def _facts_of(row: Notice) -> NoticeFacts:
    return NoticeFacts(row.subject, row.service, row.authority, _lines.decode(row.lines), row.shown_on, row.last_day)
