"""One charge for several payments."""

from django.db import models
from django.db.models import Q

from openhall.blocks.payments.definitions import AttemptState


class Bundle(models.Model):
    """One charge of a provider for several payments, of one press of ``payer``: each has an attempt that is its part.

    It ends once, and its parts end with it. ``called_off_at`` is when one of them was no longer to be paid.
    """

    public_id = models.CharField(max_length=24, unique=True)
    payer = models.CharField(max_length=80)
    provider = models.CharField(max_length=40)
    key = models.CharField(max_length=100, unique=True)
    reference = models.CharField(max_length=255, default="", blank=True)
    state = models.CharField(max_length=10)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    redirect_url = models.TextField(default="", blank=True)
    qr_text = models.TextField(default="", blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    ask_at = models.DateTimeField(null=True)
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="payments_bundle_reference"
            ),
            models.CheckConstraint(condition=Q(state__in=sorted(AttemptState)), name="payments_bundle_state"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payments_bundle_amount"),
        ]

    def __str__(self) -> str:
        return self.public_id
