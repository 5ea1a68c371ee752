"""What was granted of what was asked for."""

from django.db import models


class CaseAward(models.Model):
    """The sum that an officer grants instead of the one that was asked for. It never changes; the newest one counts.

    ``minor`` and ``asked``, what stood until then, are minor units. ``reason`` is sealed: an officer wrote it freely,
    for the applicant to read. ``appeal`` is the way to have it looked at again, as it was then.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="awards")
    task = models.BigIntegerField(unique=True)
    authority = models.CharField(max_length=100)
    post = models.CharField(max_length=80)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()
    asked = models.BigIntegerField()
    minor = models.BigIntegerField()
    reason = models.BinaryField()
    appeal = models.TextField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(minor__gt=0), name="cases_something_is_granted"),
            models.CheckConstraint(condition=~models.Q(minor=models.F("asked")), name="cases_another_sum_is_granted"),
            models.CheckConstraint(condition=~models.Q(by=""), name="cases_somebody_grants_it"),
        ]

    def __str__(self) -> str:
        return f"award of task {self.task}"
