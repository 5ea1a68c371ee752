"""The block as the framework knows it."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The block ``payments``."""

    name = "openhall.blocks.payments"
    default_auto_field = "django.db.models.BigAutoField"
