"""A page as its HTML says it, without a browser."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
#: Elements whose text is read in one piece.
_BLOCKS = frozenset(
    {"p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "caption"}
    | {"summary", "label", "legend", "title", "button", "option"}
)
_BREAKS = frozenset({"br", "ul", "ol", "dl", "div", "section", "nav", "form", "table"})
#: Attributes that name the id of another element, or several.
_NAMING = ("for", "list", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
#: Attributes by which a page brings in a file.
_BRINGING = {"script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href", "form": "action"}
_UNREAD = frozenset({"script", "style", "svg"})


@dataclass(slots=True)
class Piece:
    """Text that is read in one piece and is all of one language."""

    tag: str
    language: str
    words: str = ""


@dataclass(slots=True)
class _Open:
    tag: str
    language: str
    piece: Piece | None


@dataclass
class Document(HTMLParser):
    """What a page is made of."""

    html: str
    language: str = ""
    pieces: list[Piece] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    #: Scripts and styles that stand in an attribute.
    inline: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[_Open] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._note(tag, given)
        above = self._open[-1] if self._open else _Open("", "", None)
        language = given.get("lang", above.language)
        piece = above.piece
        if tag in _BLOCKS or language != above.language:
            piece = Piece(tag, language)
            self.pieces.append(piece)
        elif tag in _BREAKS and piece:
            piece.words += "\n"
        if tag not in _VOID:
            self._open.append(_Open(tag, language, piece))

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        top = self._open[-1] if self._open else None
        if top and top.piece and not any(each.tag in _UNREAD for each in self._open):
            top.piece.words += data

    def texts(self, *tags: str) -> list[str]:
        """Return the words of elements, in order."""
        return [" ".join(piece.words.split()) for piece in self.pieces if piece.tag in tags]

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.ids.append(given["id"])
        for name in _NAMING:
            self.named += given.get(name, "").split()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        brought = given.get(_BRINGING.get(tag, ""), "")
        if tag == "link" and given.get("rel") not in {"canonical", "alternate"}:
            brought = given["href"]
        if brought:
            self.files.append(brought)
