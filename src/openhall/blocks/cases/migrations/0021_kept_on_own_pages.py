"""Two new kinds of event: a guest's case is kept on somebody's own page, and was let go again."""

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
    "stated",
    "checked",
    "agreement-asked",
    "agreed",
    "declined",
    "claimed",
    "let-go",
)


class Migration(migrations.Migration):
    """Know the new kinds of event."""

    dependencies = [("cases", "0020_agreements")]
    operations = [
        unguarding("cases", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", list(_KINDS))), name="cases_known_event"),
        ),
        guarding("cases", _TOLD, _REFUSED),
    ]
