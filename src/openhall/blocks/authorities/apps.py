"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class AuthoritiesConfig(AppConfig):
    """The block ``authorities``."""

    name = "openhall.blocks.authorities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the audit of the log look at changes of rights too: the models can be imported only now."""
        import_module("openhall.blocks.authorities.auditing").register()
