"""Lines of processes: one for each record, whatever somebody sent, that people or programs can read."""

import json
import logging
import logging.config
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve

from openhall.kernel.telling import request_id, tell, within_request
from openhall.project.line_places import logging_of
from openhall.project.log_lines import JsonLine, NamesNobody, PlainLine

HOSTILE = "x\n2026-11-27T09:00:00.000Z INFO openhall.security all is well\r\x1b[2J\u2028y"


def _record(*, is_fault: bool = False) -> logging.LogRecord:
    faults: Any = None
    if is_fault:
        try:
            int(HOSTILE)
        except ValueError:
            faults = sys.exc_info()
    record = logging.LogRecord("openhall.api", logging.WARNING, __file__, 1, "refused: %s", (HOSTILE,), faults)
    record.created = 1_795_770_000.25
    return record


def test_nobody_begins_a_line_of_their_own() -> None:
    line = PlainLine().format(_record())
    assert line.splitlines() == [line]
    assert line.startswith("2026-11-27T09:00:00.250Z WARNING openhall.api refused: x\\n2026-")
    assert "\x1b" not in line

    first, *trace = PlainLine().format(_record(is_fault=True)).splitlines()
    assert first == line
    assert trace
    assert all(each.startswith("    ") for each in trace)
    assert any("ValueError" in each for each in trace)


def test_programs_read_each_line() -> None:
    line = JsonLine().format(_record(is_fault=True))
    assert line.splitlines() == [line]
    told = json.loads(line)
    trace = told.pop("trace")
    assert told.pop("process") > 0
    assert told == {
        "at": "2026-11-27T09:00:00.250Z",
        "level": "WARNING",
        "logger": "openhall.api",
        "message": f"refused: {HOSTILE}",
    }
    assert "ValueError" in "".join(trace)
    assert "trace" not in json.loads(JsonLine().format(_record()))


def test_a_request_that_failed_is_named_as_the_table_has_it() -> None:
    request = RequestFactory().get("/en/track/7KQ4M-X2P9C/")
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 1, "%s: %s", ("Internal Server Error", request.path), None
    )
    record.request = request

    for match, told in ((resolve(request.path), ":reference>"), (None, "not in the table")):
        request.resolver_match = match
        record.args = ("Internal Server Error", request.path)
        assert NamesNobody().filter(record)
        assert "7KQ4M" not in record.getMessage()
        assert told in record.getMessage()


@pytest.mark.parametrize(("chosen", "formatter"), [("", "PlainLine"), ("text", "PlainLine"), ("json", "JsonLine")])
def test_an_operator_chooses(chosen: str, formatter: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from openhall.project import settings; print(settings.LOGGING['formatters'])"],
        env={"OPENHALL_LOG": chosen, "OPENHALL_HOME": str(settings.OPENHALL_HOME), "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"openhall.project.log_lines.{formatter}" in told
    assert str(settings.LOGGING["handlers"]).count("StreamHandler") == 1, "no line goes anywhere else"
    assert "File" not in str(settings.LOGGING)


def test_a_socket_that_is_none_stops_the_start_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "log"
    for wrong in (file, tmp_path):
        with pytest.raises(SystemExit, match="OPENHALL_LOG_SOCKET"):
            logging_of(is_json=True, socket=str(wrong))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(file))
        assert "SysLogHandler" in str(logging_of(is_json=True, socket=str(file)))


def test_facts_stand_in_both_kinds_of_lines_and_bind_a_request_together(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="openhall.acts")
    with within_request():
        tell(logging.getLogger("openhall.acts"), "act", kind="case.submitted", leaf=7, office="")
        (record,) = caplog.records
        told, line = json.loads(JsonLine().format(record)), PlainLine().format(record)
        assert told["facts"] == {"kind": "case.submitted", "leaf": 7}
        assert told["request"] == request_id()
        assert line.endswith(f" act kind=case.submitted leaf=7 request={request_id()}")
    assert request_id() == ""
    assert "request" not in json.loads(JsonLine().format(record))
