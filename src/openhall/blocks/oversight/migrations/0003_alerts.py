"""Whoever answers for an office is told of officers who look unusually often; each office sees its own only."""

from django.db import migrations, models

from openhall.blocks.authorities.facade import OFFICE, Wall, walling

_ITS_OWN = f"office = {OFFICE}"
_KINDS = ["without-case", "people"]


class Migration(migrations.Migration):
    """Keep alerts."""

    dependencies = [("oversight", "0002_walls"), ("journal", "0005_who_checked")]
    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor", models.CharField(max_length=64)),
                ("office", models.CharField(max_length=100)),
                ("day", models.DateField()),
                ("kind", models.CharField(max_length=12)),
                ("count", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["office", "at"], name="oversight_alerts_of_office")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "office", "day", "kind"), name="oversight_each_alert_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__in", _KINDS)), name="oversight_known_alert"),
                ],
            },
        ),
        walling({"oversight_alert": Wall(_ITS_OWN, _ITS_OWN)}),
    ]
