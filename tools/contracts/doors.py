"""A contract for import-linter: a block is entered from outside through its door only.

The built-in contracts name modules one by one; a block added tomorrow must be guarded without a new line.
"""

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Refuse imports of anything in a block but its door, by anything outside that block."""

    type_name = "doors"

    container = fields.StringField()
    door = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter's signature
        """Compare every import with the doors."""
        trespasses = sorted(find_trespasses(graph, container=str(self.container), door=str(self.door)))
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes round a door."""
        for importer, imported in check.metadata["trespasses"]:
            output.print_error(f"- {importer} imports {imported}: use {self._door_of(imported)}", bold=False)

    def _door_of(self, module: str) -> str:
        return f"{self.container}.{_block_of(module, str(self.container))}.{self.door}"


def find_trespasses(graph: ImportGraph, *, container: str, door: str) -> Iterator[tuple[str, str]]:
    """Yield importer and imported of every import into a block from outside that is not of its door."""
    for imported in graph.modules:
        block = _block_of(imported, container)
        if not block or imported == f"{container}.{block}.{door}":
            continue
        for importer in graph.find_modules_that_directly_import(imported):
            if _block_of(importer, container) != block:
                yield importer, imported


def _block_of(module: str, container: str) -> str:
    """Return the block that ``module`` is or belongs to, or an empty string outside of all blocks."""
    inside = module.removeprefix(f"{container}.")
    return "" if inside == module else inside.partition(".")[0]
