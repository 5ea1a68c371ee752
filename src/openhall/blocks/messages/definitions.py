"""What a letter is, what goes out with it, and what a person chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from openhall.kernel.errors import Refusal


class Channel(StrEnum):
    """A way out of the hall."""

    MAIL = "mail"
    SMS = "sms"


class State(StrEnum):
    """Where a notice stands. ``calling``: a provider is being asked. ``doubt``: nobody knows whether it took it."""

    QUEUED = "queued"
    CALLING = "calling"
    DOUBT = "doubt"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    BOUNCED = "bounced"


#: A notice in one of these never goes out again: the database holds it there too.
ENDED = (State.SENT, State.DELIVERED, State.FAILED, State.BOUNCED)


class Kind(StrEnum):
    """What a person chooses a channel for."""

    LETTERS = "letters"
    REMINDERS = "reminders"


#: What a person may choose for a kind; letters lie in the inbox whatever is chosen.
Choice = tuple[Channel, ...]
CHOICES: Mapping[str, Choice] = {
    "mail": (Channel.MAIL,),
    "sms": (Channel.SMS,),
    "both": (Channel.MAIL, Channel.SMS),
    "none": (),
}
MAIL_FIRST = "mail"


class UnknownChoice(Refusal):
    """A preference that is not one of those that can be chosen."""

    code = "unknown-choice"


class NoSuchLetter(Refusal):
    """There is no such letter, or it is somebody else's: the answer is the same."""

    code = "no-such-letter"


#: A letter in one language: its subject and its lines.
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to put into an inbox. ``subject`` is the reference of what it is about, ``owner`` the key of the vault.

    ``words`` by the code of the language; ``paper`` is the id of a paper that comes with it, or empty.
    """

    key: str
    subject: str
    owner: str
    person: str
    template: str
    language: str
    words: Mapping[str, Words]
    organisation: str = ""
    authority: str = ""
    service: str = ""
    paper: str = ""
    has_legal_effect: bool = False


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """A letter as a list shows it: its subject by language, and nothing else that stands in it.

    ``read_at`` is when it was first read.
    """

    id: str
    subject: str
    person: str
    organisation: str
    authority: str
    service: str
    template: str
    language: str
    titles: Mapping[str, str]
    paper: str
    has_legal_effect: bool
    sent_at: datetime
    delivered_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter with its words, by the code of the language."""

    facts: LetterFacts
    words: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of an inbox, the newest letter first."""

    letters: tuple[LetterFacts, ...]
    page: int
    pages: int
    unread: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a mail brings along. ``media_type`` is a type and subtype without parameters."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Words on their way to one address. ``key`` is the same however often it is tried.

    ``title`` is the subject of a mail. ``attachment`` goes along with a mail; a text message has none.
    ``has_legal_effect`` lets the log know when it was handed over. ``language`` is empty where it is said in several.
    """

    key: str
    subject: str
    owner: str
    address: str
    title: str
    text: str
    person: str = ""
    has_legal_effect: bool = False
    attachment: Attachment | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What became of a notice: never to whom or what."""

    key: str
    channel: Channel
    state: State
    provider: str
    provider_reference: str
    attempts: int


@dataclass(frozen=True, slots=True)
class WentOut:
    """What went out in a demonstration, to be looked at. ``attached`` is the name of a file that went along.

    ``language`` is the one that all its words are in, or empty.
    """

    id: int
    subject: str
    person: str
    channel: Channel
    state: State
    provider: str
    at: datetime
    address: str
    title: str
    text: str
    attached: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose: a language (empty: that of each matter) and, for each kind, a name of ``CHOICES``."""

    language: str = ""
    channels: Mapping[Kind, str] = field(default_factory=lambda: dict.fromkeys(Kind, MAIL_FIRST))
