"""What made the mark of a link is kept beside it; a code that was sent finds its address by what it holds sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Name the maker of marks of links; let sent codes go without one."""

    dependencies = [("identity", "0018_sealed_papers")]
    operations = [
        migrations.AddField(
            "providerlink", "marked_by", models.CharField(blank=True, db_default="", default="", max_length=16)
        ),
        migrations.RemoveField("sentcode", "digest"),
    ]
