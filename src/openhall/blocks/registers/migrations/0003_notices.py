"""Notices on display, for as many days as the law says."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the board."""

    dependencies = [("registers", "0002_passing_on")]
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=120, unique=True)),
                ("service", models.CharField(max_length=200)),
                ("authority", models.CharField(max_length=80)),
                ("lines", models.TextField()),
                ("shown_on", models.DateField()),
                ("last_day", models.DateField(db_index=True)),
            ],
        ),
    ]
