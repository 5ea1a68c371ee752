"""The block as the framework knows it."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The block ``journal``."""

    name = "openhall.blocks.journal"
    default_auto_field = "django.db.models.BigAutoField"
