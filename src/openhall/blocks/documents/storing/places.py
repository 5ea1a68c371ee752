"""The registry of places to store in, and the one that this hall stores in."""

import importlib
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from openhall.kernel.egress import register_addresses


class StoreAwayError(Exception):
    """The place cannot be reached, or is full; it may be there again soon."""


class Store(Protocol):
    """A place for bytes. What is stored is addressed by the SHA-256 of itself and never changes."""

    def put(self, pieces: Iterable[bytes]) -> str:
        """Store bytes so that they outlast a power cut, and return their address."""
        ...

    def get(self, address: str) -> Generator[bytes, None, None]:
        """Yield the bytes at an address, until it is closed; raise ``LookupError`` where there are none."""
        ...

    def remove(self, address: str) -> None:
        """Remove the bytes at an address, if they are there."""
        ...

    def addresses(self, start: str, until: datetime) -> Iterator[str]:
        """Yield the addresses that begin with ``start`` (two signs) and were stored before ``until``."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of place: what its address holds, and its module.

    That has ``open_store(url)``, ``faults(url)`` and ``addresses_of(url)``: what the store calls.
    """

    module: str
    options: str
    needs: str = ""


#: Kinds of places by the scheme of their address.
PLACES: Mapping[str, Place] = {
    "file": Place("local", "file:///folder; without an address, the folder files below the hall's home"),
    "s3": Place("s3", "s3://bucket/prefix?endpoint=https://host&region=name; keys from AWS_* variables"),
}
#: Where files go that no address is named for.
HOME = "file"


def faults() -> list[str]:
    """Return what is wrong with the address of the store, in words for an operator; none is good."""
    scheme = urlsplit(_address()).scheme
    place = PLACES.get(scheme)
    if place is None:
        return [f"OPENHALL_STORAGE_URL: there is no storage “{scheme}”; there are {', '.join(PLACES)}"]
    try:
        module = importlib.import_module(f"{__package__}.{place.module}")
    except ImportError as error:
        return [f"OPENHALL_STORAGE_URL: {error.name} is not installed; pip install 'openhall[{place.needs}]'"]
    found: list[str] = module.faults(_address())
    return found


def current_scheme() -> str:
    """Return where new files go."""
    return urlsplit(_address()).scheme


def store_of(scheme: str) -> Store:
    """Return the place where files of ``scheme`` lie: what was stored at home before a move stays readable."""
    if scheme == current_scheme():
        return _opened(_address())
    if scheme == HOME:
        return _opened(_at_home())
    raise StoreAwayError(f"files lie in a storage “{scheme}” that OPENHALL_STORAGE_URL does not name any more")


@cache
def _opened(address: str) -> Store:
    place = PLACES[urlsplit(address).scheme]
    store: Store = importlib.import_module(f"{__package__}.{place.module}").open_store(address)
    return store


def _called() -> list[str]:
    """Return the addresses that the store of this hall calls: a folder calls none."""
    address = _address()
    place = PLACES.get(urlsplit(address).scheme)
    if place is None:
        return []
    found: list[str] = importlib.import_module(f"{__package__}.{place.module}").addresses_of(address)
    return found


register_addresses("OPENHALL_STORAGE_URL", _called)


def _address() -> str:
    return settings.OPENHALL_STORAGE_URL or _at_home()


def _at_home() -> str:
    return (Path(settings.OPENHALL_HOME) / "files").as_uri()
