"""Kept places, draws for scarce ones, and tickets of people who walk in."""

from django.db import models
from django.db.models import Q

STATES = ("booked", "moved", "cancelled", "attended", "missed")


class Seat(models.Model):
    """A seat that is taken: the database gives it to one booking. It tells nobody whose that is, so all may count."""

    booking = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=80)
    office = models.CharField(max_length=80)
    #: The day of ``starts_at`` in the zone of the office.
    day = models.DateField()
    starts_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField()
    #: The draw that gives it, or empty; until then ``booking`` begins with ``draw:``.
    draw = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "day", "office"], name="appointments_taken")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "office", "starts_at", "number"], name="appointments_one_for_each_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.starts_at:%Y-%m-%d %H:%M} {self.number}"


class Booking(models.Model):
    """One place at one moment for one matter, and what became of it; a matter has one that is still to come."""

    id = models.CharField(max_length=32, primary_key=True)
    uid = models.CharField(max_length=32, db_index=True)
    sequence = models.PositiveIntegerField(default=0)
    subject = models.CharField(max_length=80)
    owner = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    office = models.CharField(max_length=80)
    authority = models.CharField(max_length=100)
    #: The draw in which it was won, or empty.
    draw = models.CharField(max_length=32, default="", blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default="booked")
    booked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-booked_at"], name="appointments_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="booked"), name="appointments_one_for_each_subject"
            ),
            models.UniqueConstraint(fields=["uid", "sequence"], name="appointments_moves_are_counted"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="appointments_known_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="appointments_last"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind} {self.starts_at:%Y-%m-%d %H:%M}"


class ClosedOffice(models.Model):
    """A day on which one office has to stay shut, with the reason that everybody may read."""

    office = models.CharField(max_length=80)
    day = models.DateField()
    reason = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="appointments_closed_once")]

    def __str__(self) -> str:
        return f"{self.office} {self.day}"


class Draw(models.Model):
    """A lottery for scarce slots: ``commitment`` is public from the beginning, ``secret`` once it is held.

    ``slots`` are what there is to win, ``result`` the public file (both JSON); ``closed_leaf`` is the record in the
    log that closes it.
    """

    id = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=80)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    secret = models.CharField(max_length=64)
    slots = models.TextField()
    closed_leaf = models.BigIntegerField(null=True)
    result = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=models.F("opens_at")), name="appointments_draw_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.closes_at:%Y-%m-%d}"


class DrawTicket(models.Model):
    """A part in a draw: one for each matter. ``ticket`` is public and says nothing of whose it is."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="tickets")
    subject = models.CharField(max_length=80)
    owner = models.CharField(max_length=120)
    ticket = models.CharField(max_length=64)
    at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "subject"], name="appointments_one_ticket_each"),
            models.UniqueConstraint(fields=["draw", "ticket"], name="appointments_tickets_differ"),
        ]

    def __str__(self) -> str:
        return self.ticket[:8]


class WalkIn(models.Model):
    """A number for somebody who came without an appointment. ``call_key`` names the request that called it."""

    id = models.CharField(max_length=32, primary_key=True)
    office = models.CharField(max_length=80)
    kind = models.CharField(max_length=80)
    day = models.DateField()
    number = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    counter = models.PositiveSmallIntegerField(null=True)
    call_key = models.CharField(max_length=64, null=True)  # noqa: DJ001 - two may have none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "day", "number"], name="appointments_numbers_are_counted"),
            models.UniqueConstraint(
                fields=["call_key"], condition=Q(call_key__isnull=False), name="appointments_a_call_calls_once"
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True, counter__isnull=True)
                | Q(called_at__isnull=False, counter__isnull=False),
                name="appointments_called_to_a_counter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.day} {self.number}"
