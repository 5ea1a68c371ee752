"""The bench counts, draws and writes what it says, and its own generator works on a real server."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tools.bench import acts, databases, line, load, measuring, memory, options, putting, servers, table, wrk
from tools.bench.catalogue import Offer
from tools.bench.client import status_of
from tools.bench.driving import Task, drive
from tools.bench.errors import BenchError
from tools.bench.own import merge
from tools.bench.processes import command_line, family
from tools.bench.requests import Request

TWO_CORES = frozenset({0, 1})


def _offer() -> Offer:
    def service(place: int) -> dict[str, object]:
        return {
            "id": f"office-{place % 3}/service-{place}",
            "name": {"en": f"Renew dog licence {'abc'[place % 3]}xyz", "zh-Hant": f"續領狗牌{'甲乙丙丁'[place % 4]}"},
            "summary": {"en": "For every keeper", "zh-Hant": "養狗人士適用，每年續領"},
            "authority": f"office-{place % 3}",
            "audience": ["citizen", "visitor"][: place % 2 + 1],
            "life_events": ["leisure"],
        }

    return Offer([service(place) for place in range(8)])


def test_percentiles_are_nearest_rank_of_counted_steps() -> None:
    counted = load.count_latencies([0.001] * 98 + [0.002, 0.005])

    assert [load.percentile_ms(counted, each) for each in (50, 99, 100)] == [1.0, 2.0, 5.0]
    assert load.percentile_ms({}, 50) == 0.0


def test_no_search_is_drawn_twice_in_any_portion() -> None:
    act = next(act for act in acts.public_acts(_offer()) if act.name == "search")
    supply = acts.Supply(act)

    portions = [supply.draw(40) for _ in range(100)]

    drawn = [request.path for portion in portions for request in portion]
    assert len(drawn) == len(set(drawn)) > 400
    assert {path.split("/")[1] for path in drawn} == {"en", "zh-hant"}
    assert all(path.isascii() for path in drawn)


@pytest.mark.parametrize(("firsts", "seconds"), [(0, 5), (1, 1), (2, 3), (7, 7), (12, 30)])
def test_every_pair_comes_exactly_once(firsts: int, seconds: int) -> None:
    pairs = list(acts.every_pair(firsts, seconds))

    assert sorted(pairs) == [(first, second) for first in range(firsts) for second in range(seconds)]


def test_service_pages_are_every_service_in_every_language() -> None:
    paths = list(acts.service_paths(_offer()))

    assert len(paths) == len(set(paths)) == 16
    assert paths[0].split("/")[1] != paths[1].split("/")[1]


def test_api_lists_differ_in_length_and_filter() -> None:
    paths = list(acts.api_paths(_offer()))

    assert len(set(paths)) == len(paths) == 12
    assert [path for path in paths if "authority=office-2" in path] == ["/api/v1/services?limit=20&authority=office-2"]


def test_words_of_the_catalogue_are_words() -> None:
    assert {"renew", "dog", "every"} <= set(_offer().words("en"))
    assert {"養狗", "適用", "每年續領"} <= set(_offer().words("zh-Hant"))


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 0),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\nhello", 10),
        (b"HTTP/1.1 200 OK\r\ncontent-le", line.UNTIL_HEAD_ENDS),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", line.UNTIL_LAST_CHUNK),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", 0),
    ],
)
def test_the_end_of_an_answer_is_found(data: bytes, left: int) -> None:
    assert line.left_over(data) == left


def test_what_wrk_prints_is_read() -> None:
    words = (
        "Running 3s test\nRequests/sec: 10\n"
        'BENCH {"requests": 300, "seconds": 3.0, "bytes": 36900, "p50_ms": 0.6, "p95_ms": 1.1, "p99_ms": 1.4, '
        '"spent": 0, "status": 2, "wrong": 422, "connect": 0, "read": 0, "write": 0, "timeout": 0}\n'
    )

    read = wrk.parse(words)

    assert (read.rate, read.bytes_each, read.p95_ms, read.p99_ms, read.is_spent) == (100.0, 123, 1.1, 1.4, False)
    assert read.faults["status 422"] == 2
    with pytest.raises(BenchError, match="unable to connect"):
        wrk.parse("unable to connect to 127.0.0.1:9 Connection refused")


def test_the_table_is_aligned_and_tells_the_targets() -> None:
    rows = [table.Row("hello", 90000.4, 0.6, 1.4, 123, 1.0), table.Row("search", 900, 60, 80.25, 3500, 0.01)]
    work = table.Row("worklist", 40, 20, 60, 22_000, 0.001, p95_ms=51)
    assert table.write_table([work], table.aims_on("sqlite")).endswith("0.001  (target p95 ≤ 50 ms: MISSED)")

    aims = table.aims_on("sqlite")
    memory = table.Figure("memory", 260, "MB", table.Target(250, " MB", is_ceiling=True))

    lines = table.write_table(rows, aims).splitlines()

    assert lines[0].split() == ["act", "requests/s", "p50", "ms", "p99", "ms", "bytes", "ratio-to-hello"]
    assert lines[1].split() == ["hello", "90000", "0.60", "1.40", "123", "1.000"]
    assert lines[2].endswith("0.010  (target ≥ 0.05: MISSED)")
    assert lines[0].index("bytes") == lines[2].index("3500") + 4 - len("bytes")
    assert str(memory) == "memory: 260.0 MB (target ≤ 250 MB: MISSED)"
    assert table.missed(rows, aims, [memory]) == ["search", "memory"]


def test_a_submit_has_to_be_frequent_and_prompt_and_more_so_on_postgresql() -> None:
    prompt, late = (table.Row("submit", 120, 60, worst, 900, 0.001) for worst in (200, 300))

    assert table.missed([prompt], table.aims_on("sqlite"), []) == []
    assert table.missed([prompt], table.aims_on("postgresql"), []) == ["submit"]
    assert table.missed([late], table.aims_on("sqlite"), []) == ["submit"]
    shown = table.write_table([late], table.aims_on("sqlite"))
    assert shown.endswith("(target ≥ 100/s: met, ≤ 250 ms: MISSED)")


def test_the_figures_for_machines_have_the_agreed_members(tmp_path: Path) -> None:
    table.write_json(tmp_path / "figures.json", [table.Row("hello", 90000.5, 0.6, 1.4, 123, 1.0)])

    assert json.loads((tmp_path / "figures.json").read_text()) == [
        {"act": "hello", "rps": 90000.5, "p50_ms": 0.6, "p99_ms": 1.4, "bytes": 123, "ratio": 1.0}
    ]


def _round(rate: int, share: float = 1.0) -> putting.Round:
    return putting.Round(load.Load(rate, 1.0, rate * 10, 1.0, 2.0, {}, is_spent=False), share)


def test_ratios_are_to_the_hellos_beside_and_medians_of_the_rounds() -> None:
    # The machine halves its speed after the first round: the ratios do not notice.
    hellos = [_round(rate) for rate in (1000, 1000, 1000, 500, 500)]
    rounds = {"hello": hellos, "home": [_round(600), _round(450)], "search": [_round(100), _round(50)]}

    rows = {row.act: row for row in measuring.rows_of(rounds)}

    assert rows["home"].ratio == pytest.approx(0.6)
    assert rows["search"].ratio == pytest.approx(0.1)
    assert rows["hello"].rps == 1000


@pytest.mark.parametrize(
    ("cores", "workers", "expected"),
    [
        (frozenset({0}), 1, (frozenset({0}), frozenset({0}))),
        (TWO_CORES, 1, (frozenset({0}), frozenset({1}))),
        (TWO_CORES, 2, (TWO_CORES, TWO_CORES)),
    ],
)
def test_cores_are_shared_out(
    cores: frozenset[int], workers: int, expected: tuple[frozenset[int], frozenset[int]]
) -> None:
    assert options.share_out(cores, workers) == expected


def test_options_come_from_the_environment_or_say_how_to_mend_them() -> None:
    read = options.read_options({"BENCH_GENERATOR": "own", "BENCH_STRICT": "1"}, TWO_CORES)

    assert (read.workers, read.threads, read.generator, read.is_strict, read.json_path) == (1, 1, "own", True, None)
    with pytest.raises(BenchError, match="whole number"):
        options.read_options({"BENCH_WORKERS": "many"}, TWO_CORES)
    with pytest.raises(BenchError, match="BENCH_GENERATOR is “ab”"):
        options.read_options({"BENCH_GENERATOR": "ab"}, TWO_CORES)
    with pytest.raises(BenchError, match=r"BENCH_ONLY names sumbit\. There are: .*submit"):
        options.read_options({"BENCH_ONLY": "home,sumbit"}, TWO_CORES)


def test_a_run_may_be_of_some_parts_only() -> None:
    everything = options.read_options({}, TWO_CORES)
    some = options.read_options({"BENCH_ONLY": "submit, journey"}, TWO_CORES)

    assert everything.wants("installed")
    assert some.wants("home", "journey")
    assert not some.wants("home", "installed")


def test_a_database_of_our_own_stands_beside_the_one_that_was_named() -> None:
    place = "me@%2Frun%2Fpostgresql:5432"

    assert databases.with_name("postgres://a:b@host:6000/mine?sslmode=require", "ours", place) == (
        "postgresql://a:b@host:6000/ours?sslmode=require"
    )
    assert databases.with_name("postgresql:///mine", "ours", place) == f"postgresql://{place}/ours"


def test_no_database_named_is_sqlite_and_another_kind_is_refused() -> None:
    with databases.database_of_our_own("") as named:
        assert named == ""
    assert databases.kind_of("postgresql:///x") == "postgresql"
    with pytest.raises(BenchError, match="Name a PostgreSQL server"):
        databases.kind_of("mysql://x/y")
    with (
        pytest.raises(BenchError, match="BENCH_DATABASE_URL does not answer"),
        databases.database_of_our_own("postgresql://127.0.0.1:9/x"),
    ):
        pass


@pytest.fixture(scope="module")
def hello(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    home = tmp_path_factory.mktemp("hello")
    with servers.hello(servers.free_port(), 1, home, options.machine_cores()) as server:
        yield server


def _asking(server: servers.Server, *paths: str) -> list[bytes]:
    return [Request(path).on_the_line(server.port) for path in paths]


def test_our_own_generator_drives_hello_for_a_second(hello: servers.Server) -> None:
    told = drive(Task(hello.port, _asking(hello, "/", "/again"), connections=8, repeats=True, seconds=1))

    figures = merge([told])
    assert (told.faults, told.is_spent) == ({}, False)
    assert figures.requests > 100
    assert 0 < figures.p50_ms <= figures.p99_ms < 1000


def test_a_server_is_gone_after_its_block_even_when_that_fails(tmp_path: Path) -> None:
    port, members = servers.free_port(), [0]

    with suppress(KeyboardInterrupt), servers.hello(port, 1, tmp_path, options.machine_cores()) as server:
        members = family(server.pid)
        raise KeyboardInterrupt

    assert len(members) > 1
    assert not [pid for pid in members if command_line(pid)]
    assert status_of(port, "/") == 0


def test_our_own_generator_says_when_the_addresses_run_out(hello: servers.Server) -> None:
    told = drive(
        Task(hello.port, _asking(hello, *(f"/{place}" for place in range(50))), connections=4, repeats=False, seconds=5)
    )

    assert told.is_spent
    assert sum(told.latencies.values()) <= 50


def test_memory_is_told_after_work_of_every_kind() -> None:
    paths = memory.mixed_paths(_offer())

    assert len(paths) > 400
    for part in ("/en/", "/services/office-1/", "/search/?q=", "/api/v1/services?", "/apply/office-1/", "no-such-page"):
        assert any(part in path for path in paths)
