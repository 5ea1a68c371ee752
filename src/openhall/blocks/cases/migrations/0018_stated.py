"""What was stated without its source, and checked since: seen by the offices of the case, and told in its history."""

from django.db import migrations, models

from openhall.blocks.authorities.facade import Wall, walling
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
)
_OF_A_CASE = "processes_takes_part(subject)"


class Migration(migrations.Migration):
    """Wall in what was stated, and know the new kinds of event."""

    dependencies = [("cases", "0017_walls_of_fetches"), ("exchange", "0002_stated")]
    operations = [
        unguarding("cases", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", list(_KINDS))), name="cases_known_event"),
        ),
        guarding("cases", _TOLD, _REFUSED),
        walling({"exchange_stated": Wall(_OF_A_CASE, _OF_A_CASE)}),
    ]
