"""The registry of providers, and those that this hall has, in the order in which they are tried."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from openhall.blocks.messages.definitions import Channel
from openhall.blocks.messages.providers.kinds import Provider


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """A kind of provider: the module that has ``open_provider(url)`` and ``faults(url)``, and the schemes it takes."""

    channel: Channel
    module: str
    schemes: tuple[str, ...]
    needs: str = ""


#: By their ids.
KINDS: Mapping[str, ProviderKind] = {
    "files": ProviderKind(Channel.MAIL, "smtp", ("",)),
    "smtp": ProviderKind(Channel.MAIL, "smtp", ("smtp", "smtp+tls", "smtps")),
    "anymail": ProviderKind(Channel.MAIL, "relays", ("anymail",), needs="anymail"),
    "demo": ProviderKind(Channel.SMS, "demonstration", ("demo",)),
    "http": ProviderKind(Channel.SMS, "gateway", ("sms+https", "sms+http")),
}
_SETTINGS = {Channel.MAIL: "OPENHALL_MAIL_URL", Channel.SMS: "OPENHALL_SMS_URL"}


def addresses_of(channel: Channel) -> tuple[str, ...]:
    """Return the addresses of a channel's providers.

    Where none is named mail goes into files, and text messages of a demonstration into its mailbox.
    """
    named = tuple(settings.OPENHALL_MAIL if channel is Channel.MAIL else settings.OPENHALL_SMS)
    if named:
        return named
    if channel is Channel.MAIL:
        return ("",)
    return ("demo:",) if settings.OPENHALL_DEMO else ()


def providers_of(channel: Channel) -> tuple[Provider, ...]:
    """Return the providers of a channel, the first to be tried first; none where the channel is not open."""
    return tuple(_opened(channel, address) for address in addresses_of(channel))


def is_open(channel: Channel) -> bool:
    """Tell whether anybody takes what goes out by a channel."""
    return bool(addresses_of(channel))


def _opened(channel: Channel, address: str) -> Provider:
    kind = _kind_of(channel, address)
    if kind is None:
        raise LookupError(f"{_SETTINGS[channel]} names a provider that is not known")
    opened: Provider = importlib.import_module(f"{__package__}.{kind.module}").open_provider(address)
    return opened


def _kind_of(channel: Channel, address: str) -> ProviderKind | None:
    scheme = urlsplit(address).scheme
    return next((each for each in KINDS.values() if each.channel is channel and scheme in each.schemes), None)


def called_places() -> dict[str, set[str]]:
    """Return the places (``host:port``) that providers are called at, by setting."""
    found: dict[str, set[str]] = {}
    for channel in Channel:
        for address in addresses_of(channel):
            kind = _kind_of(channel, address)
            place = importlib.import_module(f"{__package__}.{kind.module}").place_of(address) if kind else ""
            found.setdefault(_SETTINGS[channel], set()).update({place} - {""})
    return found


def provider_faults() -> list[str]:
    """Return what is wrong with the addresses of providers, in words for an operator; none is good."""
    return [fault for channel in Channel for address in addresses_of(channel) for fault in _faults(channel, address)]


def _faults(channel: Channel, address: str) -> list[str]:
    kind, name = _kind_of(channel, address), _SETTINGS[channel]
    if kind is None:
        known = sorted(
            {f"{scheme}:" for each in KINDS.values() if each.channel is channel for scheme in each.schemes if scheme}
        )
        return [f"{name}: an address begins with one of {', '.join(known)}"]
    try:
        module = importlib.import_module(f"{__package__}.{kind.module}")
    except ImportError as error:
        return [f"{name}: {error.name} is not installed; pip install 'openhall[{kind.needs}]'"]
    return [f"{name}: {fault}" for fault in module.faults(address)]
