"""Which pack belongs to what is published now, without carrying what makes one."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

import openhall
from openhall.blocks.catalogue.facade import current_catalogue, law_of_day, newest_digest
from openhall.blocks.documents.facade import HALL, issuing_keys
from openhall.blocks.journal.facade import log_verifiers
from openhall.project.prepared.store import PackStore

_MADE_FROM = (".py", ".jinja", ".css", ".js", ".svg", ".po", ".txt")


def wanted_key() -> str:
    """Return the name of the pack to show: another publication, program, setting or log key asks for another pack.

    So does a day from which other numbers are law: its pages show other prices, and nobody has to publish anything.
    """
    made_from = (
        newest_digest(),
        _law_of_today(),
        program_digest(),
        str(settings.OPENHALL_DEMO),
        settings.OPENHALL_URL,
        *map(str, log_verifiers()),
        *(key.kid.hex() for key in issuing_keys(HALL)),
    )
    return sha256("\n".join(made_from).encode()).hexdigest()[:24]


def _law_of_today() -> str:
    jurisdiction = current_catalogue().jurisdiction
    return law_of_day(jurisdiction, on=timezone.now().astimezone(ZoneInfo(jurisdiction.time_zone)).date())


def is_current() -> bool:
    """Tell whether something is published and its pack is made."""
    return bool(newest_digest()) and PackStore(settings.PREPARED_FOLDER).has(wanted_key())


@cache
def program_digest() -> str:
    """Return a digest of the program's files, so that an upgrade makes its pages anew."""
    root = Path(openhall.__file__).parent
    total = sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in _MADE_FROM):
        total.update(path.relative_to(root).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()
