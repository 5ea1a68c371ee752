"""The block as the framework knows it."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The block ``oversight``."""

    name = "openhall.blocks.oversight"
    default_auto_field = "django.db.models.BigAutoField"
