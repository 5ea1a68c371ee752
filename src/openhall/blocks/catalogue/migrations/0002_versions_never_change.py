"""The database itself refuses to change a published version, whoever asks."""

from collections.abc import Sequence

from django.db import migrations

from openhall.blocks.journal.facade import DatabaseStep

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
_UNDO_POSTGRESQL = (
    "DROP TRIGGER catalogue_version_never_changes ON catalogue_serviceversion",
    "DROP FUNCTION catalogue_refuse_change()",
)


def guard(vendor: str) -> Sequence[str]:
    """Put the trigger on the table."""
    return (_POSTGRESQL if vendor == "postgresql" else _SQLITE,)


def unguard(vendor: str) -> Sequence[str]:
    """Take the trigger off again."""
    return _UNDO_POSTGRESQL if vendor == "postgresql" else ("DROP TRIGGER catalogue_version_never_changes",)


class Migration(migrations.Migration):
    """Guard the versions."""

    dependencies = [("catalogue", "0001_first")]
    operations = [DatabaseStep(guard, unguard)]
