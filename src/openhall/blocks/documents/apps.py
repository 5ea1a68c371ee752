"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The block ``documents``."""

    name = "openhall.blocks.documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept sealed: its models can be imported only now."""
        import_module("openhall.blocks.documents.sealed_columns").register()
