"""Why officers do something to a case lies under the key of the case, and goes with it."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding

_OF_A_CASE = Wall("cases_in_sight(case_id)", "cases_in_sight(case_id)")
_REFUSED = {("remark", act): "TRUE" for act in ("UPDATE", "DELETE")}


class Migration(migrations.Migration):
    """Keep remarks."""

    dependencies = [("cases", "0018_stated")]
    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=80)),
                ("sealed", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "part"), name="cases_one_remark_for_each"),
                ],
            },
        ),
        guarding("cases", "cases: what was written stays as it was", _REFUSED),
        walling({"cases_remark": _OF_A_CASE}),
    ]
