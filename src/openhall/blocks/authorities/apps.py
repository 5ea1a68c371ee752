"""The block as the framework knows it."""

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    """The block ``authorities``."""

    name = "openhall.blocks.authorities"
    default_auto_field = "django.db.models.BigAutoField"
