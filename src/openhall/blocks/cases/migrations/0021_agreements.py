"""Somebody else who has to agree before a case goes on: answered once, and seen by the offices of the case alone."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding, unguarding

#: As migration 0003 has it. SQLite makes a table anew to change a constraint, and forgets what guarded the old one.
_TOLD = "cases: what was done is kept as it was"
_REFUSED = {("caseevent", act): "TRUE" for act in ("UPDATE", "DELETE")}
_ANSWERED = "cases: what somebody agreed to is kept as it was"
_REFUSED_ANSWERS = {
    ("agreement", "DELETE"): "TRUE",
    ("agreement", "UPDATE"): (
        "OLD.agreed IS NOT NULL OR NEW.case_id <> OLD.case_id OR NEW.task <> OLD.task OR NEW.mark <> OLD.mark"
        " OR NEW.until <> OLD.until"
    ),
}
_KINDS = (
    "submitted",
    "taken-up",
    "task-done",
    "act-done",
    "asked",
    "answered",
    "unanswered",
    "taken-back",
    "written",
    "passed-on",
    "kept",
    "silent",
    "reminded",
    "escalated",
    "decided",
    "day-closed",
    "migrated",
    "withdrawn",
    "undone",
    "objected",
    "payment-asked",
    "paid",
    "waived",
    "refunded",
    "unpaid",
    "issued",
    "reordered",
    "booked",
    "moved",
    "given-up",
    "stated",
    "checked",
    "agreement-asked",
    "agreed",
    "declined",
)
_OF_A_CASE = "cases_in_sight(case_id)"


class Migration(migrations.Migration):
    """Know who has to agree, and the new kinds of event."""

    dependencies = [("cases", "0020_remarks")]
    operations = [
        unguarding("cases", _TOLD, _REFUSED),
        migrations.RemoveConstraint(model_name="caseevent", name="cases_known_event"),
        migrations.AddConstraint(
            model_name="caseevent",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", list(_KINDS))), name="cases_known_event"),
        ),
        guarding("cases", _TOLD, _REFUSED),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.BigIntegerField(unique=True)),
                ("mark", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("until", models.DateField()),
                ("agreed", models.BooleanField(null=True)),
                ("by", models.CharField(blank=True, default="", max_length=64)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="cases.case"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mark", ""), _negated=True), name="cases_somebody_has_to_agree"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed", None), ("answered_at", None), ("by", ""))
                        | models.Q(
                            ("agreed__isnull", False),
                            ("answered_at__isnull", False),
                            models.Q(("by", ""), _negated=True),
                        ),
                        name="cases_somebody_agrees",
                    ),
                ],
            },
        ),
        guarding("cases", _ANSWERED, _REFUSED_ANSWERS),
        walling({"cases_agreement": Wall(_OF_A_CASE, _OF_A_CASE)}),
    ]
