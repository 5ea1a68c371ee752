"""Gate *references*: everything that is named exists, in every language, and nothing is asked in vain."""

from openhall.blocks.catalogue.loading.appointment_gate import appointment_problems
from openhall.blocks.catalogue.loading.decision_gate import decision_problems
from openhall.blocks.catalogue.loading.fee_gate import rule_problems
from openhall.blocks.catalogue.loading.files import SourceFile
from openhall.blocks.catalogue.loading.migration_gate import migration_problems
from openhall.blocks.catalogue.loading.model_gate import Models
from openhall.blocks.catalogue.loading.outcome_gate import Endings
from openhall.blocks.catalogue.loading.people_gate import people_problems
from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.catalogue.loading.register_gate import register_problems
from openhall.blocks.catalogue.loading.resolving import Libraries
from openhall.blocks.catalogue.loading.service_gate import ServiceGate
from openhall.blocks.catalogue.loading.shared_gate import shared_problems
from openhall.blocks.catalogue.loading.sources import Sources
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary
from openhall.kernel.money import Currency


class ReferenceGate:
    """The gate over one jurisdiction's files."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._words = Vocabulary(sources)
        self._models = Models(sources, self._words)
        self._libraries = Libraries(sources)
        self._services = ServiceGate(self._words, self._libraries, self._models)
        self._endings = Endings(sources)

    def check_shared(self) -> list[Problem]:
        """Return what is wrong between the files of the jurisdiction itself."""
        found = [*shared_problems(self._sources, self._words), *people_problems(self._sources, self._words)]
        for source in self._sources.decisions:
            found += decision_problems(source)
        for source in self._sources.rules:
            found += rule_problems(source)
        found += register_problems(self._sources, self._words, self._libraries)
        for source in self._sources.migrations:
            found += migration_problems(source, self._models.by_pattern, self._sources.models)
        found += appointment_problems(self._sources, self._words, self._models.by_pattern)
        return found + self._models.problems

    def check_service(self, source: SourceFile, currency: Currency) -> list[Problem]:
        """Return what is wrong with one service."""
        return [*self._services.check(source, currency), *self._endings.problems(source)]
