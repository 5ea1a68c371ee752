"""That a paper was asked for again is told in the history of its case."""

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


class Migration(migrations.Migration):
    """Know the new kind of event."""

    dependencies = [("cases", "0013_of_organisations")]
    operations = [
        unguarding("cases", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", list(_KINDS))), name="cases_known_event"),
        ),
        guarding("cases", _TOLD, _REFUSED),
    ]
