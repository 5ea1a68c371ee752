"""A look without a case is read by whoever made it and by whoever checks it: each of them once."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Count a look's reads for each of its readers."""

    dependencies = [("journal", "0004_who_looked")]
    operations = [
        migrations.RemoveConstraint("dataread", "journal_each_look_finds_once"),
        migrations.AddConstraint(
            "dataread",
            models.UniqueConstraint(
                fields=["look", "owner", "actor"], condition=~Q(look=""), name="journal_each_look_finds_once"
            ),
        ),
        # How many people an officer reads of on a day is counted every few minutes.
        migrations.AddIndex(
            "dataread", models.Index(fields=["at"], condition=~Q(office=""), name="journal_reads_by_offices")
        ),
    ]
