"""Who has to agree to a case beside its applicant, and what they said."""

from typing import ClassVar

from django.db import models


class Agreement(models.Model):
    """Somebody else who has to agree before a case goes on. ``mark`` is the keyed hash of their number (``identity``).

    ``until`` is the last day on which they can; ``agreed`` is ``None`` until they have answered, as ``by``, in the name
    of the firm ``organisation`` where it is one. A case that ends meanwhile asks nobody any more.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="agreements")
    task = models.BigIntegerField(unique=True)
    mark = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    until = models.DateField()
    agreed = models.BooleanField(null=True)
    by = models.CharField(max_length=64, default="", blank=True)
    organisation = models.CharField(max_length=64, default="", db_default="", blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(mark=""), name="cases_somebody_has_to_agree"),
            models.CheckConstraint(
                condition=models.Q(agreed=None, by="", answered_at=None)
                | (models.Q(agreed__isnull=False, answered_at__isnull=False) & ~models.Q(by="")),
                name="cases_somebody_agrees",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement until {self.until}"
