"""Guards in the database itself: triggers that refuse what may never happen to a table, whoever asks for it."""

from collections.abc import Callable, Mapping

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

#: By table (without the app's label) and act (INSERT, UPDATE, DELETE): a condition over OLD and NEW, in words that
#: SQLite and PostgreSQL both understand. The act is refused where it holds.
Refused = Mapping[tuple[str, str], str]
_Change = Callable[[StateApps, BaseDatabaseSchemaEditor], None]


def guarding(app: str, told: str, refused: Refused) -> migrations.RunPython:
    """Return the migration that puts guards on the tables of ``app``; ``told`` is what the database answers."""
    return migrations.RunPython(_put(app, told, refused), _taken(app, refused))


def unguarding(app: str, told: str, refused: Refused) -> migrations.RunPython:
    """Return the migration that takes such guards away, before others are put in their place."""
    return migrations.RunPython(_taken(app, refused), _put(app, told, refused))


def _put(app: str, told: str, refused: Refused) -> _Change:
    def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        make = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
        for (table, act), condition in refused.items():
            for statement in make(f"{app}_{table}", act, condition, told):
                editor.execute(statement)

    return guard


def _taken(app: str, refused: Refused) -> _Change:
    def unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        drop = "DROP FUNCTION {}() CASCADE" if editor.connection.vendor == "postgresql" else "DROP TRIGGER {}"
        for table, act in refused:
            editor.execute(drop.format(f"{app}_{table}_{act.lower()}"))

    return unguard


def _sqlite(table: str, act: str, condition: str, told: str) -> list[str]:
    refusing = f"SELECT RAISE(ABORT, '{told}') WHERE {condition};"
    return [f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} BEGIN {refusing} END"]


def _postgresql(table: str, act: str, condition: str, told: str) -> list[str]:
    name = f"{table}_{act.lower()}"
    answer = "OLD" if act == "DELETE" else "NEW"
    # A trigger's own condition may not look into tables, so the function does.
    refusing = f"RAISE EXCEPTION '{told}' USING ERRCODE = 'integrity_constraint_violation';"
    body = f"BEGIN IF {condition} THEN {refusing} END IF; RETURN {answer}; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
