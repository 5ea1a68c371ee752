"""What is applied for: services that anybody may ask for, with answers that pass, chosen by rule and not by name."""

import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tools.bench.errors import BenchError
from tools.bench.servers import Site, environment
from tools.source import ROOT

_COMMAND = (sys.executable, "-m", "tools.bench.inside", "tools.bench.applying.examples")
_PATIENCE = 120.0
#: A form of usual length has so many questions; so many services of about that length take part.
USUAL_LENGTH, _CHOSEN = 10, 6


class Question(msgspec.Struct, frozen=True):
    """One page of questions: its name in addresses, and what is typed there."""

    page: str
    fields: dict[str, list[str]]
    #: Something else that may be typed there and leads to the same next page; empty where nothing is known.
    other: dict[str, list[str]] = {}


class Subject(msgspec.Struct, frozen=True):
    """A service with one whole set of answers."""

    service: str
    sign_in: int
    needs_files: bool
    questions: list[Question]
    #: The answers as the API takes them.
    answers: dict[str, Any]

    def middle(self) -> int:
        """Return the place of the question nearest to the middle that can be answered in two ways."""
        middle = len(self.questions) / 2
        places = [place for place, each in enumerate(self.questions) if each.other and place > 0]
        if not places:
            raise BenchError(f"{self.service}: no question but the first can be answered in two ways.")
        return min(places, key=lambda place: abs(place - middle))


def read_subjects(site: Site) -> Sequence[Subject]:
    """Return the chosen services; their forms are made by the code of the hall, in a process of its own."""
    done = subprocess.run(
        _COMMAND, cwd=ROOT, env=environment(site), check=False, capture_output=True, timeout=_PATIENCE
    )
    if done.returncode:
        raise BenchError(f"There are no examples of answers:\n{done.stderr.decode(errors='replace').strip()}")
    return choose(msgspec.json.decode(done.stdout, type=list[Subject]))


def choose(subjects: Iterable[Subject]) -> Sequence[Subject]:
    """Return those that a guest may ask for without files, of about the usual length, the nearest first."""
    open_to_all = [each for each in subjects if each.sign_in == 0 and not each.needs_files and _has_two_ways(each)]
    if not open_to_all:
        raise BenchError("No service can be asked for without an account and without files: nothing to apply for.")
    return sorted(open_to_all, key=lambda each: (abs(len(each.questions) - USUAL_LENGTH), each.service))[:_CHOSEN]


def _has_two_ways(subject: Subject) -> bool:
    return any(each.other for each in subject.questions[1:])


def as_fields(written: Mapping[str, str | Sequence[str]]) -> dict[str, list[str]]:
    """Return what stands in fields as a browser sends it."""
    return {name: [value] if isinstance(value, str) else list(value) for name, value in written.items()}
