"""Contents of papers for tests, about invented people."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

from django.db import connection
from pypdf import PdfReader

from openhall.blocks.documents.facade import (
    PAPER_KINDS,
    PaperContent,
    PaperFact,
    PaperMoney,
    PaperSection,
    SetPaper,
    set_paper,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SUBJECT = "7KQ4M-X2P9C"
OWNER = f"matter:{SUBJECT}"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
_TITLES = {"en": "Restaurant licence", "zh-Hant": "食肆牌照", "zh-Hans": "餐饮执照"}
_FACTS = {
    "en": (("Premises", "Golden Harbour Noodles"), ("Address", "Shop 3, 12 Lantern Road")),
    "zh-Hant": (("處所", "金灣麵家"), ("地址", "燈籠道12號地下3號舖")),
    "zh-Hans": (("场所", "金湾面家"), ("地址", "灯笼道12号地下3号铺")),
}
_WHY = {
    "en": ("The exit is blocked by a wall.", "Write to the board within 28 days."),
    "zh-Hant": ("出口被牆壁堵塞。", "請在28天內去信上訴委員會。"),
    "zh-Hans": ("出口被墙壁堵住。", "请在28天内致函复议委员会。"),
}
PLAIN = PaperContent(
    kind="licence",
    subject=SUBJECT,
    service="food-office/restaurant",
    authority="food-office",
    authority_name={"en": "Food Office", "zh-Hant": "食物環境衞生署", "zh-Hans": "食品卫生办公室"},
    government={"en": "Lantern Bay Town Council", "zh-Hans": "灯湾镇议会"},
    language="en",
    title=_TITLES["en"],
    number="FR-2026-000123",
    holder=("CHAN TAI MAN", "陳大文"),
    facts=tuple(PaperFact(*each) for each in _FACTS["en"]),
    issued_on=date(2026, 3, 2),
    valid_from=date(2026, 3, 2),
    valid_until=date(2027, 3, 1),
    is_demo=True,
)


def content(kind: str = "licence", language: str = "en", **changes: object) -> PaperContent:
    """Return the content of a paper of a kind, in a language."""
    why, where = _WHY[language]
    made = replace(
        PLAIN,
        kind=kind,
        language=language,
        title=_TITLES[language],
        facts=tuple(PaperFact(*each) for each in _FACTS[language]),
        sections=(PaperSection("reasons", (why,)), PaperSection("appeal", (where,))) if kind == "refusal" else (),
        money=(PaperMoney(why, "HK$180.00", is_total=True),) if kind == "payment-receipt" else (),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # any member, by its name


def made(**changes: object) -> SetPaper:
    """Return a set paper."""
    return set_paper(content=content(**changes), now=NOW)  # type: ignore[arg-type] # as above


def text_of(data: bytes) -> str:
    """Return what a PDF says."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def every_paper() -> list[PaperContent]:
    """Return one paper of each kind in each language."""
    return [content(kind, language) for kind in PAPER_KINDS for language in LANGUAGES]


def leaves(kind: str) -> list[str]:
    """Return what the log was told of a kind."""
    return _column("SELECT statement FROM journal_record WHERE kind = %s", kind)


def owners_read() -> list[str]:
    """Return whose data was read, a line for each read."""
    return _column("SELECT owner FROM journal_dataread")


def _column(query: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [row[0] for row in cursor.fetchall()]
