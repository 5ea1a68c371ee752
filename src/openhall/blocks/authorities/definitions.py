"""What an authority is (CPSV-AP: ``cv:PublicOrganisation``)."""

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


class Post(msgspec.Struct, frozen=True):
    """A named place of work in an authority. People hold posts; rights belong to posts, never to people.

    ``role`` is what a process asks for: a case officer looks at a matter, a supervisor also answers for it.
    """

    id: str
    authority: str
    name: Text
    role: Literal["case-officer", "supervisor"]
