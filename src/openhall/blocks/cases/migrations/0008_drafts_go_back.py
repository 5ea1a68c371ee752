"""What a substitute types and does not send belongs to whom they stand in for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep for whom it was typed."""

    dependencies = [("cases", "0007_walls_of_papers")]
    operations = [
        migrations.RemoveConstraint(model_name="working", name="cases_one_working_note_each"),
        migrations.AddField(
            model_name="working",
            name="instead_of",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="working",
            constraint=models.UniqueConstraint(
                fields=("case", "task", "form", "person", "instead_of"), name="cases_one_working_note_each"
            ),
        ),
    ]
