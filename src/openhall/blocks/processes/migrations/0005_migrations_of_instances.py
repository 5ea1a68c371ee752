"""Instances move into another model by a plan: the database lets through just that, and keeps what was done."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding, unguarding

_TOLD = "processes: this task or model is kept as it was"
#: As migration 0002 has it.
_SAME_PERSON = (
    "NEW.done_by <> '' AND NEW.other <> '' AND EXISTS (SELECT 1 FROM processes_task t"
    " JOIN processes_instance i ON i.id = t.instance_id JOIN processes_instance n ON n.id = NEW.instance_id"
    " WHERE t.subject = NEW.subject AND t.id <> NEW.id AND t.done_by = NEW.done_by AND t.state = 'done'"
    " AND ((t.instance_id = NEW.instance_id AND NEW.other LIKE '%%,' || t.node || ',%%')"
    " OR (i.serial < n.serial AND NEW.other LIKE '%%,earlier,%%')))"
)
_IN_ANY_CASE = (
    "OLD.state IN ('done', 'cancelled') OR NEW.instance_id <> OLD.instance_id OR NEW.token <> OLD.token"
    " OR NEW.subject <> OLD.subject"
)
_DEFINED = "NEW.node <> OLD.node OR NEW.other <> OLD.other OR NEW.decisions <> OLD.decisions"
_BEFORE = {("task", "UPDATE"): f"{_IN_ANY_CASE} OR {_DEFINED} OR ({_SAME_PERSON})"}
_MOVING = "SELECT 1 FROM processes_instancemigration m WHERE m.instance_id = NEW.instance_id AND NOT m.is_applied"
_PLANNED = (
    "SELECT 1 FROM processes_instancemigration m JOIN processes_migrationplan p ON p.id = m.plan_id"
    " WHERE m.instance_id = NEW.id AND NOT m.is_applied"
    " AND p.from_definition_id = OLD.definition_id AND p.to_definition_id = NEW.definition_id"
)
_STANDS = (
    "SELECT 1 FROM processes_instance i JOIN processes_migrationplan p ON p.id = NEW.plan_id"
    " WHERE i.id = NEW.instance_id AND i.ended_at IS NULL AND i.definition_id = p.{}_definition_id"
)
_AFTER = {
    # Which task it is changes while its instance is being moved, and then nothing is done to it or handed on.
    ("task", "UPDATE"): (
        f"{_IN_ANY_CASE} OR (({_DEFINED}) AND (NEW.state <> OLD.state"
        f" OR NEW.done_by <> OLD.done_by OR NEW.authority <> OLD.authority OR NOT EXISTS ({_MOVING})))"
        f" OR ({_SAME_PERSON})"
    ),
    ("instance", "UPDATE"): f"NEW.definition_id <> OLD.definition_id AND NOT EXISTS ({_PLANNED})",
    ("migrationplan", "UPDATE"): "TRUE",
    ("migrationplan", "DELETE"): "TRUE",
    ("instancemigration", "INSERT"): f"NEW.is_applied OR NOT EXISTS ({_STANDS.format('from')})",
    ("instancemigration", "UPDATE"): (
        "OLD.is_applied OR NEW.id <> OLD.id OR NEW.instance_id <> OLD.instance_id OR NEW.plan_id <> OLD.plan_id"
        f' OR NEW.at_step <> OLD.at_step OR NEW."at" <> OLD."at" OR NOT EXISTS ({_STANDS.format("to")})'
    ),
    ("instancemigration", "DELETE"): "TRUE",
}
#: An office sees what it sees of the instance; only the hall moves one.
_WALLS = {"processes_instancemigration": Wall("processes_in_sight(instance_id)", "false")}


class Migration(migrations.Migration):
    """Keep plans and what they moved, and let them do it."""

    dependencies = [("processes", "0004_walls")]
    operations = [
        migrations.CreateModel(
            name="MigrationPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nodes", models.TextField()),
                ("flows", models.TextField()),
                ("reason", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("kept_at", models.DateTimeField()),
                (
                    "from_definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.definition"
                    ),
                ),
                (
                    "to_definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.definition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("from_definition", "to_definition", "digest"), name="processes_one_of_each_plan"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InstanceMigration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at_step", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("is_applied", models.BooleanField(default=False)),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="migrations",
                        to="processes.instance",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="processes.migrationplan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_applied", False)),
                        fields=("instance",),
                        name="processes_one_migration_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="instance",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["definition", "id"], name="processes_running"
            ),
        ),
        unguarding("processes", _TOLD, _BEFORE),
        guarding("processes", _TOLD, _AFTER),
        walling(_WALLS),
    ]
