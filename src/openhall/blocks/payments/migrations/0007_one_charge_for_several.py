"""Several payments in one charge: the charge, its parts, what was told of it, and the movement of the bank that it is.

Until now such payments were charged one after the other, and only marked as of one press: those marks go.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding, unguarding

_TOLD = "payments: what was written of money is kept as it was"
_STATES = ["begun", "captured", "expired", "failed", "pending"]
_ATTEMPTS = {
    ("attempt", "DELETE"): "TRUE",
    ("attempt", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.public_id <> OLD.public_id OR NEW.payment_id <> OLD.payment_id"
        " OR NEW.provider <> OLD.provider OR NEW.key <> OLD.key OR NEW.amount <> OLD.amount"
        " OR NEW.refunded < OLD.refunded"
        " OR (OLD.state = 'captured' AND (NEW.state <> OLD.state OR NEW.received <> OLD.received"
        " OR NEW.settles <> OLD.settles))"
    ),
}
_NEWS = {("providernews", act): "TRUE" for act in ("UPDATE", "DELETE")}
_ENTRIES = {
    ("bankentry", "DELETE"): "TRUE",
    ("bankentry", "UPDATE"): (
        "OLD.matched_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.statement_id <> OLD.statement_id"
        " OR NEW.amount <> OLD.amount OR NEW.currency <> OLD.currency"
    ),
}
_BUNDLES = {
    ("bundle", "DELETE"): "TRUE",
    ("bundle", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.public_id <> OLD.public_id OR NEW.payer <> OLD.payer"
        " OR NEW.provider <> OLD.provider OR NEW.key <> OLD.key OR NEW.amount <> OLD.amount"
        " OR NEW.currency <> OLD.currency OR (OLD.state = 'captured' AND NEW.state <> OLD.state)"
    ),
}
# SQLite makes a table anew, and its guards would be gone.
_REMADE = {**_ATTEMPTS, **_NEWS, **_ENTRIES}
_IN_SIGHT = """
CREATE FUNCTION payments_bundle_in_sight(wanted bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM payments_attempt a WHERE a.bundle_id = wanted);
END $$"""
_SEEN = "payments_bundle_in_sight(id)"


def _matched() -> Q:
    columns = ("attempt", "refund", "bundle", "handover")
    ways = (("attempt", Q(amount__gt=0)), ("refund", Q(amount__lt=0)), ("bundle", Q(amount__gt=0)), ("handover", Q()))
    found = Q(matched_at__isnull=True, **{f"{name}__isnull": True for name in columns})
    for one, more in ways:
        found |= Q(matched_at__isnull=False, **{f"{name}__isnull": name != one for name in columns}) & more
    return found


def _of_bundle(name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name=name, to="payments.bundle"
    )


class Migration(migrations.Migration):
    """Keep charges for several payments."""

    dependencies = [("payments", "0006_paid_together"), ("cases", "0011_walls_of_payments")]
    operations = [
        # The table is called as this index was.
        migrations.RemoveIndex("attempt", "payments_bundle"),
        migrations.CreateModel(
            name="Bundle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(max_length=24, unique=True)),
                ("payer", models.CharField(max_length=80)),
                ("provider", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=100, unique=True)),
                ("reference", models.CharField(blank=True, default="", max_length=255)),
                ("state", models.CharField(max_length=10)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("redirect_url", models.TextField(blank=True, default="")),
                ("qr_text", models.TextField(blank=True, default="")),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("called_off_at", models.DateTimeField(null=True)),
                ("ask_at", models.DateTimeField(null=True)),
                ("asked", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "reference"),
                        condition=~Q(reference=""),
                        name="payments_bundle_reference",
                    ),
                    models.CheckConstraint(condition=Q(state__in=_STATES), name="payments_bundle_state"),
                    models.CheckConstraint(condition=Q(amount__gt=0), name="payments_bundle_amount"),
                ]
            },
        ),
        unguarding("payments", _TOLD, _REMADE),
        migrations.RemoveField("attempt", "bundle"),
        migrations.RemoveField("attempt", "told_at"),
        migrations.AddField("attempt", "bundle", _of_bundle("parts")),
        migrations.AlterField(
            "providernews",
            "attempt",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="news", to="payments.attempt"
            ),
        ),
        migrations.AddField("providernews", "bundle", _of_bundle("news")),
        migrations.AddConstraint(
            "providernews",
            models.CheckConstraint(
                condition=Q(attempt__isnull=False, bundle__isnull=True) | Q(attempt__isnull=True, bundle__isnull=False),
                name="payments_news_of_one",
            ),
        ),
        migrations.RemoveConstraint("bankentry", "payments_entry_matched_once"),
        migrations.AddField(
            "bankentry",
            "bundle",
            models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, to="payments.bundle"),
        ),
        migrations.AddConstraint(
            "bankentry", models.CheckConstraint(condition=_matched(), name="payments_entry_matched_once")
        ),
        guarding("payments", _TOLD, {**_REMADE, **_BUNDLES}),
        walling(
            {"payments_bundle": Wall(_SEEN, _SEEN)},
            before=[_IN_SIGHT],
            undo=["DROP FUNCTION payments_bundle_in_sight(bigint)"],
        ),
    ]
