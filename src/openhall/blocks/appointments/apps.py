"""The block as the framework knows it."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """The block ``appointments``."""

    name = "openhall.blocks.appointments"
    default_auto_field = "django.db.models.BigAutoField"
