"""Accounts that came together, firms that act for each other, and how somebody at a counter said yes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0013_sealed"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="code",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="attendance",
            name="confirmed_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.CreateModel(
            name="FirmMandate",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("scopes", models.TextField()),
                ("state", models.CharField(max_length=10)),
                ("code", models.CharField(blank=True, default="", max_length=64)),
                ("made_by", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=64)),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.organisation"
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["offered", "asked", "live", "ended"])),
                        name="identity_firm_mandate_states",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("helper__isnull", True),
                            models.Q(("helper", models.F("giver")), _negated=True),
                            _connector="OR",
                        ),
                        name="identity_no_firm_helps_itself",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live")),
                        fields=("giver", "helper"),
                        name="identity_one_mandate_of_two_firms",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Joining",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("address", models.CharField(max_length=64)),
                ("moved", models.TextField(default="{}")),
                ("joined_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("person",),
                        name="identity_joined_to_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("into")), _negated=True),
                        name="identity_nobody_joins_themselves",
                    ),
                ],
            },
        ),
    ]
