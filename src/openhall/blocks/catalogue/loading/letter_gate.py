"""Gate *letters*: the templates of papers can be set, in every language, and name whom a paper is for."""

from collections.abc import Iterator
from pathlib import Path

from openhall.blocks.catalogue.loading.problems import Problem
from openhall.blocks.documents.facade import letter_faults

FOLDER = "letters"


def letter_problems(folder: Path, languages: tuple[str, ...]) -> Iterator[Problem]:
    """Yield what is wrong with the templates of a jurisdiction; one without the folder issues no papers."""
    if (folder / FOLDER).is_dir():
        for fault in letter_faults(folder / FOLDER, languages):
            yield Problem(f"{FOLDER}/{fault.file}", 1, "", f"{fault.told}.")
