"""A request that calls a number is remembered with it.

Neither step makes SQLite build the table anew, which would lose its guards.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the key of the call."""

    dependencies = [("appointments", "0002_what_never_changes")]
    operations = [
        migrations.AddField("walkin", "call_key", models.CharField(max_length=64, null=True)),
        migrations.AddConstraint(
            "walkin",
            models.UniqueConstraint(
                condition=models.Q(("call_key__isnull", False)),
                fields=("call_key",),
                name="appointments_a_call_calls_once",
            ),
        ),
    ]
