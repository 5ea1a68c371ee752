"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The block ``registers``."""

    name = "openhall.blocks.registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let registers be sources of held facts: their models can be imported only now."""
        import_module("openhall.blocks.registers.sourcing").register()
        import_module("openhall.blocks.registers.sealed_columns").register()
