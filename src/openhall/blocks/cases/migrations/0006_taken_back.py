"""A question that was asked by mistake can be taken back: the history knows a word for it."""

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding

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
    "withdrawn",
    "objected",
)
_GUARD = guarding(
    "cases", "cases: what was done is kept as it was", {("caseevent", act): "TRUE" for act in ("UPDATE", "DELETE")}
)


class Migration(migrations.Migration):
    """Let an event say that a question was taken back."""

    dependencies = [("cases", "0005_walls")]
    operations = [
        # SQLite makes the table anew for a constraint, without the guards that stand on it.
        migrations.RunPython(_GUARD.reverse_code or migrations.RunPython.noop, _GUARD.code),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", list(_KINDS))), name="cases_known_event"),
        ),
        _GUARD,
    ]
