"""One more thing that can happen to a case: its process goes on in a newer model."""

from django.db import migrations, models

import openhall.blocks.cases.rules
from openhall.blocks.journal.facade import guarding, unguarding

#: As migration 0003 has it. SQLite makes a table anew to change a constraint, and forgets what guarded the old one.
_TOLD = "cases: what was done is kept as it was"
_REFUSED = {("caseevent", act): "TRUE" for act in ("UPDATE", "DELETE")}


class Migration(migrations.Migration):
    """Know the new kind of event."""

    dependencies = [("cases", "0005_walls"), ("processes", "0005_migrations_of_instances")]
    operations = [
        unguarding("cases", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            openhall.blocks.cases.rules.EventKind["SUBMITTED"],
                            openhall.blocks.cases.rules.EventKind["TAKEN_UP"],
                            openhall.blocks.cases.rules.EventKind["TASK_DONE"],
                            openhall.blocks.cases.rules.EventKind["ACT_DONE"],
                            openhall.blocks.cases.rules.EventKind["ASKED"],
                            openhall.blocks.cases.rules.EventKind["ANSWERED"],
                            openhall.blocks.cases.rules.EventKind["UNANSWERED"],
                            openhall.blocks.cases.rules.EventKind["WRITTEN"],
                            openhall.blocks.cases.rules.EventKind["PASSED_ON"],
                            openhall.blocks.cases.rules.EventKind["KEPT"],
                            openhall.blocks.cases.rules.EventKind["SILENT"],
                            openhall.blocks.cases.rules.EventKind["REMINDED"],
                            openhall.blocks.cases.rules.EventKind["ESCALATED"],
                            openhall.blocks.cases.rules.EventKind["DECIDED"],
                            openhall.blocks.cases.rules.EventKind["DAY_CLOSED"],
                            openhall.blocks.cases.rules.EventKind["MIGRATED"],
                            openhall.blocks.cases.rules.EventKind["WITHDRAWN"],
                            openhall.blocks.cases.rules.EventKind["OBJECTED"],
                        ],
                    )
                ),
                name="cases_known_event",
            ),
        ),
        guarding("cases", _TOLD, _REFUSED),
    ]
