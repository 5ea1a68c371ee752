"""What an authority is (CPSV-AP: ``cv:PublicOrganisation``)."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from openhall.kernel.languages import Text

Confidence = Literal["high", "medium", "low"]


class Telephone(msgspec.Struct, frozen=True):
    """A telephone number and how sure the facts are of it."""

    number: str
    confidence: Confidence

    @property
    def is_shown(self) -> bool:
        """Tell whether people may be sent to this number: a doubtful one is worse than none."""
        return self.confidence != "low"


class Authority(msgspec.Struct, frozen=True):
    """A bureau, department or public body."""

    id: str
    abbreviation: str
    type: str
    parent: str
    name: Text
    remit: Text
    website: str
    telephone: Telephone
    confidence: Confidence


class AuthorityGroup(msgspec.Struct, frozen=True):
    """A parent that offers no services itself, such as the government secretariat."""

    id: str
    name: Text


#: What a post is there for; a process asks for one of these, and administrators say who holds which post.
Role = Literal["case-officer", "supervisor", "reviewer", "administrator", "counter-clerk"]
#: How far up a post stands where the jurisdiction does not say it: administrators decide no matter of the public,
#: nor do clerks of a counter: they see people, and fill in forms for them.
RANKS: Mapping[Role, int] = {
    "case-officer": 1,
    "supervisor": 2,
    "reviewer": 2,
    "administrator": 0,
    "counter-clerk": 0,
}
_BY_ROLE = -1


class Post(msgspec.Struct, frozen=True):
    """A named place of work in an authority. People hold posts; rights belong to posts, never to people.

    ``role`` is what a process asks for: a case officer looks at a matter, a supervisor also answers for it, a
    reviewer looks at it anew after an objection; an administrator says who holds which post; a counter clerk
    sees people who come in person. ``rank`` follows from the role unless it is given. ``limit`` is the largest
    amount, in minor units, that the post may decide; without one it may decide any.
    """

    id: str
    authority: str
    name: Text
    role: Role
    rank: int = _BY_ROLE
    limit: int | None = None

    def __post_init__(self) -> None:
        """Take the rank of the role where none is given."""
        if self.rank == _BY_ROLE:
            msgspec.structs.force_setattr(self, "rank", RANKS[self.role])
