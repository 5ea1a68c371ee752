"""How dates, times and numbers are written for people."""

import json
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from openhall.kernel.languages import Language

_FULL_DATE = {"en": "EEEE, d MMMM y", "zh-Hant": "y年M月d日（EEEE）", "zh-Hans": "y年M月d日（EEEE）"}
_PLAIN_DATE = {"en": "d MMMM y", "zh-Hant": "y年M月d日", "zh-Hans": "y年M月d日"}
_MOMENT = {"en": "EEEE, d MMMM y, HH:mm", "zh-Hant": "y年M月d日（EEEE）HH:mm", "zh-Hans": "y年M月d日（EEEE）HH:mm"}
_MEGABYTE = 1_000_000
#: Where an address may go on in the next line.
_BREAKS = re.compile(r"(?<=[/@])")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Endings of the same kind of file: people need to hear one of them.
_SAME_KIND = {"JPEG": "JPG", "HEIF": "HEIC", "TIFF": "TIF"}
#: Characters that could end a script element or start a comment inside one (HTML, 4.12.1.3).
_UNSAFE_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def full_date(day: date | str, language: Language) -> str:
    """Write a day with its weekday; text is read as an ISO 8601 date."""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(value, _FULL_DATE.get(language.code, "full"), locale=language.locale)


def plain_date(day: date | str, language: Language) -> str:
    """Write a day without its weekday, as it is written into a form; text is read as an ISO 8601 date."""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return format_date(value, _PLAIN_DATE.get(language.code, "long"), locale=language.locale)


def moment(value: datetime, language: Language, zone: str) -> str:
    """Write a moment in the clock of ``zone``."""
    return format_datetime(value.astimezone(ZoneInfo(zone)), _MOMENT.get(language.code, "full"), locale=language.locale)


def number(value: float, language: Language) -> str:
    """Write a number with its thousands apart."""
    return format_decimal(value, locale=language.locale)


def file_size(size: int) -> str:
    """Write the size of a file as people say it: the same in every language."""
    if size < _MEGABYTE:
        return f"{max(1, size // 1000)} KB"
    return f"{size / _MEGABYTE:.1f}".removesuffix(".0") + " MB"


def file_kinds(accept: str) -> list[str]:
    """Name the kinds of file in an ``accept`` attribute: each once, whatever its endings; media types are left out."""
    endings = [each.strip()[1:].upper() for each in accept.split(",") if each.strip().startswith(".")]
    return list(dict.fromkeys(_SAME_KIND.get(each, each) for each in endings))


def marked(words: str, language: Language) -> str | Markup:
    """Mark what people write in Chinese on a page in another language, so that it is shown and read aloud right."""
    if language.code.startswith("zh") or not _HAN.search(words):
        return words
    return Markup('<span lang="zh">{}</span>').format(words)


def as_sent(words: str, language: Language, written: str = "") -> Markup:
    """Write what was sent in any language on a page in this one: marked, and addresses break where they may.

    ``written`` is the language that it is known to be in (BCP 47).
    """
    is_chinese, wants_chinese = bool(_HAN.search(words)), language.code.startswith("zh")
    told = Markup("<wbr>").join(escape(part) for part in _BREAKS.split(words))
    if written == language.code or (not written and is_chinese == wants_chinese):
        return told
    return Markup('<span lang="{}">{}</span>').format(written or ("zh" if is_chinese else "en"), told)


def json_script(value: object) -> Markup:
    """Write JSON so that no character of it can end the script element around it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE_IN_SCRIPT))  # noqa: S704 - every HTML character is escaped above
