"""What was erased and what is held: kept as it was done, and seen by the offices of the case alone."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.authorities.facade import Wall, walling
from openhall.blocks.journal.facade import guarding

_OF_A_CASE = Wall("cases_in_sight(case_id)", "cases_in_sight(case_id)")
_REFUSED = {
    **{("erasure", act): "TRUE" for act in ("UPDATE", "DELETE")},
    ("hold", "DELETE"): "TRUE",
    ("hold", "UPDATE"): (
        "OLD.ended_at IS NOT NULL OR NEW.case_id <> OLD.case_id OR NEW.number <> OLD.number"
        ' OR NEW."by" <> OLD."by" OR NEW.reason <> OLD.reason OR NEW.leaf <> OLD.leaf'
    ),
    # What is held stays: the database refuses too.
    ("erasure", "INSERT"): "EXISTS (SELECT 1 FROM cases_hold h WHERE h.case_id = NEW.case_id AND h.ended_at IS NULL)",
}


def _to_case(name: str, kind: type[models.ForeignKey]) -> models.ForeignKey:  # type: ignore[type-arg]  # of a migration
    return kind(on_delete=django.db.models.deletion.PROTECT, related_name=name, to="cases.case")


class Migration(migrations.Migration):
    """Know erasures and holds."""

    dependencies = [("cases", "0014_papers_again")]
    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=100)),
                ("why", models.CharField(max_length=12)),
                ("leaf", models.BigIntegerField(unique=True)),
                ("case", _to_case("erasure", models.OneToOneField)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ["time", "asked", "operator"])),
                        name="cases_erased_for_a_reason",
                    ),
                    models.CheckConstraint(condition=models.Q(("by", ""), _negated=True), name="cases_somebody_erases"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=64)),
                ("reason", models.BinaryField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, default="", max_length=64)),
                ("leaf", models.BigIntegerField(unique=True)),
                ("case", _to_case("holds", models.ForeignKey)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="cases_holds_are_counted"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="cases_one_hold_at_a_time"
                    ),
                    models.CheckConstraint(condition=models.Q(("by", ""), _negated=True), name="cases_somebody_holds"),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("ended_by", ""))
                        | models.Q(("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                        name="cases_somebody_ends_a_hold",
                    ),
                ],
            },
        ),
        guarding("cases", "cases: what was done is kept as it was", _REFUSED),
        walling({"cases_erasure": _OF_A_CASE, "cases_hold": _OF_A_CASE}),
    ]
