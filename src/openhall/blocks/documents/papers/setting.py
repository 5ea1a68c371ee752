"""Set a paper with Typst: a template of the jurisdiction, the press of the hall, and data that is only ever text.

Every paper gets a compiler of its own, made for it and dropped after it: nothing that one paper was made of can be
there when another is. Only the fonts are shared, and they cannot change.
"""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from noto_cjk_sans_otc import FONT_PATH

from openhall.blocks.documents.papers.codes import address_of_code, qr_of, written_code
from openhall.blocks.documents.papers.definitions import NEEDED_SECTIONS, PAPER_KINDS, PaperContent, PaperFault
from openhall.blocks.documents.papers.rules import cleaned, written_day, written_number
from openhall.kernel.languages import Text

_PRESS = Path(__file__).parent / "press"
#: Archival with room for attachments, and made for all readers, in one pass.
STANDARDS: tuple[Literal["a-3a"], Literal["ua-1"]] = ("a-3a", "ua-1")
#: Names with which a template could read files, evaluate words or reach around these two.
_TAKEN_AWAY = ("eval", "read", "plugin", "std", "sys", "dictionary")
#: What every template begins with: the words of the press, and nothing in the place of what it may not have.
_OPENING = f'#import "/base.typ": *\n#let ({", ".join(_TAKEN_AWAY)}) = (none,) * {len(_TAKEN_AWAY)}\n'
#: Words of the language that no name can take the place of. They could fetch a package.
_FORBIDDEN = re.compile(r"\b(import|include)\b|@[\w-]+/")
_UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
_MOST_UNPRINTABLE = 50


def letters_folder() -> Path:
    """Return where the templates of this hall's jurisdiction lie."""
    return Path(settings.JURISDICTION_FOLDER) / "letters"


def template_faults(source: str) -> list[str]:
    """Return what a template may not hold, in words for its author."""
    return [
        f"line {source.count(chr(10), 0, found.start()) + 1}: “{found.group()}” is not for templates: "
        "they have the words of the press and the data `d`, and nothing else"
        for found in _FORBIDDEN.finditer(source)
    ]


def composed(content: PaperContent, *, code: str, credential: str, attachment: bytes, now: datetime) -> bytes:
    """Return the paper as an unsigned PDF; the same content, code and moment give the same bytes.

    A letter for which no font has a shape is written as its number, ``[U+1F600]``. Raises ``PaperFault``.
    """
    if missing := NEEDED_SECTIONS.get(content.kind, frozenset()) - {each.id for each in content.sections}:
        raise PaperFault(told=f"a {content.kind} needs {', '.join(sorted(missing))}")
    data = as_data(content, code=code, credential=credential, attachment=attachment, now=now)
    return compiled(template_of(content.kind), data, now)


def template_of(kind: str, folder: Path | None = None) -> str:
    """Return the text of a template."""
    path = (folder or letters_folder()) / f"{kind}.typ"
    if kind not in PAPER_KINDS or not path.is_file():
        raise PaperFault(told=f"there is no template {path.name} in {path.parent}")
    return path.read_text("utf-8")


def compiled(template: str, data: str, now: datetime) -> bytes:
    """Return what a template makes of data; data is JSON, and stays text."""
    if faults := template_faults(template):
        raise PaperFault(told="; ".join(faults))
    source = (_OPENING + template).encode()
    for _ in range(_MOST_UNPRINTABLE):
        try:
            return _pressed(source, data, now)
        except typst.TypstError as error:
            sign = _unprintable(error.message)
            if not sign or sign not in data:
                raise PaperFault(told=_told(error)) from error
            data = data.replace(sign, written_number(sign))
    raise PaperFault(told="no font has a shape for too many of its letters")


def _pressed(source: bytes, data: str, now: datetime) -> bytes:
    compiler = typst.Compiler(
        source, root=_PRESS, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"data": data}
    )
    made = compiler.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=int(now.timestamp()))
    if not isinstance(made, bytes):
        raise PaperFault(told="nothing was set")
    return made


def _unprintable(message: str) -> str:
    """Return the first sign that an error of the compiler says has no shape, or nothing."""
    found = _UNPRINTABLE.search(message)
    if found is None:
        return ""
    escaped = re.match(r"\\u\{([0-9a-fA-F]+)\}", found[1])
    return chr(int(escaped[1], 16)) if escaped else found[1][0]


def _told(error: typst.TypstError) -> str:
    return f"{error.message} {' '.join(error.hints)}".strip()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the hall: never those of the machine, or a paper would look otherwise elsewhere."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONT_PATH.parent)])


def as_data(content: PaperContent, *, code: str, credential: str, attachment: bytes, now: datetime) -> str:
    """Return all that a template is given, as JSON."""
    language, clean = content.language, cleaned
    address = address_of_code(code)
    return json.dumps(
        {
            "kind": content.kind,
            "lang": language,
            "title": clean(content.title),
            "reference": clean(content.subject),
            "number": clean(content.shown_number),
            "authority": _names(content.authority_name, language),
            "government": _names(content.government, language),
            "holder": [clean(line) for line in content.holder],
            "facts": [{"label": clean(each.label), "value": clean(each.value)} for each in content.facts],
            "paragraphs": [clean(each) for each in content.paragraphs],
            "sections": [
                {"id": each.id, "heading": clean(each.heading), "paragraphs": [clean(text) for text in each.paragraphs]}
                for each in content.sections
            ],
            "money": [
                {"label": clean(each.label), "amount": clean(each.amount), "total": each.is_total}
                for each in content.money
            ],
            "conditions": [clean(each) for each in content.conditions],
            "issued": written_day(content.issued_on, language),
            "from": written_day(content.valid_from, language),
            "until": written_day(content.valid_until, language),
            "signed": clean(content.signed_by),
            "demo": content.is_demo,
            "code": written_code(code),
            "address": address,
            "qr": qr_of(address),
            "credential": qr_of(credential, least="l") if credential else "",
            "attachment": attachment.decode(),
            "moment": list(now.astimezone(UTC).timetuple()[:6]),
        },
        ensure_ascii=False,
    )


def _names(names: Text, language: str) -> list[str]:
    """Return a name in the language of the paper, then in one that other readers know."""
    own = names.get(language) or next(iter(names.values()), "")
    other = "zh-Hant" if language == "en" and "zh-Hant" in names else "zh-Hans" if language == "en" else "en"
    return [cleaned(each) for each in dict.fromkeys([own, names.get(other, "")]) if each]
