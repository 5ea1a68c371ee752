"""Honest numbers in words, for officers and for everybody: rows, what each figure means, and the same as a file."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations
from openhall.ui.desk_views import CountRow, CountsView
from openhall.ui.spreadsheets import csv_file


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_TITLE = _("How departments perform")
_PERIOD = _("Decided from %(since)s to %(until)s")
_NOT_YET = _("Not counted yet")
_ALL = _("All departments")
_WITHHELD = _(
    "“–” stands for a figure below %(smallest)s, or one from which it would follow: it could tell of one person."
)
_HEADS = (
    _("Department"),
    _("Decided"),
    _("In time"),
    _("Late"),
    _("Clock stopped"),
    _("Passed on"),
    _("With a named owner"),
    _("Open now"),
)
_MEANINGS = (
    _("Applications that were granted, refused, done or lapsed on these days. Withdrawn ones are not counted."),
    _("Decided by the day that was promised, or where none was. While the applicant had to answer, the clock stood."),
    _("Decided after the day that was promised."),
    _("Decided ones whose clock stood at least once, because something was asked of the applicant."),
    _("Decided ones that an office handed on to another at least once."),
    _("Decided ones that were passed on twice: then a named post keeps them."),
    _("Everything that is not decided or withdrawn, at the moment of counting."),
)


class Counted(Protocol):
    """How one authority did, as it was counted."""

    @property
    def authority(self) -> str:
        """Return it."""
        ...

    @property
    def decided(self) -> int | None:
        """Return it."""
        ...

    @property
    def in_time(self) -> int | None:
        """Return it."""
        ...

    @property
    def late(self) -> int | None:
        """Return it."""
        ...

    @property
    def paused(self) -> int | None:
        """Return it."""
        ...

    @property
    def passed_on(self) -> int | None:
        """Return it."""
        ...

    @property
    def kept(self) -> int | None:
        """Return it."""
        ...

    @property
    def open(self) -> int | None:
        """Return it."""
        ...


def counts_view(  # noqa: PLR0913 - all that a page of numbers says
    rows: Iterable[Counted],
    names: Mapping[str, str],
    language: Language,
    *,
    period: tuple[str, str] | None,
    counted_at: str,
    query: str = "",
    data_href: str = "",
    total: Counted | None = None,
    smallest: int = 1,
) -> CountsView:
    """Return the numbers for a page; ``period`` is its first and last day in words, ``None`` before the first time.

    ``total`` are the sums where some may not be told, because figures below ``smallest`` are not.
    """
    say = translations(language).gettext
    shown = tuple(_row(each, names[each.authority]) for each in rows)
    return CountsView(
        title=say(_TITLE),
        period=say(_PERIOD) % {"since": period[0], "until": period[1]} if period else say(_NOT_YET),
        rows=shown,
        total=_total_of(shown, total, say(_ALL)),
        counted_at=counted_at,
        definitions=tuple((say(head), say(meaning)) for head, meaning in zip(_HEADS[1:], _MEANINGS, strict=True)),
        query=query,
        withheld=say(_WITHHELD) % {"smallest": smallest} if smallest > 1 else "",
        data_href=data_href,
    )


def counts_csv(view: CountsView, language: Language) -> bytes:
    """Return the numbers of a page as a file."""
    say = translations(language).gettext
    rows = (*view.rows, *([view.total] if view.total else ()))
    cells = ((r.authority, r.decided, r.in_time, r.late, r.paused, r.passed_on, r.owned, r.open) for r in rows)
    return csv_file([say(head) for head in _HEADS], cells)


def _row(counted: Counted, name: str) -> CountRow:
    return CountRow(
        authority=name,
        decided=counted.decided,
        in_time=counted.in_time,
        late=counted.late,
        paused=counted.paused,
        passed_on=counted.passed_on,
        owned=counted.kept,
        open=counted.open,
        in_time_share=_share(counted.in_time, counted.decided),
    )


def _total_of(rows: tuple[CountRow, ...], given: Counted | None, name: str) -> CountRow | None:
    if not rows:
        return None
    return _row(given, name) if given is not None else _total(rows, name)


def _total(rows: tuple[CountRow, ...], name: str) -> CountRow:
    decided, in_time = _sum(row.decided for row in rows), _sum(row.in_time for row in rows)
    return CountRow(
        authority=name,
        decided=decided,
        in_time=in_time,
        late=_sum(row.late for row in rows),
        paused=_sum(row.paused for row in rows),
        passed_on=_sum(row.passed_on for row in rows),
        owned=_sum(row.owned for row in rows),
        open=_sum(row.open for row in rows),
        in_time_share=_share(in_time, decided),
    )


def _sum(figures: Iterable[int | None]) -> int:
    return sum(each or 0 for each in figures)


def _share(part: int | None, whole: int | None) -> str:
    # Rounded down: one that was late is never rounded away.
    return str(100 * part // whole) if whole and part is not None else ""
