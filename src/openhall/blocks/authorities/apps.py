"""The block as the framework knows it."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class AuthoritiesConfig(AppConfig):
    """The block ``authorities``."""

    name = "openhall.blocks.authorities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See to it that no connection is made that forgets the walls."""
        from openhall.blocks.authorities.walls import keep_walls  # noqa: PLC0415 - there is no block before this

        connection_created.connect(keep_walls)
