"""Entries with their history, as the database keeps them."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.journal.facade import guarding

_REFUSED = {
    ("entryversion", "UPDATE"): "TRUE",
    ("entryversion", "DELETE"): "TRUE",
    # A number that was given once stays in the row of numbers.
    ("entry", "DELETE"): "TRUE",
    ("entry", "UPDATE"): (
        "NEW.id <> OLD.id OR NEW.register <> OLD.register OR NEW.number <> OLD.number OR NEW.year <> OLD.year"
        " OR NEW.serial <> OLD.serial OR NEW.versions < OLD.versions"
        " OR (OLD.versions > 0 AND NEW.state IN ('free', 'reserved'))"
    ),
    ("counter", "UPDATE"): "NEW.last < OLD.last",
    ("counter", "DELETE"): "TRUE",
}


class Migration(migrations.Migration):
    """Make entries, their history, and the words that find them."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=80)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("register", "year"), name="registers_one_counter")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveBigIntegerField()),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("owner", models.CharField(blank=True, max_length=120)),
                ("person", models.CharField(blank=True, max_length=64)),
                ("organisation", models.CharField(blank=True, max_length=64)),
                ("identity", models.CharField(blank=True, max_length=64)),
                ("state", models.CharField(max_length=10)),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("reminded_for", models.DateField(null=True)),
                ("versions", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["register", "state", "number"], name="registers_listed"),
                    models.Index(
                        condition=models.Q(("person", ""), _negated=True), fields=["person"], name="registers_of_person"
                    ),
                    models.Index(
                        condition=models.Q(("organisation", ""), _negated=True),
                        fields=["organisation"],
                        name="registers_of_organisation",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["active", "suspended"])),
                        fields=["valid_until"],
                        name="registers_ending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("register", "number"), name="registers_each_number_once"),
                    models.UniqueConstraint(fields=("register", "year", "serial"), name="registers_each_serial_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("subject", ""), _negated=True),
                        fields=("register", "subject"),
                        name="registers_one_for_a_subject",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["active", "suspended", "expired"]), models.Q(("identity", ""), _negated=True)
                        ),
                        fields=("register", "identity"),
                        name="registers_one_entry_for_a_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["reserved", "free", "active", "suspended", "expired", "cancelled"])
                        ),
                        name="registers_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "free"), ("subject", "")),
                            models.Q(
                                models.Q(("state", "free"), _negated=True), models.Q(("subject", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="registers_free_is_nobodys",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField()),
                ("did", models.CharField(max_length=10)),
                ("recorded_at", models.DateTimeField()),
                ("holds_from", models.DateField()),
                ("register", models.CharField(max_length=80)),
                ("subject", models.CharField(blank=True, max_length=120)),
                ("service", models.CharField(blank=True, max_length=200)),
                ("by", models.CharField(blank=True, max_length=100)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("state", models.CharField(max_length=10)),
                ("valid_from", models.DateField(null=True)),
                ("valid_until", models.DateField(null=True)),
                ("facts", models.TextField(default="{}")),
                ("changed", models.TextField(default="[]")),
                ("owner", models.CharField(max_length=120)),
                ("sealed", models.BinaryField()),
                ("leaf", models.BigIntegerField(unique=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="history", to="registers.entry"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "serial"), name="registers_versions_are_counted"),
                    models.UniqueConstraint(
                        condition=models.Q(("subject", ""), _negated=True),
                        fields=("register", "subject"),
                        name="registers_a_subject_writes_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "did__in",
                                ["entered", "renewed", "changed", "cancelled", "suspended", "restored", "expired"],
                            )
                        ),
                        name="registers_known_deed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("did__in", ["suspended", "restored"]), _negated=True),
                            models.Q(("reason", ""), ("by", ""), _connector="OR", _negated=True),
                            _connector="OR",
                        ),
                        name="registers_suspended_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(db_index=True, max_length=40)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="words", to="registers.entry"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("entry", "word"), name="registers_each_word_once")],
            },
        ),
        guarding("registers", "registers: what was entered is kept as it was", _REFUSED),
    ]
