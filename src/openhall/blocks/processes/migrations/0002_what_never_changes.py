"""The database itself keeps models and finished tasks as they are, and lets nobody check what they did themselves."""

from django.db import migrations

from openhall.blocks.journal.facade import guarding

#: Somebody is named who did one of the tasks that the doer of this one must not have done.
_SAME_PERSON = (
    "NEW.done_by <> '' AND NEW.other <> '' AND EXISTS (SELECT 1 FROM processes_task t"
    " JOIN processes_instance i ON i.id = t.instance_id JOIN processes_instance n ON n.id = NEW.instance_id"
    " WHERE t.subject = NEW.subject AND t.id <> NEW.id AND t.done_by = NEW.done_by AND t.state = 'done'"
    " AND ((t.instance_id = NEW.instance_id AND NEW.other LIKE '%%,' || t.node || ',%%')"
    " OR (i.serial < n.serial AND NEW.other LIKE '%%,earlier,%%')))"
)
_REFUSED = {
    ("definition", "UPDATE"): "TRUE",
    ("definition", "DELETE"): "TRUE",
    ("task", "INSERT"): "NEW.state <> 'open'",
    ("task", "UPDATE"): (
        "OLD.state IN ('done', 'cancelled') OR NEW.instance_id <> OLD.instance_id OR NEW.token <> OLD.token"
        " OR NEW.subject <> OLD.subject OR NEW.node <> OLD.node OR NEW.other <> OLD.other"
        f" OR NEW.decisions <> OLD.decisions OR ({_SAME_PERSON})"
    ),
    ("task", "DELETE"): "OLD.state = 'done'",
}


class Migration(migrations.Migration):
    """Guard models and tasks."""

    dependencies = [("processes", "0001_first")]
    operations = [guarding("processes", "processes: this task or model is kept as it was", _REFUSED)]
