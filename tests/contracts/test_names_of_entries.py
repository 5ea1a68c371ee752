"""An entry of a register is called by its name in the reader's language, where it has one."""

from datetime import UTC, datetime

import msgspec
import pytest

from openhall.blocks.registers.facade import EntryFacts, Fact, Register
from openhall.channels.portal.pages.registers import entry_row
from openhall.kernel.languages import ENGLISH, SIMPLIFIED, TRADITIONAL, Language

REGISTER = msgspec.convert(
    {
        "id": "firms",
        "name": {"en": "Firms"},
        "authority": "harbour-office",
        "public": True,
        "number": "F-{serial:03}",
        "fields": [
            {"id": "serial", "label": {"en": "Number"}, "kind": "number", "public": True},
            {"id": "name_en", "label": {"en": "Name"}, "public": True, "language": "en"},
            {"id": "name_zh", "label": {"en": "Name"}, "public": True, "language": "zh"},
            {"id": "place", "label": {"en": "Place"}, "public": True},
        ],
        "services": {},
    },
    Register,
)


def entry(**facts: str) -> EntryFacts:
    told = {name: Fact(text) for name, text in facts.items()}
    return EntryFacts("firms", "F-001", "valid", None, None, told, 1, datetime(2026, 3, 2, tzinfo=UTC), "F-001")


@pytest.mark.parametrize(
    ("language", "facts", "title", "words"),
    [
        (
            ENGLISH,
            {"name_en": "Kite Works", "name_zh": "風箏工房", "place": "Pier 2"},
            "Kite Works",
            "風箏工房 · Pier 2",
        ),
        (
            TRADITIONAL,
            {"name_en": "Kite Works", "name_zh": "風箏工房", "place": "Pier 2"},
            "風箏工房",
            "Kite Works · Pier 2",
        ),
        (SIMPLIFIED, {"name_en": "Kite Works", "name_zh": "風箏工房"}, "風箏工房", "Kite Works"),
        (TRADITIONAL, {"name_en": "Kite Works", "place": "Pier 2"}, "Kite Works", "Pier 2"),
        (ENGLISH, {"name_zh": "風箏工房"}, "風箏工房", ""),
    ],
)
def test_an_entry_is_called_by_its_name_in_the_readers_language(
    language: Language, facts: dict[str, str], title: str, words: str
) -> None:
    row = entry_row(REGISTER, entry(**facts), language)

    assert (row.title, row.words) == (title, words)
