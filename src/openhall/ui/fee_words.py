"""Why a line of a fee comes to what it does, in words: the same on every channel.

What a line and a question are comes from outside, in the shapes of ``QuoteLine`` and ``Asked``.
"""

from collections.abc import Callable, Mapping
from typing import Any

from openhall.kernel.languages import Language, pick
from openhall.ui.answer_words import AnswerWriter
from openhall.ui.catalogues import translations
from openhall.ui.citing import checked_words
from openhall.ui.formats import full_date


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_TIMES = _("%(times)s × %(each)s")
_SINCE, _NO_DAY = _("%(law)s · since %(day)s"), _("%(law)s · since when is not recorded")


def fee_reason(
    line: Any,  # noqa: ANN401 - see above
    asked: Mapping[str, Any],
    writer: AnswerWriter,
    money: Callable[[int], str],
) -> str:
    """Return the reason of a line, or nothing. ``asked`` are the questions by the names that the rule reads them by.

    What an officer wrote stands as it is. Answers in it are written as their reader gave them: options by their labels,
    amounts as money.
    """
    if line.said:
        return str(line.said)
    if line.because:
        return pick(line.because, writer.language).format_map(
            {name: _written(asked.get(name), value, writer) for name, value in line.reads.items()}
        )
    if line.times is None or line.times == 1:
        return ""
    said = {"times": f"{line.times.normalize():f}", "each": money(line.each)}
    return translations(writer.language).gettext(_TIMES) % said


def fee_law(line: Any, language: Language) -> str:  # noqa: ANN401 - see above
    """Return the law that a line rests on, and since when its number applies, where a source names that day.

    Where nobody has looked up that the law says so, that is told too.
    """
    if not line.law:
        return ""
    law, figures = pick(line.law, language), line.figures
    if not figures:
        return law
    day = full_date(figures.since, language) if figures.is_dated else ""
    words = translations(language).gettext(_SINCE if day else _NO_DAY) % {"law": law, "day": day}
    return checked_words(words, figures.confidence, language)


def _written(asked: Any, value: object, writer: AnswerWriter) -> str:  # noqa: ANN401 - as above
    words = writer.lines(asked, value) if asked is not None and value is not None else []
    return " ".join(words) or ("" if value is None else str(value))
