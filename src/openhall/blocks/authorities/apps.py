"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuthoritiesConfig(AppConfig):
    """The block ``authorities``."""

    name = "openhall.blocks.authorities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the audit look at changes of rights, and no connection forget the walls: models are there only now."""
        import_module("openhall.blocks.authorities.auditing").register()
        connection_created.connect(import_module("openhall.blocks.authorities.walls").keep_walls)
