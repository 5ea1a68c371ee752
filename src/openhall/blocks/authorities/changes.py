"""A change of rights as it is proposed and signed: values that cross the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from openhall.blocks.authorities.definitions import Role
from openhall.kernel.languages import Text


class ChangeKind(StrEnum):
    """What a change does."""

    GIVE = "give"  # somebody gets a post
    APPOINT = "appoint"  # somebody whom the hall does not know yet becomes an officer and gets a post
    END = "end"  # somebody holds a post no longer
    CREATE = "create"  # there is a new post
    LIMIT = "limit"  # a post may decide other amounts


class ChangeState(StrEnum):
    """Where a change stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Proposal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody wants to change; which members count depends on ``kind``.

    ``post`` is named by all but CREATE, ``person`` by GIVE and END. ``name`` is that of the new officer or post,
    ``role`` that of the new post, ``limit`` (minor units, ``None`` for no limit) that of the new or named post.
    """

    kind: ChangeKind
    post: str = ""
    person: str = ""
    name: Text = {}
    role: Role = "case-officer"
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of rights of an authority, by whom and where it stands.

    ``proposed_for`` names the officer whom the proposer stood in for, if they did. ``names`` are those of everybody
    whom the change names and the hall knows, by id.
    """

    id: int
    authority: str
    proposal: Proposal
    state: ChangeState
    proposed_by: str
    proposed_for: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    names: Mapping[str, Text]
