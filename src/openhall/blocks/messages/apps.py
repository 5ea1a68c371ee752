"""The block as the framework knows it."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The block ``messages``."""

    name = "openhall.blocks.messages"
    default_auto_field = "django.db.models.BigAutoField"
