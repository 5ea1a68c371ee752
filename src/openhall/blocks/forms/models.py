"""Applications that are not sent yet."""

from django.db import models


class Draft(models.Model):
    """Answers on their way: sealed, kept for thirty days after the last of them, gone when submitted.

    ``owner`` names the key that seals it, the matter's own. ``person`` and
    ``organisation`` say who may resume it by signing in; a guest shows the secret of the reference. ``serial``
    counts its changes: whoever changes it says which one they saw. ``helper`` fills it in for the person, for as long
    as they may; the draft is the person's all along.
    """

    reference = models.CharField(max_length=12, unique=True)
    service = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    person = models.CharField(max_length=64, blank=True)
    organisation = models.CharField(max_length=64, blank=True)
    helper = models.CharField(max_length=64, blank=True, default="", db_default="")
    owner = models.CharField(max_length=80)
    sealed = models.BinaryField()
    serial = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "service"], name="forms_draft_of_person"),
            models.Index(fields=["helper"], condition=~models.Q(helper=""), name="forms_draft_of_helper"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="forms_draft_lives_for_a_while"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.service}"
