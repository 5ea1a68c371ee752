"""What the form renderer draws: plain values, made by a channel from whatever asks the questions.

Everything here is already in the reader's language.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: The widths of a box, in characters, that the stylesheet knows.
_WIDTHS = (2, 4, 8, 12, 20)


class Choice(NamedTuple):
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
    ``value`` is what stands in the field: a text; a list of option values; for a boolean, true or false; for a
    date, month or datetime its parts by name (``day``, ``month``, ``year``, ``time``).
    ``fields`` are the boxes of an address (a boolean among them, such as "no fixed address", is a tick box) or the
    fields of a group that is asked once; ``items`` are the fields of each item of a repeated group. Each carries
    its own name and value.
    ``error`` is the sentence of the summary; its line there leads to ``name``, whatever the base. ``wrong`` names
    the parts of a date to mark ("day month year"). ``example`` is one good answer, told after the hint.
    ``is_list`` draws a short choice, such as a district among the boxes of an address, as a list to open.
    ``accept`` is the attribute of a file field (".jpg,.png,.pdf"), ``upload`` where a script may send it in parts.
    """

    name: str
    base: str
    label: str
    hint: str = ""
    example: str = ""
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
    upload: str = ""
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
    is_list: bool = False

    @property
    def box(self) -> int:
        """Return the narrowest box that ``width`` characters fit in; 0 takes all the room there is."""
        return next((each for each in _WIDTHS if self.width and self.width <= each), 0)

    @property
    def numbered(self) -> tuple[tuple[str, tuple["FieldView", ...]], ...]:
        """Return the items of a repeated group, each with its number as it stands in the names of its fields."""
        start = len(self.name) + 1
        return tuple((item[0].name[start:].partition("-")[0], item) for item in self.items)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One page of questions.

    One field: its label is the title of the page. Several: ``title`` stands above them, with ``lead`` below it.
    ``errors`` are pairs of the name of a field and its sentence, in the order of the page. ``number`` of ``total``
    says how far one is; 0 leaves it out. ``notices`` are sentences to read before the question ("Your answers
    were kept"). ``hidden`` are fields to send along, by name; with ``is_back_sent`` the step back sends them too,
    with everything typed.

    The form posts to ``action``, with files in it as multipart. Beside the answers it may send ``_language`` (the
    slug to go on in) or ``_do``: ``save``, ``back``, ``add:<group>``, ``remove:<group>:<n>`` with n as in the names of
    its fields, or ``forget:<field>:<file id>``. Neither means "continue".
    """

    service: str
    service_href: str
    title: str
    action: str
    back_href: str
    fields: tuple[FieldView, ...]
    lead: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    number: int = 0
    total: int = 0
    has_files: bool = False
    is_practice: bool = False
    can_save: bool = True
    is_back_sent: bool = False
    notices: tuple[str, ...] = ()
    hidden: dict[str, str] = field(default_factory=dict)
