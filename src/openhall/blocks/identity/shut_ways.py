"""Ways in that an operator has shut (``OPENHALL_SHUT_WAYS``): nobody signs in by them."""

from django.conf import settings

from openhall.blocks.identity.adapters import SignInRefused

MAIL, SMS, PASSWORD_WAY = "mail", "sms", "password"


def open_ways() -> frozenset[str]:
    """Return which of ``mail``, ``sms`` (codes that are sent) and ``password`` somebody may sign in by here."""
    return frozenset({MAIL, SMS, PASSWORD_WAY} - set(settings.OPENHALL_SHUT_WAYS))


def hold_open(way: str) -> None:
    """Raise ``SignInRefused`` for a way that is shut, whoever asks: so it says nothing of who has an account."""
    if way not in open_ways():
        raise SignInRefused("sign-in-closed", adapter=way)
