"""The door of ``authorities``: bureaux, departments and public bodies."""

from openhall.blocks.authorities.definitions import Authority, AuthorityGroup, Confidence, Telephone

__all__ = ["Authority", "AuthorityGroup", "Confidence", "Telephone"]
