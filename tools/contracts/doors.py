"""A contract for import-linter: a block is entered from outside through its door only.

The built-in contracts name modules one by one; a block added tomorrow must be guarded without a new line.

A block may have a second door, the workshop, for what is done before anybody is served. Only commands and tests come
in by it, so that a process which serves people never carries what is in there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Refuse imports of anything in a block but its door, by anything outside that block."""

    type_name = "doors"

    container = fields.StringField()
    door = fields.StringField()
    workshop = fields.StringField()
    commands = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        """Compare every import with the doors."""
        doors = Doors(str(self.container), str(self.door), str(self.workshop), str(self.commands))
        trespasses = sorted(find_trespasses(graph, doors))
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes round a door."""
        for importer, imported in check.metadata["trespasses"]:
            output.print_error(f"- {importer} imports {imported}: use {self._door_of(imported)}", bold=False)

    def _door_of(self, module: str) -> str:
        return f"{self.container}.{_block_of(module, str(self.container))}.{self.door}"


@dataclass(frozen=True, slots=True)
class Doors:
    """What the blocks of ``container`` call their two doors, and the package whose modules are commands."""

    container: str
    door: str
    workshop: str
    commands: str

    def are_open(self, importer: str, imported: str) -> bool:
        """Tell whether ``importer`` may come in by ``imported``, a module of another block."""
        block = f"{self.container}.{_block_of(imported, self.container)}"
        if imported == f"{block}.{self.workshop}":
            return "tests" in importer.split(".") or importer.startswith(f"{self.commands}.")
        return imported == f"{block}.{self.door}"


def find_trespasses(graph: ImportGraph, doors: Doors) -> Iterator[tuple[str, str]]:
    """Yield importer and imported of every import into a block from outside that is not by a door that is open."""
    for imported in graph.modules:
        block = _block_of(imported, doors.container)
        for importer in graph.find_modules_that_directly_import(imported) if block else ():
            if _block_of(importer, doors.container) != block and not doors.are_open(importer, imported):
                yield importer, imported


def _block_of(module: str, container: str) -> str:
    """Return the block that ``module`` is or belongs to, or an empty string outside of all blocks."""
    inside = module.removeprefix(f"{container}.")
    return "" if inside == module else inside.partition(".")[0]
