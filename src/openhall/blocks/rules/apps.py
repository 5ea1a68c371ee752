"""The block as the framework knows it."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """The block ``rules``."""

    name = "openhall.blocks.rules"
    default_auto_field = "django.db.models.BigAutoField"
