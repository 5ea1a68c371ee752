"""What somebody has with the hall, for themselves and for whom they act: every case in a line, asked for at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet

from openhall.blocks.cases.models import Ask, Case
from openhall.blocks.cases.rules import ENDED, AskState
from openhall.blocks.cases.sealing import entry_key_of
from openhall.blocks.forms.facade import drafts_of, key_of
from openhall.blocks.identity.facade import joined_into

#: So many open matters are put in order; whoever has more is told so.
MOST_MATTERS = 400
_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Matter:
    """Where one of somebody's cases stands; nothing that anybody typed.

    ``helper`` is who sent it for the person, by a mandate. ``answer_by`` is the first day by which an open question to
    the applicant has to be answered, if there is one.
    """

    reference: str
    service: str
    authority: str
    person: str
    organisation: str
    status: str
    decision: str
    holder: str
    holder_since: datetime
    submitted_at: datetime
    due_on: date | None
    paused_on: date | None
    helper: str = ""
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Some of the matters that have ended, the newest first, and how many there are."""

    matters: tuple[Matter, ...]
    count: int


_NAMES = tuple(field.name for field in fields(Matter) if field.name != "answer_by")


def open_matters(*, person: str, organisations: Collection[str] = ()) -> tuple[Matter, ...]:
    """Return what is still open of a person and of the organisations that they act for, the newest first.

    Whoever asks must have shown that they are this person. At most ``MOST_MATTERS``; two queries, however many.
    """
    rows = list(_of(person, organisations).exclude(status__in=ENDED).values(*_NAMES, "id")[:MOST_MATTERS])
    until = _answers_by([row["id"] for row in rows])
    return tuple(Matter(**{name: row[name] for name in _NAMES}, answer_by=until.get(row["id"])) for row in rows)


def ended_matters(*, person: str, organisations: Collection[str] = (), start: int, most: int) -> MatterPage:
    """Return those that have ended, from the ``start``-th on."""
    ended = _of(person, organisations).filter(status__in=ENDED)
    rows = ended.values(*_NAMES)[start : start + most]
    return MatterPage(tuple(Matter(**row) for row in rows), ended.count())


def helped_matters(*, helper: str, people: Collection[str], since: datetime | None = None) -> tuple[Matter, ...]:
    """Return what ``helper`` sent for these people, the newest first, at most ``MOST_MATTERS``.

    Whoever asks must have shown that they are the helper, and that these people let them see it now.
    """
    rows = Case.objects.filter(helper=helper, person__in=tuple(people)).order_by("-submitted_at", "-id")
    rows = rows.filter(submitted_at__gte=since) if since else rows
    return tuple(Matter(**row) for row in rows.values(*_NAMES)[:MOST_MATTERS]) if helper else ()


def own_references(*, person: str, organisations: Collection[str] = (), most: int) -> tuple[str, ...]:
    """Return the references of somebody's cases, open and ended, the newest first."""
    return tuple(_of(person, organisations).values_list("reference", flat=True)[:most])


def owners_of_case(*, person: str, reference: str) -> tuple[str, ...]:
    """Return under whose names the vault keeps what is in a case: the matter's, its entry's and its person's."""
    matter = (key_of(reference), entry_key_of(reference))
    return (f"person:{person}", *matter) if person else matter


def owners_of_person(person: str, *, now: datetime) -> tuple[str, ...]:
    """Return under which names the vault keeps what somebody has here: their own and those of each of their matters.

    Whoever asks must have shown that they are this person.
    """
    drafts = [key_of(each.reference) for each in drafts_of(person=person, now=now)]
    cases = own_references(person=person, most=_MOST_KEYS)
    before = [f"person:{each.person}" for each in joined_into(person)]
    return (f"person:{person}", *before, *drafts, *map(key_of, cases), *map(entry_key_of, cases))


def matters_named(*, references: Sequence[str]) -> tuple[Matter, ...]:
    """Return these cases in a line each; whoever asks must have shown that they may see them."""
    return tuple(Matter(**row) for row in Case.objects.filter(reference__in=references).values(*_NAMES))


def _of(person: str, organisations: Collection[str]) -> QuerySet[Case]:
    if not person:
        # Guests' cases have no person: they are found by their secrets alone.
        return Case.objects.none()
    # What somebody sent for a firm is the firm's, also when they have left it.
    mine = Q(person=person, organisation="") | Q(organisation__in=[each for each in organisations if each])
    return Case.objects.filter(mine).order_by("-submitted_at", "-id")


def _answers_by(cases: Sequence[int]) -> dict[int, date]:
    found = Ask.objects.filter(case_id__in=cases, state=AskState.OPEN).values("case_id").annotate(first=Min("until"))
    return {row["case_id"]: row["first"] for row in found}
