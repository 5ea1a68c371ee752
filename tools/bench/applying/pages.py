"""What a browser reads from a page: the form on it with all that stands in it, and the files that it links."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Relations of a link that make a browser fetch a file for this page.
_FETCHED = frozenset({"stylesheet", "icon", "shortcut", "apple-touch-icon", "mask-icon", "manifest", "preload"})
_FETCHED_BY_SOURCE = frozenset({"script", "img", "source", "iframe", "embed"})
_TICKED = frozenset({"checkbox", "radio"})
#: Buttons count only when they are pressed, and no file is chosen here.
_NEVER_SENT = frozenset({"submit", "image", "button", "reset", "file"})


@dataclass(slots=True)
class Form:
    """A form that posts: what a browser would send if its button were pressed now."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    #: Boxes that are not ticked yet, each with what a tick would send.
    ticks: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a browser sees it."""

    forms: list[Form]
    links: list[str]


def read_page(text: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return Page(reader.forms, list(dict.fromkeys(reader.links)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: text or "" for name, text in attrs}
        if tag == "link" and _FETCHED & set(named.get("rel", "").lower().split()):
            self.links.append(named.get("href", ""))
        elif tag in _FETCHED_BY_SOURCE and named.get("src"):
            self.links.append(named["src"])
        elif tag == "form":
            self._form = Form(named.get("action", "")) if named.get("method", "").lower() == "post" else None
            self.forms += [self._form] if self._form else []
        elif self._form is not None:
            self._read_control(tag, named, self._form)

    def _read_control(self, tag: str, named: Mapping[str, str], form: Form) -> None:
        name = named.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in named:
            _put(form, self._select, named.get("value", ""))
        elif tag == "textarea" and name:
            self._area = name
            form.fields.setdefault(name, [""])
        elif tag == "input" and name:
            _read_input(name, named, form)

    def handle_data(self, data: str) -> None:
        if self._area and self._form:
            self._form.fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self._form:
            # A line break that follows the opening tag belongs to the page, not to the text.
            self._form.fields[self._area][-1] = self._form.fields[self._area][-1].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


def _read_input(name: str, named: Mapping[str, str], form: Form) -> None:
    kind = named.get("type", "text")
    if kind in _TICKED:
        value = named.get("value", "on")
        if "checked" in named:
            _put(form, name, value)
        elif kind == "checkbox":
            form.ticks.setdefault(name, []).append(value)
    elif kind not in _NEVER_SENT:
        _put(form, name, named.get("value", ""))


def _put(form: Form, name: str, value: str) -> None:
    form.fields.setdefault(name, []).append(value)
