"""Letters, notices and preferences."""

from django.db import migrations, models

import openhall.blocks.messages.definitions


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                ("channel", models.CharField(max_length=4)),
                ("subject", models.CharField(max_length=12)),
                ("owner", models.CharField(max_length=80)),
                ("person", models.CharField(blank=True, default="", max_length=64)),
                ("sealed", models.BinaryField()),
                (
                    "state",
                    models.CharField(default=openhall.blocks.messages.definitions.State["QUEUED"], max_length=10),
                ),
                ("provider", models.CharField(blank=True, default="", max_length=80)),
                ("provider_reference", models.CharField(blank=True, default="", max_length=200)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-made_at", "-id"], name="messages_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "channel"), name="messages_one_for_each_channel"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    openhall.blocks.messages.definitions.Channel["MAIL"],
                                    openhall.blocks.messages.definitions.Channel["SMS"],
                                ],
                            )
                        ),
                        name="messages_known_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    openhall.blocks.messages.definitions.State["QUEUED"],
                                    openhall.blocks.messages.definitions.State["CALLING"],
                                    openhall.blocks.messages.definitions.State["DOUBT"],
                                    openhall.blocks.messages.definitions.State["SENT"],
                                    openhall.blocks.messages.definitions.State["DELIVERED"],
                                    openhall.blocks.messages.definitions.State["FAILED"],
                                    openhall.blocks.messages.definitions.State["BOUNCED"],
                                ],
                            )
                        ),
                        name="messages_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", openhall.blocks.messages.definitions.State["QUEUED"]),
                            models.Q(("provider", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="messages_called_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboxMessage",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("subject", models.CharField(max_length=12)),
                ("owner", models.CharField(max_length=80)),
                ("person", models.CharField(max_length=64)),
                ("organisation", models.CharField(blank=True, default="", max_length=64)),
                ("authority", models.CharField(blank=True, default="", max_length=100)),
                ("service", models.CharField(blank=True, default="", max_length=200)),
                ("template", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("paper", models.CharField(blank=True, default="", max_length=64)),
                ("has_legal_effect", models.BooleanField(default=False)),
                ("titles", models.TextField()),
                ("sealed", models.BinaryField()),
                ("sent_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-delivered_at", "-id"], name="messages_of_person"),
                    models.Index(fields=["organisation", "-delivered_at", "-id"], name="messages_of_organisation"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", ""), _negated=True), name="messages_has_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read_at", None), ("read_at__gte", models.F("delivered_at")), _connector="OR"
                        ),
                        name="messages_read_after_delivery",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("person", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("language", models.CharField(blank=True, default="", max_length=10)),
                ("letters", models.CharField(default="mail", max_length=5)),
                ("reminders", models.CharField(default="mail", max_length=5)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("letters__in", ["mail", "sms", "both", "none"]),
                            ("reminders__in", ["mail", "sms", "both", "none"]),
                        ),
                        name="messages_known_choice",
                    )
                ],
            },
        ),
    ]
