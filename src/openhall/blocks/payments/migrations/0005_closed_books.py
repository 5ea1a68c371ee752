"""Books that are closed at the end of each day, and what is late; what the bank has shown; what it took, and why."""

from collections.abc import Iterable

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from openhall.blocks.journal.facade import DatabaseStep, guarding, unguarding

_TOLD = "payments: books that were closed are kept as they were"
_FOR_EVER = {
    (table, act): "TRUE" for table in ("closing", "closedaccount", "lateposting") for act in ("UPDATE", "DELETE")
}
_IS_LATE = "EXISTS (SELECT 1 FROM payments_closing c WHERE c.ends > NEW.at)"
_AFTER = "CREATE TRIGGER payments_posting_late AFTER INSERT ON payments_posting"
_WRITE = "INSERT INTO payments_lateposting (posting_id) VALUES (NEW.id);"

_KEPT = "payments: what was written of money is kept as it was"
_HANDOVERS = {("handover", act): "TRUE" for act in ("UPDATE", "DELETE")}
_SHOWN = (
    "UPDATE payments_{of} SET shown_at = (SELECT max(e.matched_at) FROM payments_bankentry e"
    " WHERE e.{of}_id = payments_{of}.id OR e.handover_id = payments_{of}.handover_id)"
)


def _filling(_vendor: str) -> Iterable[str]:
    return [_SHOWN.format(of=of) for of in ("attempt", "refund")]


def _noticing(vendor: str) -> Iterable[str]:
    """Let the database notice what is late: whoever posts cannot know, as the books may be closed in that moment."""
    if vendor != "postgresql":
        return [f"{_AFTER} WHEN {_IS_LATE} BEGIN {_WRITE} END"]
    body = f"BEGIN IF {_IS_LATE} THEN {_WRITE} END IF; RETURN NULL; END"
    return [
        f"CREATE FUNCTION payments_posting_late() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"{_AFTER} FOR EACH ROW EXECUTE FUNCTION payments_posting_late()",
    ]


def _forgetting(vendor: str) -> Iterable[str]:
    if vendor != "postgresql":
        return ["DROP TRIGGER payments_posting_late"]
    return ["DROP FUNCTION payments_posting_late() CASCADE"]


class Migration(migrations.Migration):
    """Keep what each account held when a day was over."""

    dependencies = [("payments", "0004_handed_over_together")]
    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ends", models.DateTimeField(unique=True)),
                ("last", models.BigIntegerField()),
                ("closed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ClosedAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=140)),
                ("currency", models.CharField(max_length=3)),
                ("debits", models.BigIntegerField()),
                ("credits", models.BigIntegerField()),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="payments.closing",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("closing", "account", "currency"), name="payments_closed_account_once"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="LatePosting",
            fields=[
                (
                    "posting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="payments.posting",
                    ),
                ),
            ],
        ),
        guarding("payments", _TOLD, _FOR_EVER),
        DatabaseStep(_noticing, _forgetting),
        migrations.AddField("attempt", "shown_at", models.DateTimeField(null=True)),
        migrations.AddField("refund", "shown_at", models.DateTimeField(null=True)),
        DatabaseStep(_filling, lambda _vendor: ()),
        migrations.AddIndex(
            "attempt",
            models.Index(
                fields=["ended_at", "id"],
                name="payments_came_not_shown",
                condition=Q(state="captured", shown_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            "refund",
            models.Index(
                fields=["done_at", "id"],
                name="payments_went_not_shown",
                condition=Q(state="done", shown_at__isnull=True),
            ),
        ),
        # SQLite makes the table anew, and its guards would be gone.
        unguarding("payments", _KEPT, _HANDOVERS),
        migrations.AddField("handover", "note", models.CharField(blank=True, default="", max_length=200)),
        guarding("payments", _KEPT, _HANDOVERS),
    ]
