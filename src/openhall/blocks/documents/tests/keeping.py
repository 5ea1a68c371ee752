"""Taking and counting files in tests."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from django.conf import settings

from openhall.blocks.documents.facade import EVERYDAY, Limits, StoredFile, take_file
from openhall.blocks.documents.models import File
from openhall.blocks.journal.facade import Reader

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OWNER = "person:chan"
READER = Reader("person:chan", "own", "", NOW)


def take(
    data: bytes, name: str = "paper", *, accept: tuple[str, ...] = EVERYDAY, owner: str = OWNER, most: int = 30_000_000
) -> StoredFile:
    """Take a file."""
    return take_file(stream=BytesIO(data), name=name, limits=Limits(accept, most), owner=owner, now=NOW)


def stored() -> list[Path]:
    """Return every file that lies in the store of the test's hall."""
    return [path for path in (Path(settings.OPENHALL_HOME) / "files").rglob("*") if path.is_file()]


def nothing_is_kept() -> bool:
    """Tell whether neither a row nor a byte is there, in the store or on its way."""
    passing = list((Path(settings.OPENHALL_HOME) / "tmp").rglob("*"))
    return not stored() and not passing and not File.objects.exists()
