"""In the name of which firm somebody agreed."""

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding, unguarding

#: As migration 0020 has it.
_ANSWERED = "cases: what somebody agreed to is kept as it was"
_REFUSED_ANSWERS = {
    ("agreement", "DELETE"): "TRUE",
    ("agreement", "UPDATE"): (
        "OLD.agreed IS NOT NULL OR NEW.case_id <> OLD.case_id OR NEW.task <> OLD.task OR NEW.mark <> OLD.mark"
        " OR NEW.until <> OLD.until"
    ),
}


class Migration(migrations.Migration):
    """Know the firm."""

    dependencies = [("cases", "0021_kept_on_own_pages")]
    operations = [
        unguarding("cases", _ANSWERED, _REFUSED_ANSWERS),
        migrations.AddField(
            model_name="agreement",
            name="organisation",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        guarding("cases", _ANSWERED, _REFUSED_ANSWERS),
    ]
