"""Names, facts and cards are sealed under the key of each person and organisation; what lay in plain is written over."""

from collections.abc import Callable

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from openhall.blocks.journal.facade import seal_each

_AT_ONCE = 500
#: Columns of each table, what they are called while both are there, and what an empty one was.
_COLUMNS = {"person": ("name", "facts", "card"), "organisation": ("name", "facts")}
_EMPTY = {"name": "{}", "facts": "{}", "card": '{"name":{}}'}


def _seal_all(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    for table, columns in _COLUMNS.items():
        model, after = apps.get_model("identity", table), ""
        while rows := list(model.objects.filter(pk__gt=after).order_by("pk")[:_AT_ONCE]):
            after = rows[-1].pk
            for column in columns:
                _seal(table, column, rows)
            model.objects.bulk_update(rows, [*columns, *(f"sealed_{column}" for column in columns)])


def _seal(table: str, column: str, rows: list) -> None:  # type: ignore[type-arg]  # rows of a state of the past
    told = {f"{table}:{row.pk}": getattr(row, column) for row in rows if getattr(row, column) != _EMPTY[column]}
    sealed = seal_each(plain={owner: text.encode() for owner, text in told.items()}, context=column.encode())
    for row in rows:
        setattr(row, f"sealed_{column}", sealed.get(f"{table}:{row.pk}"))
        # A column that is dropped stays where it lay on PostgreSQL, until its row is written anew: so it is emptied.
        setattr(row, column, _EMPTY[column])


def _each(make: Callable[[str, str], migrations.operations.base.Operation]) -> list:  # type: ignore[type-arg]  # of operations
    return [make(table, column) for table, columns in _COLUMNS.items() for column in columns]


class Migration(migrations.Migration):
    """Seal what is known of people."""

    dependencies = [("identity", "0012_sign_ins"), ("journal", "0005_who_checked")]
    operations = [
        *_each(lambda table, column: migrations.AddField(table, f"sealed_{column}", models.BinaryField(null=True))),
        # There is no way back: it would write names in plain again.
        migrations.RunPython(_seal_all),
        *_each(migrations.RemoveField),
        *_each(lambda table, column: migrations.RenameField(table, f"sealed_{column}", column)),
    ]
