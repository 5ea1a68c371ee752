"""Under the role of a hall on PostgreSQL, behind its walls, an open hall is sealed and marked anew, and serves on."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from openhall.kernel.marking_ways import WAYS as MARKING_WAYS
from openhall.kernel.sealing_ways import WAYS
from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.attacks.town import STALL, apply, example_of

pytestmark = pytest.mark.postgres
FIRST, SECOND = WAYS
_, MARKING = MARKING_WAYS


def marks(database: str) -> set[str]:
    """Return by what people and firms are found."""
    with psycopg.connect(database) as connection:
        asked = "SELECT mark FROM identity_personmark UNION SELECT mark FROM identity_organisationmark"
        return {str(mark) for (mark,) in connection.execute(asked)}


def test_an_open_hall_is_sealed_anew(database: str, tmp_path: Path) -> None:
    environ = {**town.make(tmp_path), "DATABASE_URL": database, "OPENHALL_SEALING": FIRST}
    home = halls.installed(tmp_path / "home", environ)
    with halls.serving(home, worker=True, environ=environ) as hall, closing(Applicant(hall)) as noor:
        noor.become("noor-al-bahar")
        reference = apply(noor, STALL, example_of(noor, STALL), "one").json()["reference"]
        before = noor.call("GET", f"/api/v1/cases/{reference}").json()

        marked = marks(database)

        changed = {**environ, "OPENHALL_SEALING": SECOND, "OPENHALL_MARKING": MARKING}
        done = halls.run("keys", home, "reseal", environ=changed)

        assert done.returncode == 0, done.stdout + done.stderr
        assert "cases_case.sealed: 1 sealed anew" in done.stdout
        assert len(marks(database)) == len(marked)
        assert not marks(database) & marked
        with psycopg.connect(database) as connection:
            asked = "SELECT get_byte(sealed, 0) FROM cases_case UNION SELECT get_byte(card, 0) FROM identity_person"
            assert connection.execute(asked).fetchall() == [(WAYS[SECOND].number,)]
        assert "files: 5 sealed anew" in done.stdout, "the samples that anybody may hand in"
        stored = [path.read_bytes() for path in (home / "files").rglob("*") if path.is_file()]
        assert [each.partition(b"\n")[0] for each in stored] == [b"openhall-file/%d" % WAYS[SECOND].number] * 5
        # The hall that still seals in the way of before reads what is in that of now.
        assert noor.call("GET", f"/api/v1/cases/{reference}").json() == before
    assert halls.run("verify", home, "--log", environ=environ).returncode == 0
