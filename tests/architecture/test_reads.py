"""Nobody is handed anything personal without a reader: the doors to it are few, and each asks for one."""

import ast
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from openhall.blocks.documents import facade as documents
from openhall.blocks.identity import facade as identity
from openhall.blocks.journal import facade as journal
from openhall.blocks.messages import facade as messages
from openhall.blocks.registers import facade as registers

SOURCE = Path(__file__).parents[2] / "src" / "openhall"
#: What is sealed with the vault is opened by these modules alone. Each hands the reader on that it was given; where the
#: program itself reads (where a code goes, what an answer says) it names itself and why.
OPENERS = {
    "blocks/cases/dossiers.py",
    "blocks/cases/queries.py",
    "blocks/cases/sealing.py",
    "blocks/documents/papers/finding.py",
    "blocks/documents/queries.py",
    "blocks/exchange/copies.py",
    "blocks/exchange/stating.py",
    "blocks/forms/drafts.py",
    "blocks/identity/codes.py",
    "blocks/identity/joining.py",
    "blocks/identity/sealed.py",
    "blocks/messages/actions.py",
    "blocks/messages/queries.py",
    "blocks/oversight/asking.py",
    "blocks/oversight/queries.py",
    "blocks/oversight/watching.py",
    "blocks/payments/sealing.py",
    "blocks/registers/actions.py",
    "blocks/registers/queries.py",
}
#: Who writes reads down: the vault, and what of people is not sealed.
RECORDERS = {
    "blocks/journal/vault.py",
    "blocks/identity/finding.py",
    "blocks/oversight/queries.py",
}
#: Every function of a door that hands out what is personal.
HANDING_OUT = [
    journal.unseal,
    journal.unseal_all,
    identity.facts_of,
    identity.name_of_holder,
    identity.people_found,
    documents.named_files,
    documents.read_file,
    documents.read_paper,
    messages.read_message,
    messages.went_out,
    registers.sealed_facts_of,
]
#: Columns of people that nothing but identity may name.
PERSONAL = {"facts", "name", "card", "story"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a module says: the functions that it calls by name, the modules it imports from, and its texts."""

    calls: frozenset[str]
    imports: frozenset[str | None]
    texts: frozenset[str]


@cache
def modules() -> Mapping[str, Said]:
    """Return what every module of the program says that is no test or migration."""
    found = [path for path in SOURCE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    return {path.relative_to(SOURCE).as_posix(): _said(path) for path in found}


def _said(path: Path) -> Said:
    nodes = [*ast.walk(ast.parse(path.read_text("utf-8")))]
    called = (each.func for each in nodes if isinstance(each, ast.Call))
    return Said(
        calls=frozenset(each.id for each in called if isinstance(each, ast.Name)),
        imports=frozenset(each.module for each in nodes if isinstance(each, ast.ImportFrom)),
        texts=frozenset(each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)),
    )


def callers(*names: str) -> set[str]:
    """Return the modules that call one of these functions."""
    return {name for name, said in modules().items() if said.calls & set(names)}


def test_the_vault_is_opened_in_few_places() -> None:
    assert callers("unseal", "unseal_all") - {"blocks/journal/vault.py"} == OPENERS


def test_what_is_opened_without_a_line_is_opened_by_identity_alone() -> None:
    """Who is asking and who works here: names and cards. What is held of people is opened for a reader only."""
    assert callers("open_each") - {"blocks/journal/vault.py"} == {"blocks/identity/sealed.py"}


def test_what_is_opened_to_be_compared_with_a_mark_goes_nowhere_else() -> None:
    assert callers("opened_to_compare") == {
        "blocks/cases/sealing.py",
        "blocks/identity/codes.py",
        "blocks/registers/marked_columns.py",
    }
    assert callers("open_part") == {"blocks/cases/reading.py"}
    assert callers("stages_of") == {"blocks/cases/agreeing.py"}


def test_what_is_opened_to_seal_it_anew_is_the_key_of_a_file() -> None:
    assert callers("open_to_seal") == {"blocks/documents/resealing.py"}


def test_only_the_books_are_read_beyond_the_walls_between_offices() -> None:
    assert callers("beyond_walls") == {"channels/desk/bank_acts.py", "channels/desk/books.py"}


def test_reads_are_written_down_by_what_hands_out() -> None:
    assert callers("record_read", "record_reads", "record_each") - {"blocks/journal/reads.py"} == RECORDERS


@pytest.mark.parametrize("function", HANDING_OUT, ids=lambda each: each.__name__)
def test_whoever_hands_out_asks_for_a_reader_that_cannot_be_left_out(function: object) -> None:
    reader = inspect.signature(function).parameters["reader"]  # type: ignore[arg-type]  # each is a function
    assert reader.kind is inspect.Parameter.KEYWORD_ONLY
    assert reader.default is inspect.Parameter.empty


def test_rows_of_people_are_looked_at_by_identity_alone() -> None:
    importers = {name for name, said in modules().items() if "openhall.blocks.identity.models" in said.imports}
    assert [name for name in importers if not name.startswith("blocks/identity/")] == []
    assert importers


def test_nobody_reads_columns_of_people_over_a_relation() -> None:
    """``person__facts`` and the like in a query would go around the door."""
    through = {f"person__{column}" for column in PERSONAL} | {f"organisation__{column}" for column in PERSONAL}
    outside = {name: said for name, said in modules().items() if not name.startswith("blocks/identity/")}
    assert {name: said.texts & through for name, said in outside.items() if said.texts & through} == {}
