"""What firms gave on paper at counters."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0016_marked_passkeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="FirmPaper",
            fields=[
                ("id", models.CharField(max_length=12, primary_key=True, serialize=False)),
                ("given_by", models.CharField(max_length=64)),
                ("officer", models.CharField(max_length=64)),
                ("person", models.CharField(blank=True, default="", max_length=64)),
                ("role", models.CharField(blank=True, default="", max_length=30)),
                ("offer", models.CharField(blank=True, db_index=True, default="", max_length=64)),
                ("seat", models.BigIntegerField(null=True)),
                ("paper", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, default="", max_length=64)),
                (
                    "attendance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.attendance"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.organisation"
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="identity.firmmandate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mandate__isnull", False), ("role", "")),
                            models.Q(models.Q(("role", ""), _negated=True), ("mandate", None)),
                            _connector="OR",
                        ),
                        name="identity_firm_paper_gives_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at", None), ("undone_by", "")),
                            models.Q(("undone_at__isnull", False), models.Q(("undone_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="identity_firm_paper_says_who_undid_it",
                    ),
                ],
            },
        ),
    ]
