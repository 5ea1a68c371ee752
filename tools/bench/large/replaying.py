"""A dry replay of as many ended cases as there are open ones, over a changed model."""

import subprocess
import sys
from collections.abc import Callable

import msgspec

from tools.bench.errors import BenchError
from tools.bench.servers import Site, environment
from tools.bench.table import Target
from tools.source import ROOT

_COMMAND = (sys.executable, "-m", "tools.bench.inside", "tools.bench.large.past")
_PATIENCE = 1_800.0
_TARGET = Target(180, " s for a million", is_ceiling=True)
_MILLION = 1_000_000


class Replayed(msgspec.Struct, frozen=True):
    """What a replay took, and what it found."""

    cases: int
    alike: int
    otherwise: int
    stuck: int
    ways: int
    seconds: float
    processor_seconds: float

    @property
    def is_met(self) -> bool:
        """Tell whether a million would take no longer than they may."""
        return _TARGET.is_met(self._for_a_million)

    @property
    def _for_a_million(self) -> float:
        return self.seconds * _MILLION / self.cases

    def __str__(self) -> str:
        """Return it as a line."""
        return (
            f"replay of {self.cases:,} cases: {self.seconds:.1f} s, processor {self.processor_seconds:.1f} s"
            f" (target {_TARGET.verdict(self._for_a_million)}); {self.alike:,} end alike, {self.otherwise:,} otherwise,"
            f" {self.stuck:,} cannot go on; {self.ways} different ways"
        )


def replay_many(site: Site, cases: int, say: Callable[[str], None]) -> Replayed:
    """Make so many ended cases and replay them, by the code of the hall in a process of its own."""
    say(f"replay: making {cases:,} ended cases")
    done = subprocess.run(
        [*_COMMAND, str(cases)], cwd=ROOT, env=environment(site), check=False, capture_output=True, timeout=_PATIENCE
    )
    words = done.stderr.decode(errors="replace").strip()
    if done.returncode:
        raise BenchError(f"Nothing could be replayed:\n{words}")
    say(words.splitlines()[-1] if words else "replayed")
    return msgspec.json.decode(done.stdout, type=Replayed)
