"""What the pages of organisations draw: who acts for them. Everything is in the reader's language already."""

from dataclasses import dataclass

from openhall.ui.case_views import Errors


@dataclass(frozen=True, slots=True)
class FirmLine:
    """An organisation that the reader acts for, and what they are there; without ``href`` through another one."""

    name: str
    role: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class FirmsView:
    """Everything that the reader acts for, and a box for a code; ``done`` says what was just done."""

    firms: tuple[FirmLine, ...]
    take_action: str
    back_href: str
    done: str = ""
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class SeatLine:
    """Somebody's place: name, role in words and as a value, its last day where it has one.

    The actions are empty where the reader may not.
    """

    name: str
    role: str
    role_words: str
    is_you: bool = False
    role_action: str = ""
    end_action: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """What a role may do, in words; ``chosen`` are its rights as values, ``is_yours`` where the reader has it.

    ``is_fixed`` is for those who always may do everything.
    """

    role: str
    words: str
    told: str
    chosen: tuple[str, ...] = ()
    is_fixed: bool = False
    is_yours: bool = False


@dataclass(frozen=True, slots=True)
class LentLine:
    """What one firm may do for another, as a sentence, and where it is ended; without, the reader may not."""

    words: str
    end_action: str = ""


@dataclass(frozen=True, slots=True)
class LentView:
    """Which firms act for each other: who acts for this one (``given``), for whom this one acts (``held``).

    Whoever says what roles may do has ``offer_action``, whoever manages people ``take_action``. ``code`` is shown once.
    ``scopes_chosen`` and ``day`` are what was typed when it was refused, ``errors`` what is wrong with it.
    """

    given: tuple[LentLine, ...] = ()
    held: tuple[LentLine, ...] = ()
    offer_action: str = ""
    take_action: str = ""
    code: str = ""
    scopes_chosen: tuple[str, ...] = ()
    day: tuple[str, str, str, str] = ("", "", "", "")
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What was written down for a firm at a counter, as sentences; ``undo_action`` is empty where the reader may not.

    ``until`` is when it can last be undone, in words.
    """

    words: str
    until: str
    undo_action: str = ""


@dataclass(frozen=True, slots=True)
class FirmView:
    """An organisation with its people; who manages them has the forms. ``refused`` says what could not be done.

    ``lines`` say what each role may do. With ``rights_action`` the reader says it, from ``rights``: (value, words,
    hint).
    """

    name: str
    seats: tuple[SeatLine, ...]
    roles: tuple[tuple[str, str], ...]
    back_href: str
    lines: tuple[RoleLine, ...] = ()
    rights: tuple[tuple[str, str, str], ...] = ()
    rights_action: str = ""
    offer_action: str = ""
    code: str = ""
    done: str = ""
    refused: str = ""
    #: What was typed to ask somebody in, when it was refused.
    role: str = ""
    day: tuple[str, str, str, str] = ("", "", "", "")
    lent: LentView = LentView()
    papers: tuple[PaperLine, ...] = ()
