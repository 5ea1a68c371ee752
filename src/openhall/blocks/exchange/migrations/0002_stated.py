"""Answers in the place of sources that did not answer: to be checked, and what came of it."""

from django.db import migrations, models

from openhall.blocks.journal.facade import guarding

_STATES = ["waiting", "same", "differs", "unknown", "refused", "dropped"]
_REFUSED = {
    ("stated", "DELETE"): "TRUE",
    # What came of a check stays; afterwards an officer notes it, once.
    ("stated", "UPDATE"): (
        "NEW.subject <> OLD.subject OR NEW.question <> OLD.question OR NEW.fact <> OLD.fact OR NEW.source <> OLD.source"
        " OR NEW.authority <> OLD.authority OR NEW.owner <> OLD.owner OR NEW.stated_at <> OLD.stated_at"
        " OR (OLD.state <> 'waiting' AND (NEW.state <> OLD.state OR NEW.checked_at <> OLD.checked_at))"
        " OR (OLD.seen_by <> '' AND NEW.seen_by <> OLD.seen_by)"
    ),
}


class Migration(migrations.Migration):
    """Know what was stated."""

    dependencies = [("exchange", "0001_first")]
    operations = [
        migrations.CreateModel(
            name="Stated",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=40)),
                ("question", models.CharField(max_length=80)),
                ("fact", models.CharField(max_length=80)),
                ("source", models.CharField(max_length=80)),
                ("authority", models.CharField(max_length=100)),
                ("owner", models.CharField(max_length=80)),
                ("stated_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("checked_at", models.DateTimeField(null=True)),
                ("as_of", models.DateTimeField(null=True)),
                ("said", models.BinaryField(null=True)),
                ("seen_by", models.CharField(blank=True, default="", max_length=64)),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["source", "id"], name="exchange_to_be_checked"
                    ),
                    models.Index(
                        condition=models.Q(("seen_by", ""), ("state", "differs")),
                        fields=["authority", "checked_at"],
                        name="exchange_that_differ",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "question"), name="exchange_stated_once"),
                    models.CheckConstraint(condition=models.Q(("state__in", _STATES)), name="exchange_known_check"),
                    models.CheckConstraint(
                        condition=models.Q(("checked_at", None), ("state", "waiting"))
                        | models.Q(models.Q(("state", "waiting"), _negated=True), ("checked_at__isnull", False)),
                        name="exchange_checked_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("said", None)) | models.Q(("state", "differs")),
                        name="exchange_said_where_it_differs",
                    ),
                ],
            },
        ),
        guarding("exchange", "exchange: what was stated and checked is kept as it was", _REFUSED),
    ]
