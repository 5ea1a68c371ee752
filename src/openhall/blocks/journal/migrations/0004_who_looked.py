"""What the record of reads says more: office, post, law, way of reading, and the reason of a look without a case."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

_TOLD = "the journal never changes what is written"
#: Seven years, a day more for each leap day: until then a read stays.
_YOUNG = {
    "sqlite": "datetime(OLD.at) > datetime('now', '-2562 days')",
    "postgresql": "OLD.at > now() - interval '2562 days'",
}


def _guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guards back: SQLite made the table anew, and they were gone with the old one."""
    young = _YOUNG[editor.connection.vendor]
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE OR REPLACE FUNCTION journal_dataread_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {young} THEN RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN OLD; END $$"
        )
        return
    for act, condition in (("update", "TRUE"), ("delete", young)):
        editor.execute(f"DROP TRIGGER IF EXISTS journal_dataread_{act}")
        editor.execute(
            f"CREATE TRIGGER journal_dataread_{act} BEFORE {act.upper()} ON journal_dataread BEGIN "
            f"SELECT RAISE(ABORT, '{_TOLD}') WHERE {condition}; END"
        )


def _unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse every deletion again."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE OR REPLACE FUNCTION journal_dataread_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation'; RETURN OLD; END $$"
        )


def _column(name: str, length: int) -> migrations.AddField:
    return migrations.AddField("dataread", name, models.CharField(default="", max_length=length))


class Migration(migrations.Migration):
    """Say more of each read."""

    dependencies = [("journal", "0003_set_aside")]
    operations = [
        _column("office", 100),
        _column("post", 80),
        _column("basis", 240),
        _column("how", 12),
        migrations.AddField("dataread", "is_outside", models.BooleanField(default=False)),
        _column("look", 24),
        migrations.AddIndex(
            "dataread",
            models.Index(fields=["office", "at"], condition=Q(is_outside=True), name="journal_reads_outside"),
        ),
        migrations.AddConstraint(
            "dataread",
            models.UniqueConstraint(
                fields=["look", "owner"], condition=~Q(look=""), name="journal_each_look_finds_once"
            ),
        ),
        migrations.AddConstraint(
            "dataread",
            models.CheckConstraint(
                condition=Q(office="") | ~Q(case="") | ~Q(look=""), name="journal_no_case_then_a_reason"
            ),
        ),
        migrations.RunPython(_guard, _unguard),
    ]
