"""A voucher says up to which amount it pays a fee, and why it was given."""

from django.db import migrations, models
from django.db.models import Q

from openhall.blocks.journal.facade import guarding, unguarding

_TOLD = "payments: what was written of money is kept as it was"
_KEPT = {("voucher", act): "TRUE" for act in ("UPDATE", "DELETE")}


class Migration(migrations.Migration):
    """Add what an office says when it gives a voucher out."""

    dependencies = [("payments", "0002_what_never_changes")]
    operations = [
        # SQLite makes the table anew, and its guards would be gone.
        unguarding("payments", _TOLD, _KEPT),
        migrations.AddField("voucher", "most", models.BigIntegerField(default=1), preserve_default=False),
        migrations.AddField("voucher", "reason", models.CharField(blank=True, default="", max_length=500)),
        migrations.AddConstraint(
            "voucher", models.CheckConstraint(condition=Q(most__gt=0), name="payments_voucher_amount")
        ),
        migrations.AddIndex("voucher", models.Index(fields=["authority", "-id"], name="payments_vouchers_of")),
        guarding("payments", _TOLD, _KEPT),
    ]
