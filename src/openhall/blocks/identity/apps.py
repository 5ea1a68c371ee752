"""The block as the framework knows it."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The block ``identity``."""

    name = "openhall.blocks.identity"
    default_auto_field = "django.db.models.BigAutoField"
