"""What officers say that a case costs: kept as it was said, and seen by the offices of the case alone."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding

_REFUSED = {("casefee", act): "TRUE" for act in ("UPDATE", "DELETE")}
_WALLS = {"cases_casefee": Wall("cases_in_sight(case_id)", "cases_in_sight(case_id)")}


class Migration(migrations.Migration):
    """Keep what officers set as the fee of a case."""

    dependencies = [("cases", "0008_drafts_go_back")]
    operations = [
        migrations.CreateModel(
            name="CaseFee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.BigIntegerField(unique=True)),
                ("authority", models.CharField(max_length=100)),
                ("post", models.CharField(max_length=80)),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("minor", models.BigIntegerField()),
                ("reason", models.BinaryField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fees", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("minor__gte", 0)), name="cases_no_fee_below_nothing"),
                    models.CheckConstraint(
                        condition=models.Q(("by", ""), _negated=True), name="cases_somebody_sets_the_fee"
                    ),
                ],
            },
        ),
        guarding("cases", "cases: what was done is kept as it was", _REFUSED),
        walling(_WALLS),
    ]
