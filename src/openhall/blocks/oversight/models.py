"""Looks at people without a case, and what people ask about looks."""

from django.db import models

from openhall.blocks.oversight.rules import MOST_LOOKS, LookState, Many


class Look(models.Model):
    """An officer looked for a person without a case. ``sealed`` holds the reason and what was looked for.

    ``hour`` and ``serial`` count the looks of one officer: the database gives no more places than there are. ``key``
    is that of the request. ``office`` answers for it, by ``due_on``.
    """

    id = models.CharField(primary_key=True, max_length=24)
    actor = models.CharField(max_length=64)
    office = models.CharField(max_length=100)
    post = models.CharField(max_length=80)
    purpose = models.CharField(max_length=20)
    sealed = models.BinaryField()
    found = models.TextField(default="[]")
    at = models.DateTimeField()
    hour = models.DateTimeField()
    serial = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    due_on = models.DateField()
    state = models.CharField(max_length=12, default=LookState.FLAGGED)
    judged_by = models.CharField(max_length=64, default="", blank=True)
    judged_at = models.DateTimeField(null=True)
    note = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["office", "state", "at"], name="oversight_looks_of_office")]
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="oversight_each_look_once"),
            models.UniqueConstraint(fields=["actor", "hour", "serial"], name="oversight_so_many_looks"),
            models.CheckConstraint(
                condition=models.Q(serial__gte=1, serial__lte=MOST_LOOKS), name="oversight_looks_have_an_end"
            ),
            models.CheckConstraint(condition=models.Q(state__in=list(LookState)), name="oversight_known_look_state"),
            models.CheckConstraint(
                condition=models.Q(state=LookState.FLAGGED, judged_by="")
                | (~models.Q(state=LookState.FLAGGED) & ~models.Q(judged_by="")),
                name="oversight_judged_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(judged_by=models.F("actor")), name="oversight_nobody_judges_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.at:%Y-%m-%d}"


class Question(models.Model):
    """Somebody asks why their data were read: one question for each read. ``sealed`` holds the answer."""

    read = models.BigIntegerField(unique=True)
    owner = models.CharField(max_length=120)
    person = models.CharField(max_length=64, blank=True)
    case = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=100)
    post = models.CharField(max_length=80)
    actor = models.CharField(max_length=120)
    read_at = models.DateTimeField()
    purpose = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, default="", blank=True)
    answer_post = models.CharField(max_length=80, default="", blank=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "due_on"], condition=models.Q(answered_at=None), name="oversight_to_answer"),
            models.Index(fields=["owner"], name="oversight_questions_of"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by="", sealed=None)
                | (models.Q(answered_at__isnull=False, sealed__isnull=False) & ~models.Q(answered_by="")),
                name="oversight_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(answered_by=models.F("actor")), name="oversight_others_answer_for_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.read} {self.due_on}"


class Alert(models.Model):
    """An officer looked unusually often on a day (``kind``, a word of ``Many``): one for each officer, day and kind.

    Whoever answers for the office has seen it, once, and says in ``note`` (sealed) what came of it.
    """

    actor = models.CharField(max_length=64)
    office = models.CharField(max_length=100)
    day = models.DateField()
    kind = models.CharField(max_length=12)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    seen_by = models.CharField(max_length=64, default="", blank=True)
    seen_at = models.DateTimeField(null=True)
    note = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["office", "at"], name="oversight_alerts_of_office")]
        constraints = [
            models.UniqueConstraint(fields=["actor", "office", "day", "kind"], name="oversight_each_alert_once"),
            models.CheckConstraint(condition=models.Q(kind__in=list(Many)), name="oversight_known_alert"),
            models.CheckConstraint(
                condition=models.Q(seen_at=None, seen_by="", note=None)
                | (models.Q(seen_at__isnull=False, note__isnull=False) & ~models.Q(seen_by="")),
                name="oversight_seen_by_somebody",
            ),
            models.CheckConstraint(condition=~models.Q(seen_by=models.F("actor")), name="oversight_others_see_to_it"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.day} {self.kind}"
