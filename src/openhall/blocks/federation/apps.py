"""The block as the framework knows it."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """The block ``federation``."""

    name = "openhall.blocks.federation"
    default_auto_field = "django.db.models.BigAutoField"
