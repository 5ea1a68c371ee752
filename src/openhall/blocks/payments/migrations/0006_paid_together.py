"""Attempts that were begun with one press, so that whoever paid is told of them in one letter."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Keep what was paid together."""

    dependencies = [("payments", "0005_closed_books")]
    operations = [
        migrations.AddField("attempt", "bundle", models.CharField(max_length=64, null=True)),
        migrations.AddField("attempt", "told_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "attempt", models.Index(fields=["bundle"], name="payments_bundle", condition=Q(bundle__isnull=False))
        ),
    ]
