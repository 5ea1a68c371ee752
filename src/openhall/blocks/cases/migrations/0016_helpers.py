"""Who submitted a case for somebody else, and that they took it back."""

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding, unguarding

#: As migration 0003 has it. SQLite makes a table anew to change a constraint, and forgets what guarded the old one.
_TOLD = "cases: what was done is kept as it was"
_REFUSED = {("caseevent", act): "TRUE" for act in ("UPDATE", "DELETE")}
_KINDS = (
    "submitted",
    "taken-up",
    "task-done",
    "act-done",
    "asked",
    "answered",
    "unanswered",
    "taken-back",
    "written",
    "passed-on",
    "kept",
    "silent",
    "reminded",
    "escalated",
    "decided",
    "day-closed",
    "migrated",
    "withdrawn",
    "undone",
    "objected",
    "payment-asked",
    "paid",
    "waived",
    "refunded",
    "unpaid",
    "issued",
    "reordered",
    "booked",
    "moved",
    "given-up",
)
_HELPER = models.CharField(blank=True, db_default="", default="", max_length=64)
# Written out: the framework would make SQLite's table anew for it, and what guards cases would be forgotten.
_COLUMN = "ALTER TABLE cases_case ADD COLUMN helper varchar(64) NOT NULL DEFAULT ''"


class Migration(migrations.Migration):
    """Know the helper of a case, and the new kind of event."""

    dependencies = [("cases", "0015_erasing")]
    operations = [
        migrations.RunSQL(
            _COLUMN,
            "ALTER TABLE cases_case DROP COLUMN helper",
            state_operations=[migrations.AddField("case", "helper", _HELPER)],
        ),
        unguarding("cases", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", list(_KINDS))), name="cases_known_event"),
        ),
        guarding("cases", _TOLD, _REFUSED),
    ]
