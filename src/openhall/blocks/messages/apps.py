"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The block ``messages``."""

    name = "openhall.blocks.messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept sealed: its models can be imported only now."""
        import_module("openhall.blocks.messages.sealed_columns").register()
