"""Guards in the database itself: triggers that refuse what may never happen to a table, whoever asks for it."""

from collections.abc import Callable, Iterable, Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: By table (without the app's label) and act (INSERT, UPDATE, DELETE): a condition over OLD and NEW, in words that
#: SQLite and PostgreSQL both understand. The act is refused where it holds.
Refused = Mapping[tuple[str, str], str]
#: From the vendor of a database, ``postgresql`` or ``sqlite``, to what is said to it.
_Words = Callable[[str], Iterable[str]]


class DatabaseStep(Operation):
    """A step of a migration in the database's own words.

    The framework's step of code builds every model as it stood at that moment before it begins. This one looks at
    none: with some forty such steps, half of the time that it takes to lay out a new hall.
    """

    reversible = True

    def __init__(self, do: _Words, undo: _Words) -> None:
        self._do, self._undo = do, undo

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Leave the models as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Do it."""
        del app_label, from_state, to_state
        _say(self._do, schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take it back."""
        del app_label, from_state, to_state
        _say(self._undo, schema_editor)


def _say(words: _Words, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in words(editor.connection.vendor):
        editor.execute(statement)


def guarding(app: str, told: str, refused: Refused) -> DatabaseStep:
    """Return the migration that puts guards on the tables of ``app``; ``told`` is what the database answers."""
    return DatabaseStep(_put(app, told, refused), _taken(app, refused))


def unguarding(app: str, told: str, refused: Refused) -> DatabaseStep:
    """Return the migration that takes such guards away, before others are put in their place."""
    return DatabaseStep(_taken(app, refused), _put(app, told, refused))


def _put(app: str, told: str, refused: Refused) -> _Words:
    def guards(vendor: str) -> Iterable[str]:
        make = _postgresql if vendor == "postgresql" else _sqlite
        for (table, act), condition in refused.items():
            yield from make(f"{app}_{table}", act, condition, told)

    return guards


def _taken(app: str, refused: Refused) -> _Words:
    def drops(vendor: str) -> Iterable[str]:
        drop = "DROP FUNCTION {}() CASCADE" if vendor == "postgresql" else "DROP TRIGGER {}"
        for table, act in refused:
            yield drop.format(f"{app}_{table}_{act.lower()}")

    return drops


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
