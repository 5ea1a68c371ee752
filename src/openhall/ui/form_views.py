"""What the form renderer draws: plain values, made by a channel from whatever asks the questions.

Everything here is already in the reader's language.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that has been received: its id, its name as given (shown safely), and its size in bytes."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a question page.

    ``name`` is the HTML name and id. ``base`` is the base of the field type: string, text, telephone, email,
    country, date, month, time, datetime, integer, number, money, choice, choices, boolean, address, file, group.
    ``value`` is what stands in the field: a text; a list of option values; for a date, month or datetime its
    parts by name (``day``, ``month``, ``year``, ``time``); for an address its boxes by name.
    ``fields`` are the boxes of an address. ``items`` are the fields of each item of a repeated group.
    """

    name: str
    base: str
    label: str
    hint: str = ""
    why: str = ""
    error: str = ""
    required: bool = True
    value: Any = ""
    choices: tuple[Choice, ...] = ()
    fields: tuple["FieldView", ...] = ()
    items: tuple[tuple["FieldView", ...], ...] = ()
    item_label: str = ""
    can_add: bool = False
    can_remove: bool = False
    kept: tuple[KeptFile, ...] = ()
    accept: str = ""
    max_bytes: int = 0
    max_files: int = 1
    max_length: int = 0
    width: int = 0
    prefix: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    lang: str = ""
    wrong: str = ""
    source: str = ""
    is_statement: bool = False


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One page of questions.

    ``errors`` are pairs of the id of a field and its sentence. ``number`` of ``total`` says how far one is.
    """

    service: str
    service_href: str
    title: str
    action: str
    back_href: str
    fields: tuple[FieldView, ...]
    errors: tuple[tuple[str, str], ...] = ()
    number: int = 0
    total: int = 0
    has_files: bool = False
    is_practice: bool = False
    can_save: bool = True
    notices: tuple[str, ...] = ()
    hidden: dict[str, str] = field(default_factory=dict)
