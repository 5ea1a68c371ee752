"""What the record of reads says more: office, post, law, way of reading, and the reason of a look without a case."""

from collections.abc import Iterator

from django.db import migrations, models
from django.db.models import Q

from openhall.blocks.journal.guarding import DatabaseStep

_TOLD = "the journal never changes what is written"
#: Seven years, a day more for each leap day: until then a read stays.
_YOUNG = {
    "sqlite": "datetime(OLD.at) > datetime('now', '-2562 days')",
    "postgresql": "OLD.at > now() - interval '2562 days'",
}


def _guard(vendor: str) -> Iterator[str]:
    """Put the guards back: SQLite made the table anew, and they were gone with the old one."""
    young = _YOUNG[vendor]
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION journal_dataread_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {young} THEN RAISE EXCEPTION '{_TOLD}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN OLD; END $$"
        )
        return
    for act, condition in (("update", "TRUE"), ("delete", young)):
        yield f"DROP TRIGGER IF EXISTS journal_dataread_{act}"
        yield (
            f"CREATE TRIGGER journal_dataread_{act} BEFORE {act.upper()} ON journal_dataread BEGIN "
            f"SELECT RAISE(ABORT, '{_TOLD}') WHERE {condition}; END"
        )


def _unguard(vendor: str) -> Iterator[str]:
    """Refuse every deletion again."""
    if vendor == "postgresql":
        yield (
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
        DatabaseStep(_guard, _unguard),
    ]
