"""Why a voucher was given is sealed under a key of its own; what lay in plain is written over before it is dropped."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from openhall.blocks.journal.facade import guarding, seal_each, unguarding

_TOLD = "payments: what was written of money is kept as it was"
_KEPT = {("voucher", act): "TRUE" for act in ("UPDATE", "DELETE")}
_AT_ONCE = 500


def _seal_all(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    model, after = apps.get_model("payments", "voucher"), 0
    while rows := list(model.objects.filter(pk__gt=after).order_by("pk")[:_AT_ONCE]):
        after = rows[-1].pk
        told = {f"voucher:{row.code_hash}": row.reason.encode() for row in rows if row.reason}
        sealed = seal_each(plain=told, context=b"reason")
        for row in rows:
            row.sealed_reason = sealed.get(f"voucher:{row.code_hash}")
            # A column that is dropped stays where it lay on PostgreSQL, until its row is written anew.
            row.reason = ""
        model.objects.bulk_update(rows, ["reason", "sealed_reason"])


class Migration(migrations.Migration):
    """Seal why vouchers were given."""

    dependencies = [("payments", "0007_one_charge_for_several"), ("journal", "0007_forgotten")]
    operations = [
        unguarding("payments", _TOLD, _KEPT),
        migrations.AddField("voucher", "sealed_reason", models.BinaryField(null=True)),
        # There is no way back: it would write words about people in plain again.
        migrations.RunPython(_seal_all),
        migrations.RemoveField("voucher", "reason"),
        migrations.RenameField("voucher", "sealed_reason", "reason"),
        guarding("payments", _TOLD, _KEPT),
    ]
