"""What a generator is asked for and what it tells, whichever it is."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

#: Latencies are counted in steps of a hundredth of a millisecond: exact enough, and small to hand over.
STEPS_PER_MS = 100


@dataclass(frozen=True, slots=True)
class Order:
    """Load to put on one server for a while."""

    port: int
    #: Whole requests, as they go over the line.
    requests: Sequence[bytes]
    repeats: bool
    seconds: int
    connections: int
    #: The one status that counts as good.
    good: int = 200
    #: Read the status of every answer, even where that slows the generator down.
    is_watched: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What came back."""

    requests: int
    seconds: float
    bytes: int
    p50_ms: float
    p99_ms: float
    #: What went wrong, by kind: answers with another status than the good one, lines that broke.
    faults: Mapping[str, int]
    #: The requests ran out before the time did.
    is_spent: bool
    p95_ms: float = 0.0

    @property
    def rate(self) -> float:
        """Return the requests answered in a second."""
        return self.requests / self.seconds if self.seconds else 0.0

    @property
    def bytes_each(self) -> int:
        """Return the mean length of an answer as it came over the line, headers included."""
        return round(self.bytes / self.requests) if self.requests else 0


class Generator(Protocol):
    """Something that puts load on a server."""

    name: str

    def run(self, order: Order) -> Load:
        """Put on the load and wait for its end."""


def percentile_ms(counted: Mapping[int, int], percent: float) -> float:
    """Return the nearest-rank percentile of latencies counted by step, in milliseconds; 0 of nothing."""
    rank = math.ceil(sum(counted.values()) * percent / 100)
    for step in sorted(counted):
        rank -= counted[step]
        if rank <= 0:
            return step / STEPS_PER_MS
    return 0.0


def count_latencies(seconds: Sequence[float]) -> Counter[int]:
    """Count latencies by step."""
    return Counter(round(each * 1000 * STEPS_PER_MS) for each in seconds)
