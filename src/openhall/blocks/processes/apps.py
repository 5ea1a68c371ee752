"""The Django app of ``processes``."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """Processes: models of how a matter goes, and how far each of them has come."""

    name = "openhall.blocks.processes"
    label = "processes"
    default_auto_field = "django.db.models.BigAutoField"
