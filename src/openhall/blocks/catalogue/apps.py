"""The catalogue as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Services of a government: checked, versioned, published, searched."""

    name = "openhall.blocks.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
