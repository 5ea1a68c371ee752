"""Officers who look unusually often are noticed by numbers of the jurisdiction, and their supervisors hear of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count

from openhall.blocks.authorities.facade import officers_of, posts_with
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.journal.facade import append_leaf, busiest_readers, post
from openhall.blocks.oversight.models import Alert, Look
from openhall.blocks.oversight.rules import ANSWERING_ROLE, Many
from openhall.kernel.canonical import JSON

#: The kind of message in the outbox that asks to tell supervisors of an alert.
LOOK_ALERT = "look-alert"


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """An officer (``actor``) of an office looked unusually often on a day: ``count`` when it was noticed."""

    id: int
    actor: str
    office: str
    day: date
    kind: Many
    count: int


def watch_looks(*, now: datetime) -> int:
    """Notice who looked unusually often today, once for each officer, office, day and kind; return how many are new.

    An alert, its leaf in the log and the message to supervisors are written together.
    """
    catalogue = current_catalogue()
    zone = ZoneInfo(catalogue.jurisdiction.time_zone)
    today = now.astimezone(zone).date()
    since = datetime.combine(today, time(), zone)
    many = catalogue.jurisdiction.many_looks
    found = [
        *((*each, Many.WITHOUT_CASE) for each in _without_case(since, many.without_case)),
        *((*each, Many.PEOPLE) for each in busiest_readers(since=since, least=many.people)),
    ]
    known = set(Alert.objects.filter(day=today).values_list("actor", "office", "kind"))
    fresh = [each for each in found if (each[0], each[1], each[3]) not in known]
    return sum(_alert(*each, today, now) for each in fresh)


def _without_case(since: datetime, least: int) -> Iterator[tuple[str, str, int]]:
    counted = Look.objects.filter(at__gte=since).order_by().values("actor", "office").annotate(number=Count("pk"))
    yield from counted.filter(number__gte=least).order_by("actor").values_list("actor", "office", "number")


def _alert(actor: str, office: str, count: int, kind: Many, day: date, now: datetime) -> bool:
    row = Alert(actor=actor, office=office, day=day, kind=kind, count=count, at=now)
    with transaction.atomic():
        # Two workers may count at once: the database keeps one.
        Alert.objects.bulk_create([row], ignore_conflicts=True)
        kept = Alert.objects.select_for_update().get(actor=actor, office=office, day=day, kind=kind)
        if kept.at != now:
            return False
        told: dict[str, JSON] = {"office": office, "day": day.isoformat(), "counted": str(kind), "count": count}
        append_leaf(kind="look.many", subject=str(kept.pk), statement=told, now=now)
        post(kind=LOOK_ALERT, key=str(kept.pk), payload={"alert": kept.pk}, now=now)
    return True


def alert_of(alert: int) -> AlertFacts:
    """Return an alert, for the message about it. Raises ``Alert.DoesNotExist``."""
    return _facts(Alert.objects.get(pk=alert))


def alerts_of(office: str, *, since: datetime, most: int = 20) -> tuple[AlertFacts, ...]:
    """Return the alerts of an office, the newest first, for whoever answers for it."""
    rows = Alert.objects.filter(office=office, at__gte=since).order_by("-at", "-pk")
    return tuple(_facts(row) for row in rows[:most])


def supervisors_of(office: str, *, about: str) -> tuple[str, ...]:
    """Return who answers for the looks of an office, by id; nobody for their own."""
    posts = posts_with(office, ANSWERING_ROLE)
    return tuple(each.person for each in officers_of(office) if posts.intersection(each.posts) and each.person != about)


def _facts(row: Alert) -> AlertFacts:
    return AlertFacts(row.pk, row.actor, row.office, row.day, Many(row.kind), row.count)
