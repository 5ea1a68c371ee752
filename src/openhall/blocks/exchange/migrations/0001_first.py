"""Fetches, consents, copies, and sources that do not answer."""

import django.db.models.deletion
from django.db import migrations, models

from openhall.blocks.journal.facade import guarding

_REFUSED = {
    ("fetch", "UPDATE"): "TRUE",
    ("consent", "DELETE"): "TRUE",
    ("consent", "UPDATE"): (
        "OLD.withdrawn_at IS NOT NULL OR NEW.person <> OLD.person OR NEW.source <> OLD.source"
        " OR NEW.given_at <> OLD.given_at"
    ),
}


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("source", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("failures", models.PositiveIntegerField(default=1)),
                ("again_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("source", models.CharField(max_length=80)),
                ("given_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("person", "source"),
                        name="exchange_one_consent_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at", None), ("withdrawn_at__gte", models.F("given_at")), _connector="OR"
                        ),
                        name="exchange_given_before_withdrawn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Copy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(blank=True, default="", max_length=64)),
                ("source", models.CharField(max_length=80)),
                ("owner", models.CharField(max_length=80)),
                ("as_of", models.DateTimeField()),
                ("fetched_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "organisation", "source"), name="exchange_one_copy")
                ],
            },
        ),
        migrations.CreateModel(
            name="UsedNonce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100)),
                ("nonce", models.CharField(max_length=100)),
                ("until", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("key", "nonce"), name="exchange_nonce_once")],
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("day", models.DateField(null=True)),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(blank=True, default="", max_length=64)),
                ("source", models.CharField(max_length=80)),
                ("facts", models.TextField()),
                ("service", models.CharField(blank=True, default="", max_length=200)),
                ("authority", models.CharField(blank=True, default="", max_length=100)),
                ("subject", models.CharField(blank=True, default="", max_length=40)),
                ("actor", models.CharField(max_length=120)),
                ("predicate", models.CharField(blank=True, default="", max_length=60)),
                ("purpose", models.CharField(blank=True, default="", max_length=120)),
                ("outcome", models.CharField(max_length=10)),
                ("as_of", models.DateTimeField(null=True)),
                (
                    "consent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="exchange.consent"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at"], name="exchange_of_person"),
                    models.Index(fields=["subject"], name="exchange_of_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "person",
                            "organisation",
                            "source",
                            "service",
                            "subject",
                            "actor",
                            "predicate",
                            "facts",
                            "day",
                            "outcome",
                        ),
                        name="exchange_one_line_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["given", "copy", "nothing", "refused", "down"])),
                        name="exchange_known_outcome",
                    ),
                ],
            },
        ),
        guarding("exchange", "exchange: what was fetched and allowed is kept as it was", _REFUSED),
    ]
