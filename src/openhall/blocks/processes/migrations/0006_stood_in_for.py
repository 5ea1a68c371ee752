"""Whom a doer stood in for stands beside a task: nobody checks from somebody's seat what that somebody did."""

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding, unguarding

_TOLD = "processes: this task or model is kept as it was"
#: As migration 0005 has it, but for who must not have done what is checked.
_SAME_PERSON = (
    "NEW.done_by <> '' AND NEW.other <> '' AND EXISTS (SELECT 1 FROM processes_task t"
    " JOIN processes_instance i ON i.id = t.instance_id JOIN processes_instance n ON n.id = NEW.instance_id"
    " WHERE t.subject = NEW.subject AND t.id <> NEW.id AND {} AND t.state = 'done'"
    " AND ((t.instance_id = NEW.instance_id AND NEW.other LIKE '%%,' || t.node || ',%%')"
    " OR (i.serial < n.serial AND NEW.other LIKE '%%,earlier,%%')))"
)
_IN_ANY_CASE = (
    "OLD.state IN ('done', 'cancelled') OR NEW.instance_id <> OLD.instance_id OR NEW.token <> OLD.token"
    " OR NEW.subject <> OLD.subject"
)
_DEFINED = "NEW.node <> OLD.node OR NEW.other <> OLD.other OR NEW.decisions <> OLD.decisions"
_MOVING = "SELECT 1 FROM processes_instancemigration m WHERE m.instance_id = NEW.instance_id AND NOT m.is_applied"


def _guard(done_by: str) -> dict[tuple[str, str], str]:
    return {
        ("task", "UPDATE"): (
            f"{_IN_ANY_CASE} OR (({_DEFINED}) AND (NEW.state <> OLD.state"
            f" OR NEW.done_by <> OLD.done_by OR NEW.authority <> OLD.authority OR NOT EXISTS ({_MOVING})))"
            f" OR ({_SAME_PERSON.format(done_by)})"
        )
    }


class Migration(migrations.Migration):
    """Keep whom a doer stood in for, and look at it."""

    dependencies = [("processes", "0005_migrations_of_instances")]
    operations = [
        # By hand: the framework would write SQLite's table anew, and its triggers would be gone.
        migrations.RunSQL(
            "ALTER TABLE processes_task ADD COLUMN done_for varchar(64) NOT NULL DEFAULT ''",
            "ALTER TABLE processes_task DROP COLUMN done_for",
            state_operations=[
                migrations.AddField(
                    model_name="task",
                    name="done_for",
                    field=models.CharField(blank=True, default="", max_length=64),
                ),
            ],
        ),
        unguarding("processes", _TOLD, _guard("t.done_by = NEW.done_by")),
        guarding("processes", _TOLD, _guard("t.done_by IN (NEW.done_by, NEW.done_for)")),
    ]
