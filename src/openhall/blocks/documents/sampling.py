"""Sample files of a demonstration: one of each kind, which anybody may hand in again and again."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import IntegrityError

from openhall.blocks.documents.actions.take import keeping
from openhall.blocks.documents.definitions import SAMPLE_OWNER, Limits
from openhall.blocks.documents.models import File
from openhall.blocks.documents.rules import MEDIA_TYPES
from openhall.blocks.documents.spooling import Spool

_FOLDER = Path(__file__).parent / "samples"


def sample_files() -> Mapping[str, str]:
    """Return the ids of the sample files by kind; none where no demonstration was loaded."""
    return dict(File.objects.filter(owner=SAMPLE_OWNER).order_by("kind").values_list("kind", "id"))


def keep_sample_files(*, now: datetime) -> int:
    """Keep the sample files that are not kept yet, as if somebody had sent them; return how many."""
    known = sample_files()
    return sum(_keep(path, now) for path in sorted(_FOLDER.iterdir()) if path.suffix[1:] not in known)


def _keep(path: Path, now: datetime) -> bool:
    # Two that load at once come to the same id, and the second finds it taken.
    file_id = sha256(f"sample:{path.name}".encode()).hexdigest()[:32]
    with Spool() as spool, path.open("rb") as source:
        spool.fill(source)
        try:
            with keeping(
                spool, file_id, name=path.name, limits=Limits(tuple(MEDIA_TYPES)), owner=SAMPLE_OWNER, now=now
            ) as row:
                row.save(force_insert=True)
        except IntegrityError:
            return False
    return True
