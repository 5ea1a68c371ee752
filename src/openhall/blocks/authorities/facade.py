"""The door of ``authorities``: bureaux, departments and public bodies, their posts, officers and rights."""

from openhall.blocks.authorities.changes import Change, ChangeKind, ChangeState, Proposal
from openhall.blocks.authorities.changing import NotAllowed, decide_change, propose_change, withdraw_change
from openhall.blocks.authorities.checking import ChangeRefused
from openhall.blocks.authorities.definitions import RANKS, Authority, AuthorityGroup, Confidence, Post, Role, Telephone
from openhall.blocks.authorities.founding import AdministratorThere, appoint_administrator
from openhall.blocks.authorities.keeping import keep_posts
from openhall.blocks.authorities.queries import (
    changes_of,
    office_of,
    officers_of,
    offices_with,
    posts_of,
    posts_with,
    substitutes_of,
)
from openhall.blocks.authorities.rules import covers, may, seats_for, signing_seat
from openhall.blocks.authorities.seats import Absence, Colleague, HeldPost, Holder, Office, Seat, Substitution
from openhall.blocks.authorities.substituting import SubstituteRefused, end_substitute, name_substitute
from openhall.blocks.authorities.walling import OFFICE, Wall, trigger_of_the_hall, walling
from openhall.blocks.authorities.walls import beyond_walls, enter_office, wall_faults, within_walls
from openhall.blocks.identity.facade import Officer

__all__ = [
    "OFFICE",
    "RANKS",
    "Absence",
    "AdministratorThere",
    "Authority",
    "AuthorityGroup",
    "Change",
    "ChangeKind",
    "ChangeRefused",
    "ChangeState",
    "Colleague",
    "Confidence",
    "HeldPost",
    "Holder",
    "NotAllowed",
    "Office",
    "Officer",
    "Post",
    "Proposal",
    "Role",
    "Seat",
    "SubstituteRefused",
    "Substitution",
    "Telephone",
    "Wall",
    "appoint_administrator",
    "beyond_walls",
    "changes_of",
    "covers",
    "decide_change",
    "end_substitute",
    "enter_office",
    "keep_posts",
    "may",
    "name_substitute",
    "office_of",
    "officers_of",
    "offices_with",
    "posts_of",
    "posts_with",
    "propose_change",
    "seats_for",
    "signing_seat",
    "substitutes_of",
    "trigger_of_the_hall",
    "wall_faults",
    "walling",
    "withdraw_change",
    "within_walls",
]
