"""Look for faults without running the hall: one line for each check, and its words when it finds some."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable
_SETTINGS = ("--settings", "openhall.project.settings")

#: What is checked: a name to ask for it by, and the program that does it.
CHECKS: Mapping[str, Sequence[str]] = {
    "lint": (f"{BIN}/ruff", "check", "--quiet", "."),
    "format": (f"{BIN}/ruff", "format", "--check", "--quiet", "."),
    "types": (f"{BIN}/mypy",),
    "imports": (f"{BIN}/lint-imports", "--no-logo"),
    "sizes": (PYTHON, "-m", "tools.sizes"),
    "migrations": (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", *_SETTINGS),
    "translations": (PYTHON, "-m", "tools.translations"),
    "samples": (PYTHON, "-m", "tools.samples"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    name: str
    is_good: bool
    seconds: float
    words: str

    def __str__(self) -> str:
        return f"{self.name:<22} {'ok' if self.is_good else 'FAULTS':<7} {self.seconds:5.1f} s"


def all_checks(root: Path) -> dict[str, Sequence[str]]:
    """Return every check; each jurisdiction is one, because each can be sound or not."""
    jurisdictions = sorted(path.parent.name for path in root.glob("jurisdictions/*/jurisdiction.yaml"))
    gates = {f"services:{name}": (f"{BIN}/openhall", "check", name) for name in jurisdictions}
    return {**CHECKS, **gates}


def run_check(name: str, command: Sequence[str]) -> Outcome:
    """Run one check to its end."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        # A check reads the code, never the data of a hall that happens to stand here.
        environment = {**os.environ, "OPENHALL_HOME": home, "DATABASE_URL": ""}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    return Outcome(name, done.returncode == 0, time.monotonic() - started, done.stdout.strip())


def main(arguments: Sequence[str]) -> int:
    """Run the checks named, or all, two at a time; 1 when any found a fault."""
    checks = all_checks(ROOT)
    chosen = [name for name in checks if not arguments or name in arguments or name.partition(":")[0] in arguments]
    if not chosen:
        print(f"There is no such check. There are: {', '.join(checks)}")
        return 1
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = []
        for outcome in pool.map(run_check, chosen, [checks[name] for name in chosen]):
            print(outcome, flush=True)
            if not outcome.is_good:
                print("\n".join(f"    {line}" for line in outcome.words.splitlines()), flush=True)
            outcomes.append(outcome)
    bad = [outcome.name for outcome in outcomes if not outcome.is_good]
    print(f"{len(outcomes)} checks, all good" if not bad else f"Faults in: {', '.join(bad)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
