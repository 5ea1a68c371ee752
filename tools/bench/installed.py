"""The default hall, installed: how soon it opens, and how much memory it takes after work."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from statistics import median

from tools.bench import servers
from tools.bench.catalogue import read_offer
from tools.bench.memory import memory_after_work, name_of
from tools.bench.options import machine_cores
from tools.bench.table import Figure, Target

#: What the hall has by default; start and memory are told of the default hall.
_USUAL_WORKERS = 2
_STARTS = 2
_MEGABYTE = 1e6


def installed_figures(site: servers.Site, say: Callable[[str], None]) -> Sequence[Figure]:
    """Return the time from start to first page when everything is loaded, and the memory after work."""

    def opened() -> AbstractContextManager[servers.Server]:
        # The port stays the same in all starts: addresses within feeds name it, and another one makes them anew.
        return servers.hall(site, _USUAL_WORKERS, machine_cores())

    with opened() as hall:
        say(f"first start, with loading: {hall.seconds_to_open:.1f} s")
    seconds = []
    for _ in range(_STARTS):
        with opened() as hall:
            seconds.append(hall.seconds_to_open)
    with opened() as hall:
        found = memory_after_work(hall, _USUAL_WORKERS, read_offer(site.port))
        told = ", ".join(f"{name_of(pid, hall)} {size / _MEGABYTE:.0f}" for pid, size in found.items())
        say(f"memory in MB: {told}")
        seconds.append(hall.seconds_to_open)
    memory = f"memory with {_USUAL_WORKERS} web processes and the worker"
    return (
        Figure("start of an installed hall to its first page", median(seconds), "s", Target(3, " s", is_ceiling=True)),
        Figure(memory, sum(found.values()) / _MEGABYTE, "MB", Target(250, " MB", is_ceiling=True)),
    )
