"""The clocks of a case: what was pledged, what the law says, what the office set itself, and when they stood still."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from openhall.blocks.processes.facade import TaskState
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import day_words, due_of, joined, office_name
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.catalogues import translations
from openhall.ui.desk_case_views import Clock, Pause
from openhall.ui.desk_views import Due

_SINCE = _("since %(day)s")
_PLEDGED, _LEGAL, _INTERNAL = _("What was pledged"), _("What the law says"), _("This task")


def due_now(look: Look) -> Due:
    """Return the nearest of the clocks."""
    if look.task is not None:
        return due_of(look.reader, look.task.pressing_on, is_stopped=look.task.state == TaskState.WAITING)
    facts = look.dossier.facts
    if facts.decided_at is not None:
        return Due()
    return due_of(look.reader, facts.due_on, is_stopped=look.dossier.paused_on is not None)


def clocks_of(look: Look) -> tuple[Clock, ...]:
    """Return the clocks that run, or ran."""
    return tuple(_clocks(look))


def _clocks(look: Look) -> Iterator[Clock]:
    dossier, facts = look.dossier, look.dossier.facts
    begun = facts.submitted_at.astimezone(look.reader.zone).date()
    stands = dossier.paused_on is not None
    if facts.due_on:
        yield _clock(look.reader, "pledged", _PLEDGED, begun, facts.due_on, is_stopped=stands)
    if dossier.statutory_on:
        basis = dossier.service.legal_basis
        source = pick(basis[0].title, look.reader.language) if basis else ""
        yield _clock(look.reader, "legal", _LEGAL, begun, dossier.statutory_on, source=source)
    if look.task is not None and look.task.due_on:
        opened = look.task.opened_at.astimezone(look.reader.zone).date()
        waits = look.task.state == TaskState.WAITING
        yield _clock(look.reader, "internal", _INTERNAL, opened, look.task.due_on, is_stopped=waits)


def _clock(  # noqa: PLR0913 - what a clock is
    reader: Reader,
    kind: Literal["pledged", "legal", "internal"],
    label: str,
    begun: date,
    due_on: date,
    *,
    source: str = "",
    is_stopped: bool = False,
) -> Clock:
    whole, gone = (due_on - begun).days, (reader.today - begun).days
    return Clock(
        kind=kind,
        label=reader.say(label),
        due=due_of(reader, due_on, is_stopped=is_stopped),
        begun=reader.say(_SINCE) % {"day": day_words(reader, begun)},
        share=max(0, min(100, round(100 * gone / whole))) if whole > 0 else 100,
        source=source,
    )


def pauses_of(look: Look) -> tuple[Pause, ...]:
    """Return each time in which the applicant was asked for something."""
    reader = look.reader

    def pause(number: int) -> Pause:
        ask = look.dossier.asks[number]
        since = ask.at.astimezone(reader.zone).date()
        until = ask.ended_at.astimezone(reader.zone).date() if ask.ended_at else None
        days = ((until or reader.today) - since).days
        return Pause(
            reason=ask.why or ask.words,
            since=day_words(reader, since),
            until=day_words(reader, until),
            who=joined(reader, look.names.get(ask.by, ""), office_name(reader, ask.authority)),
            days=translations(reader.language).ngettext("%(num)s day", "%(num)s days", days) % {"num": days},
        )

    return tuple(pause(number) for number in range(len(look.dossier.asks)))
