"""By what firms are found: marks of names and numbers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of marks."""

    dependencies = [("identity", "0014_standing")]
    operations = [
        migrations.CreateModel(
            name="OrganisationMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mark", "organisation"), name="identity_each_firms_mark_once")
                ]
            },
        ),
    ]
