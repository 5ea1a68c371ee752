"""What the pages of an inbox draw. Everything is already in the reader's language; what is empty is left out."""

from dataclasses import dataclass

from openhall.ui.case_views import Errors

#: value, label, hint: as a field of radios takes them.
Options = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in a list. ``firm`` is the organisation that it is to, if it is to one."""

    title: str
    href: str
    office: str
    when: str
    is_unread: bool = False
    has_legal_effect: bool = False
    firm: str = ""


@dataclass(frozen=True, slots=True)
class LettersSummary:
    """The newest letters, and how many nobody has read yet."""

    href: str
    letters: tuple[LetterLine, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class InboxView:
    """One page of an inbox. ``address`` is where a page is, without its number."""

    letters: tuple[LetterLine, ...]
    unread: int
    page: int
    pages: int
    address: str
    preferences_href: str
    search_href: str


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter to be read: who writes, when it was delivered and first read, what it says, where it leads."""

    title: str
    office: str
    reference: str
    delivered: str
    back_href: str
    service: str = ""
    read: str = ""
    lines: tuple[str, ...] = ()
    has_legal_effect: bool = False
    firm: str = ""
    case_href: str = ""
    paper_href: str = ""
    is_demo: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class PreferencesView:
    """In which language and by which way a person is written to."""

    action: str
    back_href: str
    languages: Options
    language: str
    channels: Options
    letters: str
    reminders: str
    is_kept: bool = False
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class MailboxLine:
    """One thing that went out: by which way, to whom and by whom, how it stands, its words, what is attached."""

    channel: str
    to: str
    provider: str
    state: str
    kind: str
    when: str
    title: str
    text: str
    attached: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class MailboxView:
    """What went out in a demonstration, the newest first."""

    lines: tuple[MailboxLine, ...]
    page: int
    pages: int
    address: str
    search_href: str
