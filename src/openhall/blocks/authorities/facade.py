"""The door of ``authorities``: bureaux, departments and public bodies, their posts and officers."""

from openhall.blocks.authorities.definitions import Authority, AuthorityGroup, Confidence, Post, Telephone
from openhall.blocks.identity.facade import Officer

__all__ = ["Authority", "AuthorityGroup", "Confidence", "Officer", "Post", "Telephone"]
