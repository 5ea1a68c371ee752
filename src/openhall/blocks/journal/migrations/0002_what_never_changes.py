"""The database itself keeps the log: it queues each record, and refuses what would change or lose one, whoever asks."""

from django.db import migrations

from openhall.blocks.journal.guarding import DatabaseStep

#: Tables whose rows neither change nor vanish.
_FOR_EVER = ("record", "place", "checkpoint", "dataread")
#: Rules for the others, as one condition in words that both databases understand: refused when it holds.
_REFUSED = {
    ("waiting", "UPDATE"): "TRUE",
    ("waiting", "DELETE"): "NOT EXISTS (SELECT 1 FROM journal_place WHERE record_id = OLD.record_id)",
    ("tile", "DELETE"): "TRUE",
    ("tile", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.level <> OLD.level OR NEW.number <> OLD.number"
        " OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes"
    ),
    ("checkpoint", "INSERT"): "EXISTS (SELECT 1 FROM journal_checkpoint WHERE size >= NEW.size)",
    ("datakey", "DELETE"): "TRUE",
    ("datakey", "UPDATE"): (
        "NEW.owner <> OLD.owner OR NEW.made_at <> OLD.made_at OR length(NEW.wrapped) > 0"
        " OR NEW.destroyed_at IS NULL OR OLD.destroyed_at IS NOT NULL"
    ),
    **{(table, act): "TRUE" for table in _FOR_EVER for act in ("UPDATE", "DELETE")},
}
#: Nobody empties these at a stroke (PostgreSQL only; SQLite has no such command).
_NEVER_EMPTIED = (*_FOR_EVER, "tile", "waiting", "datakey")
_TOLD = "the journal never changes what is written"
_RAISE = f"RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation';"
_QUEUE = "INSERT INTO journal_waiting (record_id) VALUES (NEW.id);"


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER journal_{table}_{act.lower()} BEFORE {act} ON journal_{table} BEGIN "
        f"SELECT RAISE(ABORT, '{_TOLD}') WHERE {condition}; END"
        for (table, act), condition in _REFUSED.items()
    ]
    return [*made, f"CREATE TRIGGER journal_record_queue AFTER INSERT ON journal_record BEGIN {_QUEUE} END"]


def _postgresql() -> list[str]:
    made = [
        f"CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_RAISE} END $$",
        f"CREATE FUNCTION journal_queue() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_QUEUE} RETURN NULL; END $$",
        "CREATE TRIGGER journal_record_queue AFTER INSERT ON journal_record FOR EACH ROW EXECUTE FUNCTION journal_queue()",
    ]
    for (table, act), condition in _REFUSED.items():
        name = f"journal_{table}_{act.lower()}"
        # A trigger's own condition may not look into tables, so the function does.
        made.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"{_RAISE} END IF; "
            f"RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
        )
        made.append(f"CREATE TRIGGER {name} BEFORE {act} ON journal_{table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    return made + [
        f"CREATE TRIGGER journal_{table}_truncate BEFORE TRUNCATE ON journal_{table} EXECUTE FUNCTION journal_refuse()"
        for table in _NEVER_EMPTIED
    ]


def guard(vendor: str) -> list[str]:
    """Put the triggers on the tables."""
    return _postgresql() if vendor == "postgresql" else _sqlite()


def unguard(vendor: str) -> list[str]:
    """Take the triggers off again."""
    if vendor == "postgresql":
        names = ["refuse", "queue", *(f"{table}_{act.lower()}" for table, act in _REFUSED)]
        return [f"DROP FUNCTION journal_{name}() CASCADE" for name in names]
    names = ["record_queue", *(f"{table}_{act.lower()}" for table, act in _REFUSED)]
    return [f"DROP TRIGGER journal_{name}" for name in names]


class Migration(migrations.Migration):
    """Guard the log."""

    dependencies = [("journal", "0001_first")]
    operations = [DatabaseStep(guard, unguard)]
