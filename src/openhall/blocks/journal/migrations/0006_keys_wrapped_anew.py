"""The key of an owner may be wrapped anew, by another master key. What is destroyed still never comes back."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TOLD = "the journal never changes what is written"
_RAISE = f"RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation';"
_SAME = "NEW.owner <> OLD.owner OR NEW.made_at <> OLD.made_at OR OLD.destroyed_at IS NOT NULL"
#: A key that is there has no end, and one that has an end is not there: whoever changes one changes both.
_NOW = f"{_SAME} OR (length(NEW.wrapped) > 0) <> (NEW.destroyed_at IS NULL)"
_BEFORE = f"{_SAME} OR length(NEW.wrapped) > 0 OR NEW.destroyed_at IS NULL"


def _put(schema_editor: BaseDatabaseSchemaEditor, condition: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION journal_datakey_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN {_RAISE} END IF; RETURN NEW; END $$"
        )
    else:
        schema_editor.execute("DROP TRIGGER journal_datakey_update")
        schema_editor.execute(
            "CREATE TRIGGER journal_datakey_update BEFORE UPDATE ON journal_datakey BEGIN "
            f"SELECT RAISE(ABORT, '{_TOLD}') WHERE {condition}; END"
        )


def let_wrap(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let a key be wrapped anew."""
    _put(schema_editor, _NOW)


def refuse(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Let a key be destroyed and nothing else."""
    _put(schema_editor, _BEFORE)


class Migration(migrations.Migration):
    """Let master keys change."""

    dependencies = [("journal", "0005_who_checked")]
    operations = [migrations.RunPython(let_wrap, refuse)]
