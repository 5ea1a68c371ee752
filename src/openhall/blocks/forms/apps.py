"""The block as the framework knows it."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """The block ``forms``."""

    name = "openhall.blocks.forms"
    default_auto_field = "django.db.models.BigAutoField"
