"""One way to make a page: Jinja2, strict, escaped, in the reader's language.

A template is named by its place in the package, such as ``ui/components/button/button.jinja`` or
``channels/portal/templates/home.jinja``, so every ring keeps its templates beside its code.
"""

from collections.abc import Mapping, MutableMapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from openhall.kernel.languages import Language, Text, pick
from openhall.kernel.money import format_money
from openhall.ui import formats
from openhall.ui.compiling import Compiled
from openhall.ui.telephones import telephone_link
from openhall.ui.wording import words_of

PACKAGE = Path(__file__).parents[1]
_COMPILED = Compiled()


def render(template: str, *, language: Language, context: Mapping[str, object]) -> str:
    """Render ``template`` for a reader of ``language``."""
    return environment(language).get_template(template).render(context)


class _Environment(Environment):
    """Jinja's, with one plain dictionary of globals: chained ones are copied at each drawing, and slowly."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template; ours has none of its own."""
        return {**self.globals, **d} if d else self.globals


@cache
def environment(language: Language) -> Environment:
    """Return the environment of ``language``: its words and formats are in place in every macro."""
    made = _Environment(
        loader=FileSystemLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.do"],
    )
    made.globals |= words_of(language)
    made.globals["language"] = language
    made.filters |= {
        "pick": lambda text: _pick(text, language),
        "date": lambda day: formats.full_date(day, language),
        "moment": lambda moment, zone: formats.moment(moment, language, zone),
        "number": lambda number: formats.number(number, language),
        "money": format_money,
        "file_size": formats.file_size,
        "file_kinds": formats.file_kinds,
        "marked": lambda words: formats.marked(words, language),
        "as_sent": lambda words, written="": formats.as_sent(words, language, written),
        "json_script": formats.json_script,
        "telephone_link": telephone_link,
    }
    return made


def _pick(text: Text | None, language: Language) -> str:
    return "" if text is None else pick(text, language)
