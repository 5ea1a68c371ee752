"""What is decided day by day: days on which offices had to stay shut."""

from django.db import models


class ClosedDay(models.Model):
    """A day on which no office worked although the calendar says so: a typhoon, a black rainstorm, a flood."""

    day = models.DateField(primary_key=True)
    reason = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="rules_a_closed_day_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"
