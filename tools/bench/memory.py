"""How much memory the whole hall takes after work: proportional set size of every process."""

import http.client
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http import HTTPStatus

from tools.bench.acts import Offered, Supply, begin_paths, public_acts
from tools.bench.errors import BenchError
from tools.bench.processes import family, holders, is_listening, proportional_bytes
from tools.bench.requests import BROWSER
from tools.bench.servers import Server

_REQUESTS_EACH = 500
_CONNECTIONS_AT_FIRST, _MOST_CONNECTIONS = 8, 64
_ALL_OPEN_WITHIN, _LOOK_AGAIN = 30.0, 0.2
_NOT_THERE = ("/en/no-such-page/", "/zh-hant/services/nobody/nothing/", "/api/v1/no-such-thing")
_GOOD, _NOT_FOUND = 200, 404


def memory_after_work(server: Server, web_processes: int, offered: Offered) -> Mapping[int, int]:
    """Return the bytes of each process of the hall after every web process has answered a few hundred requests."""
    with _connections(server, web_processes) as by_process:
        for connections in by_process.values():
            for place, path in enumerate(mixed_paths(offered)):
                _ask(connections[place % len(connections)], path)
    return {pid: proportional_bytes(pid) for pid in family(server.pid)}


def mixed_paths(offered: Offered) -> list[str]:
    """Return addresses of every act in turn, beginnings of applications, and some that lead nowhere."""
    kinds = [[each.path for each in Supply(act).draw(_REQUESTS_EACH)] for act in public_acts(offered)]
    kinds += [list(begin_paths(offered)), list(_NOT_THERE)]
    return [paths[turn % len(paths)] for turn in range(_REQUESTS_EACH // len(kinds)) for paths in kinds]


@contextmanager
def _connections(server: Server, web_processes: int) -> Iterator[Mapping[int, Sequence[http.client.HTTPConnection]]]:
    """Open connections until each web process holds one: the kernel deals them out as it likes.

    The first process answers while the others still load: whoever comes early comes again.
    """
    opened: dict[int, http.client.HTTPConnection] = {}
    until = time.monotonic() + _ALL_OPEN_WITHIN
    try:
        while time.monotonic() < until:
            if len(opened) >= _MOST_CONNECTIONS:
                _close_all(opened)
                time.sleep(_LOOK_AGAIN)
            for _ in range(_CONNECTIONS_AT_FIRST):
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
                _ask(connection, "/en/")
                opened[connection.sock.getsockname()[1]] = connection
            found = _by_process(server, opened)
            if len(found) >= web_processes:
                yield found
                return
        raise BenchError(
            f"{_MOST_CONNECTIONS} connections again and again for {_ALL_OPEN_WITHIN:.0f} s,"
            f" and not every one of {web_processes} web processes has one."
        )
    finally:
        _close_all(opened)


def _close_all(opened: dict[int, http.client.HTTPConnection]) -> None:
    for connection in opened.values():
        connection.close()
    opened.clear()


def _by_process(
    server: Server, opened: Mapping[int, http.client.HTTPConnection]
) -> Mapping[int, Sequence[http.client.HTTPConnection]]:
    found: dict[int, list[http.client.HTTPConnection]] = defaultdict(list)
    for client, pid in holders(server.port, family(server.pid)).items():
        if client in opened:
            found[pid].append(opened[client])
    return found


def _ask(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path, headers=BROWSER)
    answer = connection.getresponse()
    answer.read()
    if answer.status == HTTPStatus.SEE_OTHER:
        # Whoever begins to apply is led to the first question.
        _ask(connection, answer.headers["Location"])
        return
    expected = _NOT_FOUND if path in _NOT_THERE else _GOOD
    if answer.status != expected:
        raise BenchError(f"{path} answers {answer.status} and not {expected}.")


def name_of(pid: int, server: Server) -> str:
    """Return what a process of the hall is, for a person."""
    if pid == server.pid:
        return "parent"
    return "web" if is_listening(server.port, pid) else "worker"
