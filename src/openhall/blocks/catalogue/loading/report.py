"""What checking a jurisdiction found: what is sound, what is not, and why."""

from dataclasses import dataclass, field

from openhall.blocks.catalogue.definitions import Jurisdiction, Service
from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.identity.facade import People


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a service comes from: its file, the line of its version, and a digest of what its author wrote."""

    file: str
    line: int
    digest: str


@dataclass(slots=True)
class Report:
    """What checking found.

    ``jurisdiction`` is ``None`` when its own files have faults: then nothing can be published.
    ``services`` are the sound ones; ``broken`` the ids of the others, which keep what was published before.
    """

    problems: list[Problem] = field(default_factory=list)
    jurisdiction: Jurisdiction | None = None
    services: list[Service] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    origins: dict[str, Origin] = field(default_factory=dict)
    synonyms: dict[str, object] = field(default_factory=dict)
    people: People = field(default_factory=People)

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing at all is wrong."""
        return not self.problems

    @property
    def without_sign_in_reason(self) -> int:
        """Count the services that ask people to sign in, and of which no law is recorded that says so."""
        return sum(service.is_reason_missing for service in self.services)
