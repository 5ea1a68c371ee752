"""The block as the framework knows it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The block ``exchange``."""

    name = "openhall.blocks.exchange"
    default_auto_field = "django.db.models.BigAutoField"
