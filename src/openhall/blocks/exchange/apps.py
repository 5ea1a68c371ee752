"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The block ``exchange``."""

    name = "openhall.blocks.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept sealed: its models can be imported only now."""
        import_module("openhall.blocks.exchange.sealed_columns").register()
