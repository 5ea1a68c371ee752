"""Which way a notice goes, and what is shown of an address."""

from collections.abc import Collection

from openhall.blocks.messages.definitions import CHOICES, Channel, Kind, Preferences

#: Ends of addresses that belong to nobody (RFC 2606): they may be shown.
_INVENTED = (".example", ".test", ".invalid", "example.com", "example.net", "example.org")
_LAST_DIGITS = 3


def channels_for(kind: Kind, preferences: Preferences, can: Collection[Channel]) -> tuple[Channel, ...]:
    """Return the channels that a notice takes: those that were chosen, of those that ``can`` reach the person.

    Where none of the chosen ones can, another one does: a letter of which nobody hears is of no use. Who chose none
    gets none.
    """
    chosen = CHOICES[preferences.channels[kind]]
    if not chosen:
        return ()
    possible = tuple(each for each in chosen if each in can)
    return possible or tuple(each for each in Channel if each in can)[:1]


def shown_address(address: str) -> str:
    """Return as much of an address as others may see: all of an invented one, the ends of any other."""
    name, at, domain = address.partition("@")
    if not at:
        return f"…{address[-_LAST_DIGITS:]}"
    return address if domain.lower().endswith(_INVENTED) else f"{name[:1]}…@…"
