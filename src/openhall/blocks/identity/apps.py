"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The block ``identity``."""

    name = "openhall.blocks.identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept sealed, and by which marks it is found: its models can be imported only now."""
        import_module("openhall.blocks.identity.sealed_columns").register()
        import_module("openhall.blocks.identity.marked_columns").register()
