"""Reads of somebody's data are found in the order in which they are shown: the newest first, without sorting all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Put one index in the place of another."""

    dependencies = [("journal", "0007_forgotten")]
    operations = [
        migrations.AddIndex("dataread", models.Index(fields=["owner", "id"], name="journal_reads_of_owner")),
        migrations.RemoveIndex("dataread", name="journal_reads_by_owner"),
    ]
