"""Sums that officers grant instead of those that were asked for: kept as said, seen by the offices of the case alone."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding

_REFUSED = {("caseaward", act): "TRUE" for act in ("UPDATE", "DELETE")}
_WALLS = {"cases_caseaward": Wall("cases_in_sight(case_id)", "cases_in_sight(case_id)")}


class Migration(migrations.Migration):
    """Keep what officers grant."""

    dependencies = [("cases", "0022_firms_agree")]
    operations = [
        migrations.CreateModel(
            name="CaseAward",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.BigIntegerField(unique=True)),
                ("authority", models.CharField(max_length=100)),
                ("post", models.CharField(max_length=80)),
                ("by", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("asked", models.BigIntegerField()),
                ("minor", models.BigIntegerField()),
                ("reason", models.BinaryField()),
                ("appeal", models.TextField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="awards", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(minor__gt=0), name="cases_something_is_granted"),
                    models.CheckConstraint(condition=~Q(minor=F("asked")), name="cases_another_sum_is_granted"),
                    models.CheckConstraint(condition=~Q(by=""), name="cases_somebody_grants_it"),
                ],
            },
        ),
        guarding("cases", "cases: what was done is kept as it was", _REFUSED),
        walling(_WALLS),
    ]
