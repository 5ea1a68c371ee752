"""Days on which one office has to stay shut."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add them."""

    dependencies = [("appointments", "0003_calls_once")]
    operations = [
        migrations.CreateModel(
            name="ClosedOffice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.CharField(max_length=80)),
                ("day", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("declared_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office", "day"), name="appointments_closed_once"),
                ],
            },
        ),
    ]
