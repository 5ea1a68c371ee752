"""Lists as files for spreadsheets, in which no cell is ever a formula.

Excel and LibreOffice take text that begins like a formula for one, and run it: `=HYPERLINK(…)` in somebody's name
sends what else is in the sheet to strangers. An apostrophe before such text makes it text again in both.
"""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

MEDIA_TYPE = "text/csv; charset=utf-8"
#: What begins a formula: also the wide forms, which spreadsheets in East Asian languages take for the narrow ones, and
#: what is skipped before them.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Excel reads UTF-8 by this mark only.
_MARK = "\ufeff"
Cell = str | int | Decimal | None


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV (RFC 4180) in UTF-8 with its mark; numbers stay numbers, everything else is text."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in (heads, *rows):
        writer.writerow([_cell(each) for each in row])
    return (_MARK + out.getvalue()).encode()


def _cell(value: Cell) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return value
    return f"'{value}" if value.lstrip(" \u00a0\u3000\u200b\ufeff\0").startswith(_BEGINNINGS) else value
