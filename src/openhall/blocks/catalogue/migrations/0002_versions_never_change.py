"""The database itself refuses to change a published version, whoever asks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_TOLD = "a published version never changes"
_SQLITE = f"""
CREATE TRIGGER catalogue_version_never_changes BEFORE UPDATE ON catalogue_serviceversion
BEGIN SELECT RAISE(ABORT, '{_TOLD}'); END
"""
_POSTGRESQL = f"""
CREATE FUNCTION catalogue_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER catalogue_version_never_changes BEFORE UPDATE ON catalogue_serviceversion
FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_change();
"""


def guard(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the trigger on the table."""
    schema_editor.execute(_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else _SQLITE)


def unguard(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the trigger off again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER catalogue_version_never_changes ON catalogue_serviceversion")
        schema_editor.execute("DROP FUNCTION catalogue_refuse_change()")
    else:
        schema_editor.execute("DROP TRIGGER catalogue_version_never_changes")


class Migration(migrations.Migration):
    """Guard the versions."""

    dependencies = [("catalogue", "0001_first")]
    operations = [migrations.RunPython(guard, unguard)]
