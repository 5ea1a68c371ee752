"""Pages of questions from sketches: drawn once with marks for what people type, and filled for each reader.

What somebody typed is never kept: a sketch has marks in its place. What they chose among options is part of the
sketch's name, for the page looks different by it; there are few such pages, and they say nothing of anybody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from openhall.blocks.forms.facade import Address, Asked, Day, FileGiven, FormPage, Group
from openhall.channels.portal.applying.fields import Drawing
from openhall.channels.portal.framing import Middle

#: Kinds of answer that are chosen, not typed.
_CHOSEN = frozenset({"choice", "choices", "boolean", "country"})
_MOST = 300
#: Stands where the reference of the draft will, in addresses.
REFERENCE = "xqxreferencexqx"
_middles: dict[object, Middle] = {}


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a page would be drawn with: marks for texts (``fills`` by mark), and what was chosen (``key``)."""

    typed: Mapping[str, Any]
    fills: Mapping[str, str]
    key: tuple[object, ...]


def sketch_of(page: FormPage, typed: Mapping[str, Any], reference: str) -> Sketch | None:
    """Return the sketch of a page, or ``None`` for one that has to be drawn anew: with groups, or files that came."""
    marked: dict[str, Any] = {}
    fills = {REFERENCE: reference}
    chosen: list[object] = []
    for asked in page.asked:
        if isinstance(asked.kind, Group) or (isinstance(asked.kind, FileGiven) and typed.get(asked.id)):
            return None
        for name, is_chosen in _fields(asked):
            if is_chosen:
                marked[name] = typed.get(name, "")
                chosen.append(tuple(marked[name]) if isinstance(marked[name], list) else marked[name])
            else:
                mark = f"xqxv{len(fills)}xqx"
                marked[name], fills[mark] = mark, str(typed.get(name, ""))
    return Sketch(marked, fills, tuple(chosen))


def kept_middle(key: object) -> Middle | None:
    """Return the middle of a page that was drawn before."""
    return _middles.get(key)


def keep_middle(key: object, middle: Middle) -> Middle:
    """Keep the middle of a page; after many, begin anew."""
    if len(_middles) >= _MOST:
        _middles.clear()
    _middles[key] = middle
    return middle


def with_marks(drawing: Drawing, sketch: Sketch) -> Drawing:
    """Return ``drawing`` with marks instead of what was typed."""
    return replace(drawing, typed=sketch.typed)


def _fields(asked: Asked) -> Iterator[tuple[str, bool]]:
    """Yield the names of the fields of a question, and whether they are chosen from."""
    kind = asked.kind
    if isinstance(kind, Address):
        yield from ((f"{asked.id}-{box.id}", bool(box.options)) for box in kind.boxes.values())
    elif isinstance(kind, Day) and kind.parts:
        yield from ((f"{asked.id}-{part}", False) for part in kind.parts)
    elif not isinstance(kind, FileGiven):
        yield asked.id, kind.base in _CHOSEN
