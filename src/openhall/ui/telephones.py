"""Telephone numbers as addresses."""

from urllib.parse import quote


def telephone_link(number: str) -> str:
    """Write a telephone number as an address (RFC 3966) that a phone can dial."""
    return "tel:" + quote("".join(c for c in number if c.isdigit() or c == "+"), safe="+")
