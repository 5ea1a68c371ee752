"""The block as the framework knows it."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The block ``cases``."""

    name = "openhall.blocks.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the audit of the log look at cases too: its models can be imported only now."""
        import_module("openhall.blocks.cases.auditing").register()
        import_module("openhall.blocks.cases.sealed_columns").register()
        import_module("openhall.blocks.cases.marked_columns").register()
