"""What of people a page shows, and what the record of reads then says: for the walk of whoever reads others' data."""

import io
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from http import HTTPStatus

from tests.applicants import Applicant
from tests.attacks.estate import MOORING, Estate
from tests.attacks.town import STALL, example_of
from tests.halls import Answer, Hall

#: Noor's names, which whoever acts for her knows from her, and what else the state holds of her.
NAMES = ("Noor Al-Bahar", "努尔·巴哈尔")
HELD = ("LB-2047-1157", "555-0147", "Net Lane", "B1204A")
_BYTES = {"application/pdf", "image/jpeg", "image/png"}
#: What people typed that nobody else's page says; the rest of an example are words of the service as well.
_TYPED = ("full_name", "phone", "described", "resident_number", "boat_mark", "story")


def words_of_people(somebody: Applicant) -> tuple[str, ...]:
    """Return words that stand on no page but where data of these people were read."""
    examples = [example_of(somebody, service) for service in (STALL, MOORING)]
    typed = {str(each[name]) for each in examples for name in _TYPED if each.get(name)}
    return tuple(sorted(typed | {*NAMES, *HELD}))


def shows(answer: Answer, words: Iterable[str]) -> bool:
    """Tell whether an answer says something of somebody; a paper or picture that is handed out does."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind in _BYTES:
        return answer.status == HTTPStatus.OK
    told = answer.content
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(told)) as archive:
            told = b"".join(archive.read(name) for name in archive.namelist())
    return any(word.encode() in told for word in words)


def owners_of(there: Estate) -> frozenset[str]:
    """Return by which names the vault knows those whose data the estate is."""
    matters = {f"{kind}:{reference}" for reference in there.references for kind in ("matter", "entry")}
    return frozenset(matters | {"person:noor-al-bahar"})


class ReadsLeft:
    """The rows that readers leave, counted from the last time that somebody asked."""

    def __init__(self, hall: Hall, owners: Iterable[str]) -> None:
        self._address = f"file:{hall.home / 'openhall.sqlite3'}?mode=ro"
        self._owners = frozenset(owners)
        self._last = 0
        self.by("nobody")

    def by(self, actor: str, *, look: str = "") -> int:
        """Return how many reads of these owners' data by ``actor`` were written down since the last call.

        A look without a case is one read of each person that it found, however often its page is opened; whoever acts
        for somebody has one row for each matter and day.
        """
        with closing(sqlite3.connect(self._address, uri=True, timeout=20)) as database:
            fresh = database.execute(
                "SELECT id, actor, owner FROM journal_dataread"
                " WHERE id > ? OR (look = ? AND look <> '') OR purpose = 'own' ORDER BY id",
                [self._last, look],
            ).fetchall()
        self._last = max([self._last, *(number for number, _, _ in fresh)])
        return sum(who.removeprefix("person:") == actor and owner in self._owners for _, who, owner in fresh)
