"""Every dependency has its reason, and is pinned with its hashes in a lock that agrees with pyproject.toml."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.source import PACKAGE, ROOT, parse, python_files

REASONS = ROOT / "docs/decisions/0002-dependencies.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
OURS = frozenset({"openhall", "tools", "tests"})
#: Modules that are not called like their package; the last two belong to the package that hands them out.
DISTRIBUTION = {
    "importlinter": "import-linter",
    "ninja": "django-ninja",
    "yaml": "pyyaml",
    "zen": "zen-engine",
    "grimp": "import-linter",
}
PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.MULTILINE)


def _requirements(*groups: str) -> Iterator[Requirement]:
    yield from map(Requirement, PROJECT["project"]["dependencies"])
    for group in groups:
        yield from (Requirement(entry) for entry in GROUPS[group] if isinstance(entry, str))


def _pins(path: Path) -> dict[str, Version]:
    return {canonicalize_name(name): Version(version) for name, version in PIN.findall(path.read_text("utf-8"))}


def test_every_dependency_has_a_reason_and_every_reason_a_dependency() -> None:
    reasons = set(re.findall(r"^\| `([\w.-]+)`", REASONS.read_text("utf-8"), re.MULTILINE))

    assert reasons == {requirement.name for requirement in _requirements("build", "test", "check")}


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "test", "check"])]
)
def test_a_lock_agrees_with_what_is_asked_for(lock: str, groups: list[str]) -> None:
    pins = _pins(ROOT / lock)

    for requirement in _requirements(*groups):
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, f"{requirement}: run `make lock`"


def _imported(*folders: Path) -> set[str]:
    """Return the distributions that the Python files of ``folders`` import from."""
    modules = {
        name.partition(".")[0]
        for path in python_files(*folders)
        for node in ast.walk(parse(path))
        for name in _names(node)
    }
    return {canonicalize_name(DISTRIBUTION.get(name, name)) for name in modules - OURS - sys.stdlib_module_names}


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def test_what_the_hall_imports_is_asked_for_and_the_other_way_round() -> None:
    asked = {canonicalize_name(requirement.name) for requirement in _requirements()}
    imported = _imported(PACKAGE) - {"pytest", "pytest-django", "hypothesis"}  # the tests beside the code

    assert imported <= asked
    assert asked - imported == {"psycopg"}, "only the database driver is loaded by name"


def test_what_tools_and_tests_import_is_asked_for() -> None:
    asked = {canonicalize_name(requirement.name) for requirement in _requirements("build", "test", "check")}

    assert _imported(ROOT / "tools", ROOT / "tests") <= asked


def test_both_locks_pin_the_same_versions() -> None:
    pins, dev = _pins(ROOT / "requirements.lock"), _pins(ROOT / "requirements-dev.lock")

    assert pins.items() <= dev.items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")

    assert "://" not in text
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:])


def test_the_build_backend_is_in_the_lock_that_installs_without_isolation() -> None:
    backends = {canonicalize_name(Requirement(entry).name) for entry in PROJECT["build-system"]["requires"]}

    assert backends <= _pins(ROOT / "requirements.lock").keys()
