"""What was destroyed lately is looked for every few seconds."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Find destroyed keys by their moment."""

    dependencies = [("journal", "0006_keys_wrapped_anew")]
    operations = [
        migrations.AddIndex(
            "datakey",
            models.Index(
                fields=["destroyed_at"], condition=Q(destroyed_at__isnull=False), name="journal_keys_destroyed"
            ),
        )
    ]
