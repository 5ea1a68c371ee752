"""The contract of our own sees a way round a door, and the built-in ones are all in force."""

import tomllib
from dataclasses import asdict

from grimp import ImportGraph

from tools.contracts.doors import Doors, DoorsContract, find_trespasses
from tools.source import PACKAGE, ROOT, block_folders

DOORS = Doors("hall.blocks", "facade", "workshop", "hall.project.commands")


def _graph(*imports: tuple[str, str]) -> ImportGraph:
    graph = ImportGraph()
    for importer, imported in imports:
        graph.add_import(importer=importer, imported=imported)
    return graph


def _trespasses(*imports: tuple[str, str]) -> list[tuple[str, str]]:
    return list(find_trespasses(_graph(*imports), DOORS))


def test_the_door_and_the_inside_are_free() -> None:
    assert not _trespasses(
        ("hall.channels.portal", "hall.blocks.cases.facade"),
        ("hall.blocks.cases.facade", "hall.blocks.cases.actions.submit"),
        ("hall.blocks.cases.tests.test_submit", "hall.blocks.cases.models"),
        ("hall.blocks.cases.actions.submit", "hall.blocks.forms.facade"),
        ("hall.channels.portal", "hall.kernel.money"),
    )


def test_a_way_round_the_door_is_found() -> None:
    round_the_door = [
        ("hall.channels.portal", "hall.blocks.cases.models"),
        ("hall.blocks.cases.actions", "hall.blocks.forms.rules"),
        ("hall.project.urls", "hall.blocks.cases"),
        ("hall.channels.portal", "hall.blocks.cases.facade.inner"),
    ]

    assert sorted(_trespasses(*round_the_door)) == sorted(round_the_door)


def test_the_workshop_is_for_commands_and_tests() -> None:
    workshop = "hall.blocks.cases.workshop"

    assert not _trespasses(
        ("hall.project.commands.load", workshop),
        ("hall.channels.portal.tests.test_pages", workshop),
        (workshop, "hall.blocks.cases.loading"),
    )
    for importer in ("hall.channels.portal.views", "hall.blocks.opendata.facade", "hall.project.urls"):
        assert _trespasses((importer, workshop)) == [(importer, workshop)]


def test_a_block_whose_name_begins_like_another_is_another() -> None:
    assert _trespasses(("hall.blocks.form.actions", "hall.blocks.forms.models"))


def test_the_contract_reports_what_it_finds() -> None:
    options = asdict(DOORS)
    contract = DoorsContract(name="doors", session_options={}, contract_options=options)

    check = contract.check(_graph(("hall.channels.portal", "hall.blocks.cases.models")), verbose=False)

    assert not check.kept
    assert check.metadata["trespasses"] == [("hall.channels.portal", "hall.blocks.cases.models")]


def test_every_ring_and_block_has_its_place_in_the_contracts() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    placed = {contract["id"]: " ".join(contract.get("layers", [])) for contract in contracts}
    rings = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert all(ring in placed["rings"] for ring in rings)
    assert all(folder.name in placed["block-order"] for folder in block_folders())
