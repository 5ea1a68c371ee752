"""What people type, made fit to keep: one way of writing the same words, and nothing that hides in them.

Everything that can be seen is kept as it was typed. What goes are control characters, characters without
width (a name could hide them and look like another), and accents piled up beyond what any script needs.
"""

import re
import unicodedata
from collections.abc import Iterable

#: More marks on one letter than any living script writes are a flood that runs over the lines around it.
MAX_MARKS = 4
_JOINERS = "\u200c\u200d"
#: Where joiners change what is read: Arabic, the scripts of India and its neighbours, and emoji.
_JOINED_FROM = "\u0600"
#: Letters, figures and signs that are kept as they are: the quick way for nearly everything that is typed.
_PLAIN = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2e80-\u2fff\u3001-\u9fff\uac00-\ud7a3]*"
)
#: Control, format and half characters. Private and unassigned ones stay: rare names are written with them.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_BLANK_LINES = re.compile(r"\n{3,}")
#: Full-width forms (U+FF01 to U+FF5E) and the dashes, spaces and brackets that keyboards offer instead of ASCII's.
_WIDTHS = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE63], ord("-")),
    **dict.fromkeys([0x3000, 0x00A0, *range(0x2000, 0x200B), 0x202F], ord(" ")),
    ord("。"): ord("."),
    ord("、"): ord(","),
    ord("〔"): ord("("),
    ord("〕"): ord(")"),
    ord("【"): ord("("),
    ord("】"): ord(")"),
    ord("〇"): ord("0"),
}
#: How programs and pages name members and fields; whatever else stands where a name should be may be somebody's data.
_A_NAME = re.compile(r"/?[a-z_][a-z0-9_./-]{0,99}", re.ASCII)


def names_for_a_log(names: Iterable[str]) -> list[str]:
    """Return names of members as a log may have them: of what no program would name so, only how many there were."""
    told = sorted(names)
    named = [each for each in told if _A_NAME.fullmatch(each)]
    return [*named, *([f"{len(told) - len(named)} more"] if len(named) < len(told) else [])]


def clean_line(typed: str) -> str:
    """Return one line as we keep it: composed (NFC), visible, with single spaces and none at the ends."""
    if typed.isascii() and typed.isprintable():
        return " ".join(typed.split())
    return " ".join(_visible(unicodedata.normalize("NFC", " ".join(typed.split()))).split())


def clean_block(typed: str) -> str:
    """Return several lines as we keep them: each line trimmed at its end, no more than one empty line together."""
    if typed.isascii() and typed.isprintable():
        return typed.strip()
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", typed)).split("\n")
    kept = "\n".join(_visible(line.replace("\t", " ")).rstrip() for line in lines)
    return _BLANK_LINES.sub("\n\n", kept).strip()


def ascii_width(text: str) -> str:
    """Return ``text`` with full-width letters, figures, brackets, dashes and spaces as ASCII writes them."""
    return text if text.isascii() else text.translate(_WIDTHS)


def matching_form(text: str) -> str:
    """Return ``text`` as it is compared, never shown: compatible forms, case, accents and spaces do not count."""
    folded = unicodedata.normalize("NFKD", clean_line(text).casefold())
    return "".join(c for c in folded if not unicodedata.category(c).startswith(("M", "Z", "C")))


def _visible(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category.startswith("M") else 0
        if marks <= MAX_MARKS and _is_seen(character, category, kept):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_seen(character: str, category: str, before: list[str]) -> bool:
    """Tell whether a character is kept: joiners only where they join, other marks of format and control never."""
    if character in _JOINERS:
        return bool(before) and before[-1] >= _JOINED_FROM and before[-1] not in _JOINERS and not before[-1].isspace()
    return category not in _UNSEEN
