"""What does not fit in an answer: a code and its parameters; the words for it are the screen's."""

import dataclasses
import itertools
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openhall.kernel.languages import Text

#: Faults of shape: what the jurisdiction says about mending such an answer is the best that can be said.
SHAPE = frozenset({"pattern", "check-digit", "not-a-date", "not-a-number", "not-an-amount", "address"})

#: So many names that no question has are told, and so much of each; the rest would only be noise.
_TOLD, _SHOWN = 20, 100


@dataclass(frozen=True, slots=True)
class Slip:
    """What one kind of answer found: ``part`` ends the name of the field, ``path`` the JSON pointer."""

    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    part: str = ""
    path: str = ""
    mend: Text | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the answers: where (JSON pointer, and the HTML id of the field), what, and how to mend it.

    ``code`` is a fixed word; ``params`` fill the named places of its sentence and may hold texts in several
    languages; ``mend`` is the sentence of the question or of its type, where one is written.
    """

    pointer: str
    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    mend: Text | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file that was sent: its kind found from its content (``pdf``, ``jpg`` …) and its bytes."""

    kind: str
    size: int


def unknown_members(names: Iterable[str], known: Container[str]) -> list[Slip]:
    """Return a slip for each name that is not known, with its JSON pointer (RFC 6901)."""
    unknown = list(itertools.islice((name for name in names if name not in known), _TOLD))
    return [Slip("unknown-member", {"name": name[:_SHOWN]}, path="/" + _pointed(name[:_SHOWN])) for name in unknown]


def _pointed(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
