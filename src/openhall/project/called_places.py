"""Whom a hall calls, as its settings name them: what a firewall has to let out, and nothing else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from openhall.blocks.messages.facade import called_places as providers_called
from openhall.kernel.egress import named_places

_DATABASE, _SCANNER, _STRIPE = 5432, 3310, ("api.stripe.com:443",)


def called_places() -> dict[str, list[str]]:
    """Return places (``host:port``, or the path of a socket) by the setting that names them; no setting without any."""
    found = {
        **named_places(),
        **providers_called(),
        "DATABASE_URL": set(_database()),
        "OPENHALL_SCANNER": set(_scanner()),
        "OPENHALL_STRIPE_KEY": set(_STRIPE if str(settings.OPENHALL_STRIPE_KEY) else ()),
    }
    return {setting: sorted(places) for setting, places in sorted(found.items()) if places}


def _database() -> Iterator[str]:
    database = settings.DATABASES["default"]
    if "sqlite" not in str(database["ENGINE"]):
        host = str(database.get("HOST") or "localhost")
        yield host if host.startswith("/") else f"{host}:{database.get('PORT') or _DATABASE}"


def _scanner() -> Iterator[str]:
    parts = urlsplit(settings.OPENHALL_SCANNER)
    if settings.OPENHALL_SCANNER:
        yield f"{parts.hostname}:{parts.port or _SCANNER}" if parts.hostname else parts.path
