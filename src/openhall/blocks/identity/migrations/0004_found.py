"""By what people are found: marks of names and numbers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of marks."""

    dependencies = [("identity", "0003_calendar")]
    operations = [
        migrations.CreateModel(
            name="PersonMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("mark", "person"), name="identity_each_mark_once")]
            },
        ),
    ]
