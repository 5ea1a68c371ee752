"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The block ``payments``."""

    name = "openhall.blocks.payments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the audit of the log look at payments too: its models can be imported only now."""
        for name in ("auditing", "closing"):
            import_module(f"openhall.blocks.payments.{name}").register()
        import_module("openhall.blocks.payments.sealed_columns").register()
