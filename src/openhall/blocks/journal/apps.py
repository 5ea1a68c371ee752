"""The journal as a Django app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who did what when: the log, receipts, reads of personal data, the outbox."""

    name = "openhall.blocks.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
