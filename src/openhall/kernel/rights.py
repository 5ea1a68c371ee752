"""Every address says who may open it and how; a test refuses one that does not."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

_View = TypeVar("_View", bound=Callable[..., object])

#: The methods of an address that only shows something.
READING = ("GET", "HEAD")


class Right(StrEnum):
    """Who may open an address."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed-in"
    OFFICER = "officer"


def open_to(right: Right, *, methods: tuple[str, ...] = READING) -> Callable[[_View], _View]:
    """Declare the right that an address asks for and the methods that it answers."""

    def declare(view: _View) -> _View:
        view.__dict__["openhall_right"] = right
        view.__dict__["openhall_methods"] = methods
        return view

    return declare


def right_of(view: object) -> Right | None:
    """Return the right that a view declares, or ``None``."""
    return getattr(view, "openhall_right", None)


def methods_of(view: object) -> tuple[str, ...]:
    """Return the methods that a view answers, or nothing for one that sees to it itself."""
    return getattr(view, "openhall_methods", ())
