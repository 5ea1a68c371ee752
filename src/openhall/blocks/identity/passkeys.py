"""Passkeys: the library's ceremonies, with our names and no data of people in what an authenticator keeps."""

from allauth.mfa.adapter import DefaultMFAAdapter


class Keeper(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """What the library asks us for."""
