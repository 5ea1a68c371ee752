"""Where a request comes from, for counting guesses."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from openhall.blocks.identity.facade import Caller, Device


def caller_of(request: HttpRequest, device: Device) -> Caller:
    """Return who tries: on the machine of a demonstration itself nothing is counted."""
    address = _address_of(request)
    return Caller(address, device.id, is_limited=settings.OPENHALL_LIMITS == "always" or not _is_here(address))


def _address_of(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw; without a proxy, who is connected."""
    told = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    proxies = int(settings.OPENHALL_PROXIES)
    if proxies and len(told) >= proxies and told[-proxies]:
        return str(told[-proxies])
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
