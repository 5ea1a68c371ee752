"""Every dependency has its reason, and is pinned with its hashes in a lock that agrees with pyproject.toml."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools.source import PACKAGE, ROOT, SRC, parse, python_files

REASONS = ROOT / "docs/decisions/0002-dependencies.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
OURS = frozenset({"openhall", "tools", "tests"})
#: Modules that are not called like their package; the last three belong to the package that hands them out.
DISTRIBUTION = {
    "PIL": "pillow",
    "allauth": "django-allauth",
    "anymail": "django-anymail",
    "importlinter": "import-linter",
    "ninja": "django-ninja",
    "yaml": "pyyaml",
    "zen": "zen-engine",
    "grimp": "import-linter",
    "pyhanko_certvalidator": "pyhanko",
}
PIN = re.compile(r"^([\w.-]+)==([^ ;\\]+)", re.MULTILINE)


def _requirements(*groups: str) -> Iterator[Requirement]:
    yield from map(Requirement, PROJECT["project"]["dependencies"])
    for group in groups:
        yield from (Requirement(entry) for entry in GROUPS[group] if isinstance(entry, str))


def _extras() -> Iterator[Requirement]:
    """Yield what is installed only by those who ask for it: nothing of it may be needed to start."""
    return (Requirement(entry) for entries in EXTRAS.values() for entry in entries)


def _pins(path: Path) -> dict[str, Version]:
    return {canonicalize_name(name): Version(version) for name, version in PIN.findall(path.read_text("utf-8"))}


def test_every_dependency_has_a_reason_and_every_reason_a_dependency() -> None:
    reasons = set(re.findall(r"^\| `([\w.-]+)`", REASONS.read_text("utf-8"), re.MULTILINE))

    assert reasons == {each.name for each in (*_requirements("build", "test", "check"), *_extras())}


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_reason_of_an_extra_names_it(extra: str) -> None:
    rows = REASONS.read_text("utf-8").splitlines()

    for entry in EXTRAS[extra]:
        (row,) = [line for line in rows if line.startswith(f"| `{Requirement(entry).name}`")]
        assert f"extra `{extra}`" in row


@pytest.mark.parametrize(
    ("lock", "groups"), [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "test", "check"])]
)
def test_a_lock_agrees_with_what_is_asked_for(lock: str, groups: list[str]) -> None:
    pins = _pins(ROOT / lock)

    for requirement in _requirements(*groups):
        assert pins[canonicalize_name(requirement.name)] in requirement.specifier, f"{requirement}: run `make lock`"


def test_extras_are_pinned_for_tests_and_installed_for_nobody_else() -> None:
    run, dev = _pins(ROOT / "requirements.lock"), _pins(ROOT / "requirements-dev.lock")

    for requirement in _extras():
        assert dev[canonicalize_name(requirement.name)] in requirement.specifier, f"{requirement}: run `make lock`"
        assert canonicalize_name(requirement.name) not in run


def test_a_hall_starts_without_extras(tmp_path: Path) -> None:
    absent = [requirement.name.removeprefix("django-").replace("-", "_") for requirement in _extras()]
    script = (
        f"import sys; sys.modules.update(dict.fromkeys({absent!r}))\n"
        "import django; django.setup()\n"
        "import openhall.project.urls, openhall.project.commands.load\n"
        "from openhall.blocks.messages.facade import provider_faults\n"
        "print(provider_faults())"
    )
    known = {"OPENHALL_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "openhall.project.settings"}
    asked = {**known, "OPENHALL_MAIL_URL": "anymail://brevo?api_key=x"}
    done = subprocess.run(  # noqa: S603 - our own words to our own Python
        [sys.executable, "-c", script], env=asked, capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stderr
    assert "pip install 'openhall[anymail]'" in done.stdout


def test_who_serves_carries_nothing_that_only_loading_needs(tmp_path: Path) -> None:
    """A hall's web processes and its worker are there all day; what checks files is needed once."""
    script = (
        "import sys, django; django.setup()\n"
        "import openhall.project.web, openhall.project.commands.work\n"
        "print(*({'jsonschema_rs', 'yaml'} & set(sys.modules)))"
    )
    known = {"OPENHALL_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "openhall.project.settings"}
    known |= {"PYTHONPATH": str(SRC)}
    done = subprocess.run(  # noqa: S603 - our own words to our own Python
        [sys.executable, "-c", script], env=known, capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


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
    asked = {canonicalize_name(requirement.name) for requirement in (*_requirements(), *_extras())}
    beside = {
        "pytest",
        "pytest-django",
        "hypothesis",
        "rfc3161-client",
        "fido2",
    }  # what only the tests beside the code use
    imported = _imported(PACKAGE) - beside

    assert imported == asked


def test_what_tools_and_tests_import_is_asked_for() -> None:
    asked = {canonicalize_name(requirement.name) for requirement in _requirements("build", "test", "check")}
    extras = {canonicalize_name(requirement.name) for requirement in _extras()}  # what is tested with them, has them

    assert _imported(ROOT / "tools") <= asked
    assert _imported(ROOT / "tests") <= asked | extras


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
