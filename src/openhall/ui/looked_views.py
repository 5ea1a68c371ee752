"""Who looked at somebody's data, as their own pages draw it: everything in the reader's language already."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look: a sentence of who read what for what, the time of the day, and the law.

    ``reason`` is what an officer wrote before looking without a case, ``mark`` a word where nothing was open.
    ``ask_action`` takes a question; ``asked`` says when it was asked and by when the answer is due, ``answer`` is it.
    """

    id: str
    told: str
    when: str
    law: str = ""
    reason: str = ""
    mark: str = ""
    ask_action: str = ""
    asked: str = ""
    is_late: bool = False
    answer: str = ""
    answered: str = ""


@dataclass(frozen=True, slots=True)
class LookDay:
    """The looks of one day."""

    title: str
    lines: tuple[LookLine, ...]


@dataclass(frozen=True, slots=True)
class LookedView:
    """Who looked: by day, with ways to see some of it only. ``ways`` are (words, address, is this one).

    ``next_href`` leads to older ones; ``download_href`` to all of it for a program.
    """

    lead: str
    back_href: str
    back: str
    days: tuple[LookDay, ...]
    ways: tuple[tuple[str, str, bool], ...]
    empty: str
    next_href: str = ""
    download_href: str = ""
    done: str = ""
