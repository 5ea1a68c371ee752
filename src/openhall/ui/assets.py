"""The few files that pages ask for: one stylesheet, one script, the mark, the manifest; some more for forms.

A component that only pages of applying and following use keeps its styles in a file that ends in ``.forms.css``,
one of the officers' desk in a file that ends in ``.desk.css``, one of both in ``.forms.desk.css``, and one of
somebody's account in ``.own.css``: these make stylesheets of their own, so that the first visit to the front page,
or to a form, does not pay for them.

They are read once when the process starts. An address that carries a hash of its content never changes.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from openhall.kernel.languages import Language
from openhall.ui.responses import PublicResponse

_FOLDER = Path(__file__).parent
_COMPONENTS = _FOLDER / "components"
#: The furniture of the page of components, which no other page asks for.
_SPECIMEN = _COMPONENTS / "specimen" / "specimen.css"
_OF_FORMS, _OF_BOTH = "*/*.forms.css", "*/*.forms.desk.css"
_OF_THE_DESK, _OF_ACCOUNTS = "*/*.desk.css", "*/*.own.css"
#: A line of a script that is a comment and nothing else.
_LINE_FOR_AUTHORS = re.compile(r"^ *//.*\n", re.MULTILINE)
_LAYERS = "@layer tokens, base, components, print;\n"
_PERMANENT = "public, max-age=31536000, immutable"
_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = "text/css; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file for readers' browsers: its address, bytes and type."""

    path: str
    body: bytes
    media_type: str

    def response(self) -> PublicResponse:
        """Return the file as a prepared answer that browsers may keep for ever."""
        headers = {"Cache-Control": _PERMANENT}
        return PublicResponse(self.path, self.body, self.media_type, is_permanent=True, headers=headers)


@cache
def stylesheet() -> Asset:
    """Return the one stylesheet of the hall."""
    apart = (_OF_FORMS, _OF_THE_DESK, _OF_ACCOUNTS)
    others = {_SPECIMEN, *(each for kind in apart for each in _COMPONENTS.glob(kind))}
    components = [each for each in sorted(_COMPONENTS.glob("*/*.css")) if each not in others]
    parts = [
        _LAYERS,
        _layer("tokens", [_FOLDER / "tokens.css"]),
        _layer("base", [_FOLDER / "base.css"]),
        _layer("components", components),
        _layer("print", [_FOLDER / "print.css"]),
    ]
    return _hashed("openhall", "css", "".join(parts), _STYLE)


def standalone_style(components: tuple[str, ...], own: Path) -> str:
    """Return the look of the hall for a page that stands alone: tokens, base, some components, and its own file."""
    looks = [path for each in components for path in sorted((_COMPONENTS / each).glob("*.css"))]
    parts = [_FOLDER / "tokens.css", _FOLDER / "base.css", *looks]
    return _tight("".join(file.read_text(encoding="utf-8") for file in (*parts, own)))


@cache
def form_stylesheet() -> Asset:
    """Return what pages of applying and following need besides."""
    files = sorted([*_COMPONENTS.glob(_OF_FORMS), *_COMPONENTS.glob(_OF_BOTH)])
    return _hashed("forms", "css", _layer("components", files), _STYLE)


@cache
def own_stylesheet() -> Asset:
    """Return what pages of signing in, and of somebody's account, need besides those of forms."""
    return _hashed("own", "css", _layer("components", sorted(_COMPONENTS.glob(_OF_ACCOUNTS))), _STYLE)


@cache
def desk_stylesheet() -> Asset:
    """Return what pages of the officers' desk need besides."""
    return _hashed("desk", "css", _layer("components", sorted(_COMPONENTS.glob(_OF_THE_DESK))), _STYLE)


@cache
def showcase_stylesheet() -> Asset:
    """Return what the page of components needs besides."""
    return _hashed("specimen", "css", _layer("components", [_SPECIMEN]), _STYLE)


@cache
def script() -> Asset:
    """Return the script of every page; nothing depends on it."""
    return _script("openhall")


@cache
def form_script() -> Asset:
    """Return the script of pages with a form; nothing depends on it either."""
    return _script("forms")


@cache
def upload_script() -> Asset:
    """Return the script of pages with a file question: it sends files in parts. They are taken without it too."""
    return _script("upload")


@cache
def passkey_script() -> Asset:
    """Return the script that asks a device for a passkey. Whoever has none signs in with codes, without a script."""
    return _script("passkey")


@cache
def desk_script() -> Asset:
    """Return the script of the officers' desk: its keys, and keeping what is typed. The desk works without it."""
    return _script("desk")


@cache
def mark() -> Asset:
    """Return the mark as a drawing that suits light and dark window frames."""
    text = (_FOLDER / "images" / "mark.svg").read_text(encoding="utf-8")
    return _hashed("mark", "svg", text, "image/svg+xml")


def asset_responses() -> Iterator[PublicResponse]:
    """Yield the hashed files as prepared answers."""
    for asset in (
        stylesheet(),
        form_stylesheet(),
        own_stylesheet(),
        desk_stylesheet(),
        showcase_stylesheet(),
        script(),
        form_script(),
        upload_script(),
        passkey_script(),
        desk_script(),
        mark(),
    ):
        yield asset.response()


def manifest(name: str, language: Language) -> bytes:
    """Return the web manifest: what a phone needs to keep the hall on its home screen."""
    return json.dumps(
        {
            "name": name,
            "short_name": "Openhall",
            "lang": language.code,
            "start_url": "/",
            "scope": "/",
            "display": "browser",
            "background_color": "#fcfaf6",
            "theme_color": "#053042",
            "icons": [{"src": mark().path, "sizes": "any", "type": "image/svg+xml"}],
        },
        ensure_ascii=False,
    ).encode()


def service_worker(offline_pages: tuple[str, ...]) -> bytes:
    """Return the worker that shows a page of the hall when the line is down."""
    text = (_FOLDER / "scripts" / "worker.js").read_text(encoding="utf-8")
    kept = [*offline_pages, stylesheet().path, mark().path]
    version = hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:12]
    return text.replace("__KEPT__", json.dumps(kept)).replace("__VERSION__", version).encode()


def _script(name: str) -> Asset:
    text = (_FOLDER / "scripts" / f"{name}.js").read_text(encoding="utf-8")
    return _hashed(name, "js", _LINE_FOR_AUTHORS.sub("", text), _SCRIPT)


def _layer(name: str, files: list[Path]) -> str:
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    return f"@layer {name}{{{_tight(text)}}}\n"


def _tight(text: str) -> str:
    """Leave out what only the author of a stylesheet needs: comments, line ends, spaces beside signs."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    spaced = re.sub(r"\s+", " ", bare).strip()
    without = re.sub(r" ?([{};]) ?", r"\1", re.sub(r"(?<=[:,]) ", "", spaced))
    return without.replace(";}", "}")


def _hashed(name: str, kind: str, text: str, media_type: str) -> Asset:
    body = text.encode()
    digest = hashlib.sha256(body).hexdigest()[:12]
    return Asset(f"/static/{name}.{digest}.{kind}", body, media_type)
