"""Answers written for the person who gave them."""

from typing import Any

from openhall.blocks.forms.facade import Asked, country_names
from openhall.kernel.languages import Language
from openhall.ui.answer_words import AnswerWriter, Files


def writer(language: Language, files: Files, *, has_sizes: bool = False) -> AnswerWriter:
    """Return what writes answers in ``language``."""
    return AnswerWriter(language, files, country_names(language), has_sizes)


def answer_lines(asked: Asked, value: Any, language: Language, files: Files) -> list[str]:  # noqa: ANN401 - any JSON
    """Return an answer as lines of words; none when it was not answered. Each of several things is one with breaks."""
    return writer(language, files).lines(asked, value)
