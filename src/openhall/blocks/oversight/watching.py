"""Officers who look unusually often are noticed by numbers of the jurisdiction, and their supervisors hear of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count

from openhall.blocks.authorities.facade import Office, office_of, officers_of, posts_with
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import How, Purpose, Reader, append_leaf, busiest_readers, post, seal, unseal
from openhall.blocks.oversight.definitions import AlreadyAnswered, AnswerRefused, NotAllowedToJudge
from openhall.blocks.oversight.looking import judging_seat
from openhall.blocks.oversight.models import Alert, Look
from openhall.blocks.oversight.rules import ANSWERING_ROLE, MOST_ANSWER, Many
from openhall.kernel.canonical import JSON

#: The kind of message in the outbox that asks to tell supervisors of an alert.
LOOK_ALERT = "look-alert"
ALERT_NOTE = b"alert:note"


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """An officer (``actor``) of an office looked unusually often on a day: ``count`` when it was noticed.

    ``seen_by`` has seen to it and says in ``note`` what came of it; both are empty until then.
    """

    id: int
    actor: str
    office: str
    day: date
    kind: Many
    count: int
    seen_by: str = ""
    note: str = ""


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


def alerts_of(office: Office, *, since: datetime, now: datetime, most: int = 20) -> tuple[AlertFacts, ...]:
    """Return the alerts of an office, those that nobody has seen to first, for whoever answers for it."""
    rows = list(Alert.objects.filter(office=office.authority, at__gte=since).order_by("-at", "-pk")[:most])
    shown = [_facts(row, _note(row, office, now)) for row in rows]
    return tuple(sorted(shown, key=lambda each: bool(each.seen_by)))


def see_to_alert(*, alert: int, words: str, visitor: Visitor, now: datetime) -> None:
    """Say what came of an alert, once; nobody does for themselves. The act is a leaf of the log, the words are sealed.

    Raise ``NotAllowedToJudge`` (so too for an alert that is not there), ``AnswerRefused`` or ``AlreadyAnswered``.
    """
    office = office_of(visitor.id, now=now)
    with transaction.atomic():
        mine = Alert.objects.filter(pk=alert, office=office.authority if office else "")
        row = mine.select_for_update().first()
        seat = judging_seat(office, row.office, about=row.actor) if row is not None else None
        if row is None or seat is None:
            raise NotAllowedToJudge
        if row.seen_at is not None:
            raise AlreadyAnswered
        if not words.strip() or len(words) > MOST_ANSWER:
            raise AnswerRefused
        row.note = seal(owner=owner_of_alert(row), plain=words.encode(), context=ALERT_NOTE)
        row.seen_by, row.seen_at = visitor.id, now
        row.save(update_fields=["note", "seen_by", "seen_at"])
        told: dict[str, JSON] = {"office": row.office, "post": seat.post, "counted": row.kind}
        append_leaf(kind="look.seen", subject=str(row.pk), statement=told, now=now)


def owner_of_alert(row: Alert) -> str:
    """Return the owner in the vault of what came of an alert."""
    return f"alert:{row.pk}"


def _note(row: Alert, office: Office, now: datetime) -> str:
    if row.note is None:
        return ""
    reader = Reader(
        actor=office.person,
        purpose=Purpose.OVERSEE,
        case="",
        now=now,
        office=office.authority,
        post=office.seats[0].post,
        how=How.OPENED,
        look=owner_of_alert(row),
    )
    return unseal(owner=owner_of_alert(row), sealed=bytes(row.note), context=ALERT_NOTE, reader=reader).decode()


def supervisors_of(office: str, *, about: str) -> tuple[str, ...]:
    """Return who answers for the looks of an office, by id; nobody for their own."""
    posts = posts_with(office, ANSWERING_ROLE)
    return tuple(each.person for each in officers_of(office) if posts.intersection(each.posts) and each.person != about)


def _facts(row: Alert, note: str = "") -> AlertFacts:
    return AlertFacts(row.pk, row.actor, row.office, row.day, Many(row.kind), row.count, row.seen_by, note)
