"""Templates of papers are tried before anybody needs them."""

from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings

from openhall.blocks.documents.facade import letter_faults
from openhall.blocks.documents.tests.issued import LANGUAGES

pytestmark = pytest.mark.once
_LETTERS = Path(settings.ROOT) / "jurisdictions" / "hongkong" / "letters"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Return templates that a test may spoil."""
    return copytree(_LETTERS, tmp_path / "letters")


@pytest.mark.parametrize("town", ["hongkong", "example"])
def test_the_templates_of_the_hall_are_sound(town: str) -> None:
    assert letter_faults(Path(settings.ROOT) / "jurisdictions" / town / "letters", LANGUAGES) == ()


def test_a_kind_without_a_template_is_named(letters: Path) -> None:
    (letters / "permit.typ").unlink()

    (fault,) = letter_faults(letters, LANGUAGES)
    assert fault.file == "permit.typ"


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ('#import "@preview/cetz:0.3.0"', "“import” is not for templates"),
        ('#include "/etc/passwd"', "“include” is not for templates"),
        ('#show: paper\n#eval("1")', "it cannot be set: expected function, found none"),
        ('#show: paper\n#read("/base.typ")', "it cannot be set: expected function, found none"),
        ('#show: paper\n#std.read("/base.typ")', "it cannot be set"),
        ('#show: paper\n#image("/../../../../etc/passwd")', "it cannot be set"),
        ("#show: paper\n#letterhead()\n#closing()", "does not say its holder"),
        ('#show: paper\n#letterhead()\n#holder-block("")\n#closing()', "does not say its subject"),
        ("#show: paper\n#missing-words()", "unknown variable: missing-words"),
        ("#show: paper\n#let on = true\n#while on { on = true }", "infinite"),
    ],
)
def test_a_template_that_is_wrong_or_reaches_out_is_refused(letters: Path, spoilt: str, told: str) -> None:
    (letters / "licence.typ").write_text(spoilt, "utf-8")

    faults = letter_faults(letters, ("en",))

    assert {fault.file for fault in faults} == {"licence.typ"}
    assert told in faults[0].told
