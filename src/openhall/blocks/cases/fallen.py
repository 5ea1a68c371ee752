"""What the register says against a paper: whoever is suspended there has no good paper, whatever the paper says."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Literal

from openhall.blocks.catalogue.facade import Jurisdiction, register_of
from openhall.blocks.documents.facade import PaperFacts, PaperStanding, codes_of
from openhall.blocks.registers.facade import WRITING, fallen_state, fallen_subjects

Fallen = Literal["suspended", "ended"]
#: Papers that tell of an entry. A letter or a receipt stays what it is.
_TELLING = frozenset({"licence", "permit", "certificate", "registration", "award"})
_FALLEN: Mapping[str, Fallen] = {"suspended": "suspended", "cancelled": "ended", "passed": "ended"}
_AT_ONCE = 500


def fallen_of(paper: PaperStanding | PaperFacts, jurisdiction: Jurisdiction) -> Fallen | None:
    """Return what the register says against a paper that is genuine, or ``None``."""
    register = register_of(jurisdiction, paper.service)
    if register is None or paper.kind not in _TELLING or register.services[paper.service].does not in WRITING:
        return None
    return _FALLEN.get(fallen_state(register.id, paper.subject))


def fallen_codes(jurisdiction: Jurisdiction, *, today: date) -> Iterator[tuple[str, Fallen]]:
    """Yield the code of every paper against which the register says something, and what."""
    registers = [each.id for each in jurisdiction.registers]
    fallen = fallen_subjects(registers)
    while states := dict(islice(fallen, _AT_ONCE)):
        for subject, code in codes_of(states, _TELLING, today=today):
            yield code, _FALLEN[states[subject]]
