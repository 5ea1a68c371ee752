"""The block as the framework knows it."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The block ``registers``."""

    name = "openhall.blocks.registers"
    default_auto_field = "django.db.models.BigAutoField"
