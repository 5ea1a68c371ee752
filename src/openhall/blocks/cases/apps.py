"""The block as the framework knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The block ``cases``."""

    name = "openhall.blocks.cases"
    default_auto_field = "django.db.models.BigAutoField"
