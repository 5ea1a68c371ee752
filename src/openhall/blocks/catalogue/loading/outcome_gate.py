"""Gate *references* for endings: what a service says people get is what its kind and its register make of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile
from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.catalogue.loading.sources import Sources, id_from_path

Row = Mapping[str, Any]
#: Papers that tell of an entry: each needs its place in a register.
_ENTERED = frozenset({"licence", "permit", "registration", "award"})
#: Papers that somebody can hold against others.
_HELD = _ENTERED | {"certificate"}
#: Words that tell what became of a matter, and grant nothing by themselves.
_TOLD = frozenset({"reply", "receipt"})
#: Kinds of services by which people ask for something that they have afterwards.
_ASKING = frozenset({"application", "registration", "renewal"})
#: What fits a deed that only reads.
_READING: Mapping[str, frozenset[str]] = {
    "extract": frozenset({"certificate"}),
    "search": frozenset({"reply", "certificate"}),
}


class Endings:
    """What services of a jurisdiction with registers may end in; one that is wrong keeps no other from being shown."""

    def __init__(self, sources: Sources) -> None:
        self._has_registers = bool(sources.registers)
        self._deeds = _deeds(sources)

    def problems(self, source: SourceFile) -> Iterator[Problem]:
        """Yield why a service, which can be read, ends in something else than it says."""
        if self._has_registers and isinstance(source.value, dict):
            yield from _ending(source, source.value, self._deeds.get(id_from_path(source.name), ""))


def _deeds(sources: Sources) -> dict[str, str]:
    """Return what each service does to its register."""
    found: dict[str, str] = {}
    for source in sources.registers:
        uses = source.value.get("services") if isinstance(source.value, dict) else None
        for service, use in (uses if isinstance(uses, dict) else {}).items():
            found[service] = str(use.get("does", "")) if isinstance(use, dict) else ""
    return found


def _ending(source: SourceFile, value: Row, does: str) -> Iterator[Problem]:
    outcome, why = value.get("outcome"), value.get("letter_because")
    if outcome in _ENTERED and not does:
        yield _told(source, f"no register enters this {outcome}. Name the service in one of registers/.")
    if does in {"enter", "renew"} and outcome not in _HELD:
        told = f"an entry is written, and this {outcome} does not tell of it. End in a paper such as a certificate."
        yield _told(source, told)
    if does in _READING and outcome not in _READING[does]:
        yield _told(source, f"a register is only read ({does}): that cannot end in this {outcome}.")
    needs_reason = value.get("kind") in _ASKING and outcome in _TOLD and not does
    if needs_reason and not why:
        told = f"whoever is granted this gets a {outcome} and nothing to hold. End in a paper, or add letter_because."
        yield _told(source, told)
    if why and not needs_reason:
        yield source.problem(["letter_because"], "letter_because", "nothing here needs this reason. Take it out.")


def _told(source: SourceFile, told: str) -> Problem:
    return source.problem(["outcome"], "outcome", told)
