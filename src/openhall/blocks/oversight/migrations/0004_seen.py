"""Whoever answers for an office says of an alert what came of it."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Let alerts be seen to."""

    dependencies = [("oversight", "0003_alerts")]
    operations = [
        migrations.AddField("alert", "seen_by", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("alert", "seen_at", models.DateTimeField(null=True)),
        migrations.AddField("alert", "note", models.BinaryField(null=True)),
        migrations.AddConstraint(
            "alert",
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by="", note=None)
                | (Q(seen_at__isnull=False, note__isnull=False) & ~Q(seen_by="")),
                name="oversight_seen_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            "alert", models.CheckConstraint(condition=~Q(seen_by=F("actor")), name="oversight_others_see_to_it")
        ),
    ]
