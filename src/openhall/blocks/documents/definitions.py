"""What crosses the door of ``documents``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openhall.blocks.documents.rules import CEILING, EVERYDAY, MEDIA_TYPES
from openhall.kernel.errors import Refusal

#: Whoever has this owner's files may use them again and again: the samples of a demonstration.
SAMPLE_OWNER = "sample"


class FileRefused(Refusal):
    """A file that is not taken, or an id that is none of the asker's; nothing was kept.

    Codes: ``file-empty``, ``file-too-large`` (``most`` bytes), ``file-kind`` and ``file-packed`` (``kinds``),
    ``file-two-faced``, ``file-broken``, ``file-too-many-pixels`` and ``file-too-many-pages`` (``most``),
    ``file-too-complex``, ``file-locked``, ``file-active``, ``file-infected``; ``unknown-file`` (``file``).
    Of uploads in parts: ``unknown-upload``, ``upload-offset`` (``offset``).
    Passing, so worth another try: ``file-check-busy``, ``file-scanner-away``, ``file-store-away``.
    """

    code = "file-broken"
    _PASSING = frozenset({"file-check-busy", "file-scanner-away", "file-store-away"})

    @property
    def is_passing(self) -> bool:
        """Tell whether the same file may be taken a little later."""
        return self.code in self._PASSING


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question lets in: kinds by their usual endings, and bytes."""

    accept: Sequence[str] = EVERYDAY
    max_bytes: int = CEILING


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that has been looked at and is kept.

    ``name`` is personal data: it is empty unless a reader was named. ``sha256`` is over the bytes as they were
    sent. ``owner`` is whose it is: ``file:<id>`` for a guest's, until a draft or case adopts it.
    """

    id: str
    name: str
    kind: str
    size: int
    sha256: str
    owner: str
    taken_at: datetime

    @property
    def media_type(self) -> str:
        """Return the type under which the file is handed out: from its content, never as declared."""
        return MEDIA_TYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload in parts has come. ``file`` is there once it has become a file."""

    id: str
    owner: str
    length: int
    offset: int
    expires_at: datetime
    file: StoredFile | None = None
