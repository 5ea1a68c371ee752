"""The door of ``authorities``: bureaux, departments and public bodies, their posts, officers and rights."""

from openhall.blocks.authorities.changes import Change, ChangeKind, ChangeState, Proposal
from openhall.blocks.authorities.definitions import Authority, AuthorityGroup, Confidence, Post, Role, Telephone
from openhall.blocks.authorities.keeping import keep_posts
from openhall.blocks.authorities.queries import changes_of, office_of, officers_of, posts_of, substitutes_of
from openhall.blocks.authorities.rules import covers, may, signing_seat
from openhall.blocks.authorities.seats import Colleague, HeldPost, Holder, Office, Seat, Substitution
from openhall.blocks.identity.facade import Officer

__all__ = [
    "Authority",
    "AuthorityGroup",
    "Change",
    "ChangeKind",
    "ChangeState",
    "Colleague",
    "Confidence",
    "HeldPost",
    "Holder",
    "Office",
    "Officer",
    "Post",
    "Proposal",
    "Role",
    "Seat",
    "Substitution",
    "Telephone",
    "changes_of",
    "covers",
    "keep_posts",
    "may",
    "office_of",
    "officers_of",
    "posts_of",
    "signing_seat",
    "substitutes_of",
]
