"""The forms that a page offers, filled in by somebody who writes their own data wherever they are let write."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: What somebody is called who is found nowhere else, what they are known by, and what they wrote.
NAME, NUMBER, PHONE, WORDS = "Zephyrine Quillfeather", "LB-9000-0001", "555-0177", "marmalade of kumquats 7731"
TYPED, MAIL = f"{NAME} {WORDS}", "quillfeather@example.com"
#: Each is found as bytes wherever it lies, as it is written and as what reads it may have changed it.
CANARIES = ("Quillfeather", "quillfeather", NUMBER, "LB90000001", "lb90000001", "kumquat", PHONE, "5550177")
#: What boxes of a form want that words are not: a day far enough ahead, and a small amount.
_DAY = {"day": "1", "month": "6", "year": "2027"}
#: Kinds of boxes that hold whatever is typed into them.
_MOST_BUTTONS = 3
_FREE = {"text", "search", "tel", "password", "url"}


@dataclass
class Form:
    """One form of a page, with what its boxes hold."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    #: The boxes into which anything can be typed.
    free: list[str] = field(default_factory=list)
    #: What its buttons send besides.
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def sent(self) -> Iterator[dict[str, list[str]]]:
        """Yield what its first buttons send, with somebody's data in every box; of many that are alike a few do.

        Where a number is asked for it is refused, and has been read and shown again by then.
        """
        typed = {name: [_typed(name)] for name in self.free}
        for name, value in self.buttons[:_MOST_BUTTONS] or [("", "")]:
            pressed = {name: [value]} if name else {}
            yield {**self.fields, **typed, **pressed}

    def shape(self) -> tuple[object, ...]:
        """Return what tells this form from another one of the same address."""
        names = sorted({name for name, _ in self.buttons})
        return tuple(sorted({*self.fields, *self.free})), tuple(names), len(self.buttons) > 1


class _Reader(HTMLParser):
    def __init__(self, place: str) -> None:
        super().__init__()
        self._place = place
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action") or self._place, given.get("method", "get").upper())
            self.forms.append(self._open)
            self._by_id[given.get("id", "")] = self._open
            return
        form = self._by_id.get(given.get("form", "")) if given.get("form") else self._open
        name = given.get("name", "")
        if form is None or "disabled" in given:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            form.fields.setdefault(self._select, [given["value"]])
        elif tag == "textarea" and name:
            form.free.append(name)
        elif tag == "button" and given.get("type", "submit") == "submit" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and name:
            self._box(form, name, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""

    @staticmethod
    def _box(form: Form, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind == "checkbox":
            form.fields.setdefault(name, []).append(value or "on")
        elif kind == "radio":
            form.fields.setdefault(name, [value])
        elif kind == "email":
            form.fields[name] = [MAIL]
        elif kind == "date":
            form.fields[name] = ["2027-06-01"]
        elif kind == "number":
            form.fields[name] = [value or "1"]
        elif kind in _FREE:
            part = name.rpartition("-")[2]
            if part in _DAY:
                form.fields[name] = [_DAY[part]]
            else:
                form.free.append(name)
        elif kind == "hidden":
            form.fields.setdefault(name, []).append(value)


def _typed(name: str) -> str:
    return {"number": NUMBER, "phone": PHONE, "amount": "1", "most": "1", "address": MAIL}.get(name, TYPED)


def forms_of(page: str, place: str) -> list[Form]:
    """Return the forms of a page at ``place``."""
    reader = _Reader(place)
    reader.feed(page)
    return reader.forms
