"""What can be asked of the bench, read from the environment."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.bench import databases
from tools.bench.errors import BenchError

OWN, WRK = "own", "wrk"
#: What a run has, by name: acts, then figures of their own.
ACTS = (
    "home",
    "service-page",
    "search",
    "api-services",
    "form-page",
    "form-step",
    "submit",
    "track",
    "worklist",
    "case",
    "complete",
    "verify",
)
INSTALLED, JOURNEY, WEIGHT, STEP, OUTCOME = "installed", "journey", "weight", "step", "outcome"
PARTS = frozenset({*ACTS, INSTALLED, JOURNEY, WEIGHT, STEP, OUTCOME})
#: More web processes than this tell nothing new, and need as many cores for the generator.
_MOST_WORKERS = 4
_ROUNDS, _SECONDS = 3, 3


@dataclass(frozen=True, slots=True)
class Options:
    """How this run measures."""

    workers: int
    generator: str
    server_cores: frozenset[int]
    generator_cores: frozenset[int]
    json_path: Path | None = None
    #: A PostgreSQL server to measure on; empty means SQLite.
    database_url: str = ""
    #: The acts and figures to measure, and nothing else; empty means everything.
    only: frozenset[str] = frozenset()
    is_strict: bool = False
    rounds: int = _ROUNDS
    seconds: int = _SECONDS

    def wants(self, *parts: str) -> bool:
        """Tell whether any of ``parts`` is to be measured."""
        return not self.only or not self.only.isdisjoint(parts)

    @property
    def database(self) -> str:
        """Return the kind of database that is measured on."""
        return databases.kind_of(self.database_url)

    @property
    def connections(self) -> int:
        """Return how many connections are kept open: enough that no web process waits for the generator."""
        return 64 * self.workers

    @property
    def threads(self) -> int:
        """Return how many threads (or processes) the generator has."""
        return max(1, min(len(self.generator_cores), self.workers))


def read_options(environment: Mapping[str, str], cores: frozenset[int]) -> Options:
    """Return what ``environment`` asks for on a machine with ``cores``."""
    path = environment.get("BENCH_JSON")
    asked = environment.get("BENCH_WORKERS")
    workers = whole_number("BENCH_WORKERS", asked) if asked else max(1, min(len(cores) // 2, _MOST_WORKERS))
    server, generator = share_out(cores, workers)
    return Options(
        workers=workers,
        generator=_generator(environment.get("BENCH_GENERATOR", "")),
        server_cores=server,
        generator_cores=generator,
        json_path=Path(path).resolve() if path else None,
        database_url=environment.get(databases.NAMED_BY, ""),
        only=_parts(environment.get("BENCH_ONLY", "")),
        is_strict=environment.get("BENCH_STRICT") == "1",
    )


def share_out(cores: frozenset[int], workers: int) -> tuple[frozenset[int], frozenset[int]]:
    """Give each web process a core and the others to the generator; all to both where there are too few.

    Two that fight for one core measure each other's luck: the ratio then says little about the hall.
    """
    ordered = sorted(cores)
    if workers >= len(ordered):
        return cores, cores
    return frozenset(ordered[:workers]), frozenset(ordered[workers:])


def _generator(asked: str) -> str:
    if asked not in {"", OWN, WRK}:
        raise BenchError(f"BENCH_GENERATOR is “{asked}”. Write {OWN} or {WRK}, or leave it out.")
    if asked == WRK and not shutil.which(WRK):
        raise BenchError("BENCH_GENERATOR asks for wrk, which is not installed here. Leave it out to use our own.")
    return asked or (WRK if shutil.which(WRK) else OWN)


def _parts(text: str) -> frozenset[str]:
    parts = frozenset(text.replace(",", " ").split())
    if wrong := sorted(parts - PARTS):
        raise BenchError(f"BENCH_ONLY names {', '.join(wrong)}. There are: {', '.join(sorted(PARTS))}.")
    return parts


def whole_number(name: str, text: str, least: int = 1) -> int:
    """Return the number that a variable gives."""
    if not text.isdecimal() or int(text) < least:
        raise BenchError(f"{name} is “{text}”. Write a whole number from {least}.")
    return int(text)


def machine_cores() -> frozenset[int]:
    """Return the cores that this process may use."""
    return frozenset(os.sched_getaffinity(0))
