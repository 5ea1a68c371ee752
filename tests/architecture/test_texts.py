"""Data is never code, and nothing in the project points at a machine or at a place that others cannot see."""

import re
from pathlib import Path

import pytest

from tools.source import ROOT, named, own_files

# Put together from parts, so that this file does not contain what it looks for.
MACHINES = re.compile("|".join([r"\.\./" + "shared", r"(?<![\w.])/" + r"(?:work|root|home|Users)/", r"\.py" + "env/"]))
REGISTRIES = re.compile(
    "|".join([r"py" + r"pi\.org", "python" + r"hosted\.", r"registry\.npm" + r"js", "extra-" + "index-url"])
)
CODE = re.compile(r"\{\{|\{%|\$\{|<%|<script|javascript:", re.IGNORECASE)
TEXT_SUFFIXES = frozenset(
    {
        "",
        ".cfg",
        ".css",
        ".geojson",
        ".html",
        ".jinja",
        ".js",
        ".json",
        ".lock",
        ".md",
        ".po",
        ".py",
        ".sh",
        ".sql",
        ".svg",
    }
    | {".toml", ".txt", ".xml", ".yaml", ".yml"}
)


def _findings(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{named(path)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.fixture(scope="module")
def texts() -> list[Path]:
    return [path for path in own_files() if path.suffix in TEXT_SUFFIXES]


def test_nothing_names_a_place_on_somebody_s_machine(texts: list[Path]) -> None:
    assert _findings(MACHINES, texts) == []


def test_nothing_names_a_package_registry(texts: list[Path]) -> None:
    assert _findings(REGISTRIES, texts) == []


def test_texts_of_a_jurisdiction_contain_no_code(texts: list[Path]) -> None:
    data = [path for path in texts if path.is_relative_to(ROOT / "jurisdictions")]

    assert _findings(CODE, data) == []


@pytest.mark.parametrize("line", ["Pay {{ amount }}", "{% if x %}", "${HOME}", "<SCRIPT>"])
def test_code_is_recognised(line: str) -> None:
    assert CODE.search(line)


def test_the_licence_is_the_one_that_we_say() -> None:
    words = (ROOT / "LICENSE").read_text("utf-8")

    assert words.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "production of a new EUPL version." in words
