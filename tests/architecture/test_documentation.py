"""What people can set, call or rely on is written down, and the pages lead to each other."""

import argparse
import ast
import importlib
import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from openhall.blocks.catalogue.workshop import check_jurisdiction
from openhall.project.cli import COMMANDS
from tools import data_format, process_pictures
from tools.source import PACKAGE, ROOT, named, own_files, parse_those_with, python_files

DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
SECTIONS = ("The question", "What we decided", "Why", "What it costs")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_ENVIRONMENT = re.compile("environ|getenv|OPENHALL_|BENCH_")
VARIABLE = re.compile(r"(?:OPENHALL|BENCH)_[A-Z0-9_]+")


def _read_from_environment(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a file reads by ``os.environ.get("…")``, ``os.environ["…"]`` or ``os.getenv("…")``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in {"os.environ.get", "os.getenv"}:
            key: ast.expr = node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            key = node.slice
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def _documented(page: str) -> set[str]:
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", (DOCS / "reference" / page).read_text("utf-8"), re.MULTILINE))


def _named_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names of our variables that stand in a file as a text of their own, however they are read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value):
            yield node.value


def test_every_variable_that_is_read_is_documented_and_the_other_way_round() -> None:
    documented = _documented("environment.md")
    files = parse_those_with(_ENVIRONMENT, python_files(PACKAGE, ROOT / "tools"))
    trees = [tree for _, tree in files]
    named = {name for tree in trees for name in _named_in(tree)}
    read = {name for tree in trees for name in _read_from_environment(tree)}

    assert sorted((read | named) - documented) == []
    assert sorted(name for name in documented - read - named if VARIABLE.fullmatch(name)) == []


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in DECISIONS])
def test_a_decision_has_its_sections(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", path.read_text("utf-8"), re.MULTILINE)

    assert tuple(headings) == SECTIONS


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_page_can_be_reached_from_the_first() -> None:
    seen, waiting = set[Path](), [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.is_relative_to(DOCS):
            continue
        seen.add(page)
        waiting += [target for target in _targets(page) if target.is_file()]

    assert sorted(named(path) for path in DOCS.rglob("*.md") if path not in seen) == []


def _targets(page: Path) -> list[Path]:
    links = (link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")) if "://" not in link)
    return [(page.parent / link).resolve() for link in links if link]


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in own_files() if path.suffix == ".md"]
    broken = [f"{named(page)} → {target.name}" for page in pages for target in _targets(page) if not target.exists()]

    assert broken == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    page = (DOCS / "reference/commands.md").read_text("utf-8")
    _, heading, rest = page.partition(f"### openhall {name}\n")
    section = rest.partition("\n### ")[0]
    parser = argparse.ArgumentParser(add_help=False)
    importlib.import_module(f"openhall.project.commands.{name}").add_arguments(parser)

    assert heading
    assert [
        option for option in parser.format_help().split() if option.startswith("--") and f"`{option}`" not in section
    ] == []


def test_the_service_of_the_how_to_is_sound(tmp_path: Path) -> None:
    block = re.search(r"```yaml\n(.*?)```", (DOCS / "howto/add-a-service.md").read_text("utf-8"), re.DOTALL)
    assert block is not None
    text = textwrap.dedent(f"   {block[1].lstrip()}")
    town = shutil.copytree(ROOT / "jurisdictions/example", tmp_path / "example")
    (town / "services/parks-office/broken-bench.yaml").write_text(text, "utf-8")

    report = check_jurisdiction(town, ROOT / "schemas")

    assert [str(problem) for problem in report.problems] == []
    assert "parks-office/broken-bench" in {service.id for service in report.services}


def test_the_page_about_data_files_says_what_the_schemas_say() -> None:
    page = data_format.PAGE.read_text("utf-8")

    assert page == data_format.written(page, data_format.page_tables(data_format.SCHEMAS)), "run `make docs`"


def test_the_pictures_of_processes_are_those_of_the_models() -> None:
    kept = {path.stem: path.read_text("utf-8") for path in process_pictures.PICTURES.glob("*.svg")}
    page = (DOCS / "reference" / "process-models.md").read_text("utf-8")

    assert kept == process_pictures.pictures(), "run `make docs`"
    assert [name for name in kept if f"../images/processes/{name}.svg" not in page] == []
