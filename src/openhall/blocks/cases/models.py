"""Cases and their history."""

from django.db import models

from openhall.blocks.cases.rules import Decision, EventKind, Status


class Case(models.Model):
    """What somebody submitted, and where it stands.

    ``sealed`` holds the answers under the key ``owner``. ``leaf`` is the record in the log that proves the
    submission. ``caller`` and ``key`` say which request made it: the database refuses a second one.
    ``holder`` is who has to act now: an authority's id, or ``applicant``.
    """

    reference = models.CharField(max_length=12, unique=True)
    service = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    authority = models.CharField(max_length=100)
    person = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=64, blank=True)
    owner = models.CharField(max_length=80)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    decision = models.CharField(max_length=10, blank=True)
    holder = models.CharField(max_length=100)
    holder_since = models.DateTimeField()
    sealed = models.BinaryField()
    submitted_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    leaf = models.BigIntegerField(unique=True)
    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    body = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["person", "-submitted_at"], name="cases_of_person")]
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="cases_one_for_each_request"),
            models.CheckConstraint(condition=models.Q(status__in=list(Status)), name="cases_known_status"),
            models.CheckConstraint(condition=models.Q(decision__in=["", *Decision]), name="cases_known_decision"),
            models.CheckConstraint(
                condition=models.Q(status=Status.DECIDED) | models.Q(decision=""), name="cases_decision_when_decided"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.service} {self.status}"


class CaseEvent(models.Model):
    """One thing that happened to a case, as its owner may read it: never anything that they typed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    actor = models.CharField(max_length=100)
    holder = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(EventKind)), name="cases_known_event"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
