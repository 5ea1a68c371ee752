"""What a provider hands over in one sum for many payments, and a movement of the bank that is such a sum."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from openhall.blocks.journal.facade import guarding, unguarding

_TOLD = "payments: what was written of money is kept as it was"
_FOR_EVER = {("handover", act): "TRUE" for act in ("UPDATE", "DELETE")}
_ENTRIES = {
    ("bankentry", "DELETE"): "TRUE",
    ("bankentry", "UPDATE"): (
        "OLD.matched_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.statement_id <> OLD.statement_id"
        " OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency"
    ),
}
_NOTHING = {"attempt__isnull": True, "refund__isnull": True, "handover__isnull": True}
_MATCHED = (
    Q(matched_at__isnull=True, **_NOTHING)
    | Q(
        matched_at__isnull=False,
        attempt__isnull=False,
        refund__isnull=True,
        handover__isnull=True,
        amount__gt=0,
    )
    | Q(
        matched_at__isnull=False,
        attempt__isnull=True,
        refund__isnull=False,
        handover__isnull=True,
        amount__lt=0,
    )
    | Q(matched_at__isnull=False, attempt__isnull=True, refund__isnull=True, handover__isnull=False)
)


def _held(name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name=name, to="payments.handover"
    )


class Migration(migrations.Migration):
    """Keep sums for many payments."""

    dependencies = [("payments", "0003_vouchers_at_the_desk"), ("cases", "0011_walls_of_payments")]
    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=255)),
                ("amount", models.BigIntegerField()),
                ("charges", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("recorded_by", models.CharField(blank=True, default="", max_length=80)),
                ("kept_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("provider", "reference"), name="payments_handover_once"),
                    models.CheckConstraint(condition=~Q(amount=0), name="payments_handover_amount"),
                ]
            },
        ),
        migrations.AddField("attempt", "handover", _held("attempts")),
        migrations.AddField("refund", "handover", _held("refunds")),
        # SQLite makes the table anew, and its guards would be gone.
        unguarding("payments", _TOLD, _ENTRIES),
        migrations.RemoveConstraint("bankentry", "payments_entry_matched_once"),
        migrations.AddField(
            "bankentry",
            "handover",
            models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.handover"),
        ),
        migrations.AddConstraint(
            "bankentry", models.CheckConstraint(condition=_MATCHED, name="payments_entry_matched_once")
        ),
        guarding("payments", _TOLD, {**_ENTRIES, **_FOR_EVER}),
    ]
