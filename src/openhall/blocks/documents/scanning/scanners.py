"""The registry of virus scanners, and the one that this hall asks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from openhall.blocks.documents.scanning import clamd
from openhall.blocks.documents.scanning.answers import ScannerAwayError

__all__ = ["SCANNERS", "ScannerAwayError", "faults", "infection_in"]


@dataclass(frozen=True, slots=True)
class Scanner:
    """A kind of scanner.

    ``ask(address, pieces)`` returns the name of what it found, or nothing, and raises ``ScannerAwayError`` when
    there is no clear answer. ``faults(address)`` says what is wrong with an address, in words for an operator.
    """

    ask: Callable[[str, Iterable[bytes]], str]
    faults: Callable[[str], list[str]]
    options: str


#: Kinds of scanners by the scheme of their address.
SCANNERS: Mapping[str, Scanner] = {
    "clamd": Scanner(clamd.ask, clamd.faults, "clamd://host:port, or clamd:///path/of/the/socket"),
}


def infection_in(pieces: Iterable[bytes]) -> str:
    """Return the name of what the scanner finds in a file; nothing when it is clean or no scanner is set."""
    address = settings.OPENHALL_SCANNER
    return SCANNERS[urlsplit(address).scheme].ask(address, pieces) if address else ""


def faults() -> list[str]:
    """Return what is wrong with the address of the scanner, in words for an operator; none is good."""
    address = settings.OPENHALL_SCANNER
    if not address:
        return []
    scanner = SCANNERS.get(urlsplit(address).scheme)
    if scanner is None:
        return [f"OPENHALL_SCANNER: there is no scanner “{address}”; there are {', '.join(SCANNERS)}"]
    return scanner.faults(address)
