"""Whoever watches over a hall hears of every decision about who may do what, away from the hall, and of nobody."""

import json
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.urls import resolve

from openhall.channels.portal.applying.lane import ROUTE
from tests import halls
from tests.applicants import Applicant
from tests.attacks import town
from tests.attacks.test_canary import CANARIES, NAME, PHONE, WORDS
from tests.attacks.town import STALL, apply, example_of, stall_pages, walk

_PERSON, _OFFICER = "noor-al-bahar", "tomas-berg"


class Collector:
    """What a machine's journal is to its programs: a socket that takes lines."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, list[dict[str, Any]]()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            taken = self._socket.recv(65_536)
            if taken == b"end":
                return
            self.lines.append(json.loads(taken[taken.index(b"{") :].rstrip(b"\0")))

    def end(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"end", str(self.path))
        self._socket.close()

    def facts(self, logger: str, **wanted: object) -> list[dict[str, Any]]:
        told = [each.get("facts", {}) for each in self.lines if each["logger"] == f"openhall.{logger}"]
        return [each for each in told if wanted.items() <= each.items()]


@pytest.fixture(scope="module")
def heard(loaded_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Collector, str]]:
    """Return what a collector heard of a day in the town, and the number of the case that it was about."""
    home = halls.copied(loaded_town / "home", tmp_path_factory.mktemp("heard") / "home")
    with tempfile.TemporaryDirectory() as folder:  # a path of a socket is short
        collector = Collector(Path(folder) / "log")
        environ = {
            **town.make(loaded_town),
            "OPENHALL_LOG": "json",
            "OPENHALL_LOG_SOCKET": str(collector.path),
        }
        with halls.serving(home, worker=True, environ=environ) as hall:
            reference = _live(hall)
        assert halls.run("sessions", home, "count", environ=environ).returncode == 0
        yield collector, reference
        collector.end()


def _live(hall: halls.Hall) -> str:
    with closing(Applicant(hall)) as noor, closing(Applicant(hall)) as guest, closing(Applicant(hall)) as officer:
        noor.sign_in(_PERSON)
        answers = {**example_of(noor, STALL), "full_name": NAME, "described": WORDS, "phone": PHONE}
        walk(noor, STALL, stall_pages(answers))
        noor.become(_PERSON)
        sent = apply(noor, STALL, answers, "heard")
        reference = str(sent.json()["reference"])
        assert noor.look(f"/en/track/{reference}/").status == 200
        noor.look("/desk/")
        assert guest.look(f"/en/track/{reference}/").status == 404
        assert guest.send("/en/track/", {"reference": reference, "secret": "ABCD-EFGH"}).status == 422
        assert guest.look("/en/me/").status == 302
        theirs = apply(guest, STALL, answers, "theirs")
        code = {"reference": theirs.json()["reference"], "secret": theirs.json()["secret"]}
        assert guest.send("/en/track/", code).status == 303
        assert guest.look(f"/en/track/{code['reference']}/").status == 200
        assert guest.look("/en/").status == 200
        officer.sign_in(_OFFICER)
        assert officer.look(f"/desk/cases/{reference}/").status == 200
        assert guest.ask("GET", "/api/v1/tasks", headers={"Authorization": "Bearer nothing"}).status == 401
        noor.send("/en/sign-out/", {})
    return reference


def test_each_decision_is_a_line_with_what_one_looks_for(heard: tuple[Collector, str]) -> None:
    collector, _ = heard
    case = "/<slug:slug>/track/<str:reference>/"
    assert collector.facts("access", route=case, asker="resident", status=200, method="GET")
    assert collector.facts("access", route="/desk/cases/<str:reference>/", asker="officer", assurance=3)
    assert collector.facts("access", route=case, asker="guest-with-code", status=200)
    assert collector.facts("access", route="/<slug:slug>/track/", asker="guest-with-code", method="POST")
    assert collector.facts("access", route="/api/v1/applications", asker="resident", method="POST", status=201)
    # The quick way for pages of questions is not a way past the lines.
    assert collector.facts("access", route=f"/{ROUTE}", asker="resident", method="GET", status=200)
    assert collector.facts("access", route=f"/{ROUTE}", asker="resident", method="POST", status=303)
    assert all(each["ms"] >= 0 for each in collector.facts("access"))


def test_each_refusal_says_why(heard: tuple[Collector, str]) -> None:
    collector, _ = heard
    case = "/<slug:slug>/track/<str:reference>/"
    assert collector.facts("security", route=case, asker="guest", why="not-there-or-not-theirs", status=404)
    assert collector.facts("security", route="/<slug:slug>/track/", why="wrong-code", status=422)
    assert collector.facts("security", route="/<slug:slug>/me/", why="sign-in-needed", asker="guest")
    assert collector.facts("security", route="/desk/", why="officers-only", asker="resident")
    assert collector.facts("security", why="token-not-good", status=401)


def test_what_the_database_holds_is_in_the_collector_too(heard: tuple[Collector, str]) -> None:
    """One request binds together what was let in, what was read and what was done."""
    collector, _ = heard
    assert [each for each in collector.lines if each["message"].startswith("signed-in adapter=")]
    assert [each for each in collector.lines if each["message"].startswith("signed-out")]
    (act, *_) = collector.facts("acts", kind="case.submitted") or collector.facts("acts")
    assert len(act["commitment"]) == 64
    assert collector.facts("reads", purpose="work", how="opened")
    assert collector.facts("acts", command="sessions", code=0)
    shown = next(
        each for each in collector.lines if each.get("facts", {}).get("route") == "/desk/cases/<str:reference>/"
    )
    beside = [each["logger"] for each in collector.lines if each.get("request") == shown["request"]]
    assert "openhall.reads" in beside


def test_what_is_open_to_everybody_leaves_no_line(heard: tuple[Collector, str]) -> None:
    collector, _ = heard
    assert not [each for each in collector.facts("access") if each["asker"] == "guest"]
    assert "/<slug:slug>/" not in {each["route"] for each in collector.facts("access", asker="guest-with-code")}


def test_no_line_names_anybody(heard: tuple[Collector, str]) -> None:
    collector, reference = heard
    written = "\n".join(map(json.dumps, collector.lines))
    assert len(collector.lines) > 20
    assert not [each for each in (*CANARIES, PHONE, _PERSON, _OFFICER, reference) if each in written]


def test_the_quick_way_has_the_place_that_the_table_has() -> None:
    assert resolve("/en/apply/office/service/number/page/").route == ROUTE
