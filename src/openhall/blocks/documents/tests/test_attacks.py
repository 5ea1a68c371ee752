"""Whatever is sent, it is kept safely or refused in little time and memory, and nothing of it stays."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from openhall.blocks.documents.definitions import Limits
from openhall.blocks.documents.examining import examine
from openhall.blocks.documents.facade import FileRefused, file_of
from openhall.blocks.documents.inspecting import confinement, process
from openhall.blocks.documents.inspecting.verdicts import Verdict
from openhall.blocks.documents.rules import HEAD, has_second_face
from openhall.blocks.documents.spooling import Spool
from openhall.blocks.documents.tests import attacks, samples
from openhall.blocks.documents.tests.keeping import READER, nothing_is_kept, stored, take

pytestmark = pytest.mark.django_db
#: A file that is refused meets no database; what is kept and what is shown is told on every one.
once = pytest.mark.once
ALL = ("pdf", "jpg", "png", "heic", "dwg")
#: Of CPU, all in all: how long it takes by the clock depends on what else the machine does.
MOST_SECONDS = 6.0
MOST_MEGABYTES = 300
#: A process counts the memory of the one that started it, until it runs a program of its own: here a small one.
MEASURED = """
import os, subprocess, sys
looking = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(looking.pid, 0)
looking.returncode = os.waitstatus_to_exitcode(status)
print(looking.returncode, used.ru_maxrss)
"""


def _refusal(data: bytes) -> str:
    """Return the code with which ``data`` is refused, having seen that it cost little and left nothing."""
    begun = sum(os.times()[:4])
    with pytest.raises(FileRefused) as refused:
        take(data, accept=ALL, most=50_000_000)
    assert sum(os.times()[:4]) - begun < MOST_SECONDS
    assert nothing_is_kept()
    return refused.value.code


@once
@pytest.mark.parametrize("name", attacks.OTHER_KINDS)
def test_other_kinds_are_refused_by_their_first_bytes(name: str) -> None:
    assert _refusal(attacks.OTHER_KINDS[name]()) in {"file-kind", "file-packed", "file-too-large"}


@once
@pytest.mark.parametrize("name", attacks.TOO_MUCH)
def test_what_asks_for_too_much_is_refused(name: str) -> None:
    make, codes = attacks.TOO_MUCH[name]

    assert _refusal(make()) in (codes if isinstance(codes, tuple) else {codes})


@once
@pytest.mark.parametrize("name", attacks.TWO_FACED)
def test_a_file_of_two_kinds_is_refused(name: str) -> None:
    assert _refusal(attacks.TWO_FACED[name]()) == "file-two-faced"


@pytest.mark.parametrize("code", [b"<%@page import", b"<% eval request", b"<%=Request(1)", b"<%\r\nResponse", b"<?php"])
def test_code_of_a_server_is_a_second_face(code: bytes) -> None:
    assert has_second_face("jpg", b"\xff\xd8\xff" + bytes(200) + code, b"")


def test_two_signs_that_stand_in_every_fiftieth_picture_are_none() -> None:
    """A picture is as good as random: of five thousand one or two are unlucky, and not a hundred."""
    chance = Random(20261128)  # noqa: S311 - pictures, not secrets
    unlucky = sum(has_second_face("jpg", b"\xff\xd8\xff" + chance.randbytes(HEAD - 3), b"") for _ in range(5_000))

    assert unlucky <= 5
    assert not has_second_face("jpg", b"\xff\xd8\xff<%\x00\x91<%=\xff", b"")


def test_what_telephones_put_behind_a_photograph_is_no_second_kind() -> None:
    film = b"\0\0\0\x18ftypmp42" + bytes(2000)

    assert take(samples.jpg() + film).kind == "jpg"
    assert take(samples.jpg() + samples.jpg()).kind == "jpg"


@once
@pytest.mark.parametrize("make", [samples.jpg, samples.png, samples.heic, samples.pdf])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_a_file_that_did_not_arrive_whole_is_refused(make: Callable[[], bytes], kept: float) -> None:
    data = make()

    assert _refusal(data[: int(len(data) * kept)]) in {"file-broken", "file-kind"}


@once
@pytest.mark.parametrize("make", [samples.jpg, samples.png, samples.heic, samples.pdf])
def test_a_file_that_is_noise_behind_its_first_bytes_is_refused(make: Callable[[], bytes]) -> None:
    assert _refusal(make()[:40] + samples.dwg(5000)) in {"file-broken", "file-kind"}


@once
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("pdf", attacks.pdf_of_many_objects),
        ("pdf", attacks.pdf_that_unpacks),
        ("png", attacks.lying_png),
        ("jpg", attacks.endless_jpg),
        ("heic", attacks.vast_heic),
    ],
)
def test_no_look_takes_much_memory(kind: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes(make())
    with (tmp_path / "input").open("rb") as source:
        looked = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", MEASURED, *process.command_for(kind)], stdin=source, capture_output=True, check=True
        )
    code, kilobytes = map(int, looked.stdout.split()[-2:])

    assert code != Verdict.SOUND
    assert kilobytes < MOST_MEGABYTES * 1024


def test_an_empty_file_is_refused() -> None:
    assert _refusal(b"") == "file-empty"


def test_a_kind_that_the_question_does_not_name_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        take(samples.dwg(), accept=("pdf", "jpg"))
    assert (refused.value.code, refused.value.params) == ("file-kind", {"kinds": ("heic", "jpg", "pdf")})
    with pytest.raises(FileRefused):
        take(samples.dwg())
    assert nothing_is_kept()


@once
def test_a_flood_fills_no_disk() -> None:
    class Flood:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return bytes(size)

    flood = Flood()
    with Spool(1_000_000) as spool:
        spool.fill(flood)
        assert spool.file.seek(0, 2) <= 1_000_000
        with pytest.raises(FileRefused):
            examine(spool, Limits(max_bytes=1_000_000))
    assert flood.given < 2_000_000


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\win.ini": "win.ini",
    "/etc/shadow": "shadow",
    "photo\u202egpj.exe": "photogpj.exe",
    "a\0b.pdf": "ab.pdf",
    "line\r\nSet-Cookie: x=1.pdf": "lineSet-Cookie: x=1.pdf",
    "zero\u200bwidth\u2066.pdf": "zerowidth.pdf",
    "e\u0301te\u0301.pdf": "été.pdf",
    "陳大文 身份證.jpg": "陳大文 身份證.jpg",
    "z" + "\u0321" * 500 + ".pdf": "z" + "\u0321" * 4 + ".pdf",
    "..": "file.jpg",
    "": "file.jpg",
    "\u202e\0": "file.jpg",
    "證" * 300 + ".jpg": "證" * 115 + "….jpg",
    "<script>alert(1)</script>.jpg": "script>.jpg",
    "{{ ''.__class__ }}.pdf": "{{ ''.__class__ }}.pdf",
}


@pytest.mark.parametrize(("given", "shown"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_shown_safely_and_stored_nowhere(given: str, shown: str) -> None:
    taken = take(samples.jpg(), given)

    assert taken.name == shown
    kept = file_of(taken.id, reader=READER)
    assert kept is not None
    assert kept.name == shown
    (path,) = stored()
    assert path.name.isalnum()


@once
def test_others_go_on_while_an_attack_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "import time; time.sleep(60)"
    attack = CELL.format(body=body)
    monkeypatch.setattr(process, "WALL_SECONDS", 3)
    usual = process.command_for
    monkeypatch.setattr(
        process, "command_for", lambda kind: [*process.PYTHON, "-c", attack] if kind == "pdf" else usual(kind)
    )
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(_look, "pdf", b"an attack", tmp_path / "attack")
        assert take(samples.jpg()).kind == "jpg"
        assert not waiting.done()
        with pytest.raises(process.BusyError):
            waiting.result()


def _look(kind: str, data: bytes, path: Path) -> Verdict:
    path.write_bytes(data)
    with path.open("rb") as file:
        return process.inspect(kind, file)


@once
def test_when_all_cells_are_taken_one_may_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "WALL_SECONDS", 0.01)
    assert process.cells.acquire()
    assert process.cells.acquire()
    try:
        assert _refusal(samples.jpg()) == "file-check-busy"
    finally:
        process.cells.release(2)


CELL = """
import os, socket, sys
from openhall.blocks.documents.inspecting import confinement
confinement.LIMITS[confinement.resource.RLIMIT_CPU] = 1
from openhall.blocks.documents.inspecting.confinement import look_confined
from openhall.blocks.documents.inspecting.verdicts import Found, Verdict

def look(source):
    {body}

look_confined(look)
"""
BODIES = {
    "runs for ever": ("while True: pass", Verdict.TOO_COMPLEX),
    "goes on after its time": (
        "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\n    while True: pass",
        Verdict.TOO_COMPLEX,
    ),
    "takes all memory": ("x = [bytes(10**8) for _ in range(100)]", Verdict.TOO_COMPLEX),
    "goes too deep": ("f = lambda: f(); f()", Verdict.TOO_COMPLEX),
    "fails": ("raise OSError", Verdict.BROKEN),
    "crashes": ("os.abort()", Verdict.BROKEN),
    "says a strange number": ("os._exit(77)", Verdict.BROKEN),
    "writes over its input": ("os.pwrite(0, b'x', 0)", Verdict.BROKEN),
    "sees a secret": ("assert not os.environ.get('OPENHALL_SECRET_KEY')", Verdict.SOUND),
    "has nothing open": ("assert len(os.listdir('/proc/self/fd')) <= 4", Verdict.SOUND),
}


@once
@pytest.mark.parametrize("name", BODIES)
def test_a_cell_holds(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    body, verdict = BODIES[name]
    monkeypatch.setenv("OPENHALL_SECRET_KEY", "secret")
    monkeypatch.setattr(process, "command_for", lambda _kind: [*process.PYTHON, "-c", CELL.format(body=body)])

    assert _look("pdf", b"as it was", tmp_path / "input") is verdict
    assert (tmp_path / "input").read_bytes() == b"as it was"


@once
def test_time_is_limited_even_where_nobody_waits() -> None:
    assert confinement.CPU_SECONDS < process.WALL_SECONDS
