"""The block as the framework knows it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The block ``documents``."""

    name = "openhall.blocks.documents"
    default_auto_field = "django.db.models.BigAutoField"
