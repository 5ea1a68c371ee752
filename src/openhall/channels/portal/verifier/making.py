"""Put the page together: its words in all languages, its style and script inside it, and the policy that fits them."""

import base64
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from markupsafe import Markup

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.documents.facade import HALL, issuing_keys, public_jwk
from openhall.channels.portal.verifier.words import words_in
from openhall.kernel.languages import ALL, ENGLISH, Text
from openhall.ui.assets import standalone_style
from openhall.ui.responses import PublicResponse
from openhall.ui.templating import render

PATH = "/verify-offline.html"
_FOLDER = Path(__file__).parent
_TEMPLATE = "channels/portal/verifier/page.jinja"
_COMPONENTS = ("button", "field", "icon", "language_switch", "notice", "shell")
_SCRIPTS = ("hashing.js", "checking.js", "proving.js", "showing.js", "scanning.js")
#: This page alone may look through the camera, when its reader says so.
_PERMISSIONS = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"
_WITHOUT_SCRIPT = {
    "en": "Checking needs a script, and this browser has scripts switched off. "
    "An operator can check with: openhall verify receipt.json",
    "zh-Hant": "查驗須執行程式碼，但此瀏覽器已停用。可改用指令查驗：openhall verify receipt.json",
    "zh-Hans": "核验需要运行脚本，但此浏览器已停用脚本。可改用命令核验：openhall verify receipt.json",
}


def verifier_response(key: str, authorities: Iterable[Authority]) -> PublicResponse:
    """Return the page, with the public ``key`` of the log and those of all ``authorities`` filled in."""
    style = standalone_style(_COMPONENTS, _FOLDER / "verifier.css")
    script = "".join((_FOLDER / name).read_text("utf-8") for name in _SCRIPTS)
    policy = _policy(style, script)
    context = {
        "key": key,
        "issuers": [*_issuers(HALL, {}), *(key for each in authorities for key in _issuers(each.id, each.name))],
        "hall": settings.OPENHALL_URL,
        "policy": policy,
        "style": Markup(style),  # noqa: S704 - our own file
        "script": Markup(script),  # noqa: S704 - our own file
        "languages": ALL,
        "words": {language.code: words_in(language) for language in ALL},
        "without_script": _WITHOUT_SCRIPT,
    }
    body = render(_TEMPLATE, language=ENGLISH, context=context).lstrip().encode()
    headers = {"Content-Security-Policy": f"{policy}; frame-ancestors 'none'", "Permissions-Policy": _PERMISSIONS}
    return PublicResponse(PATH, body, headers=headers)


def _issuers(authority: str, name: Text) -> Iterator[dict[str, object]]:
    """Yield what the page has to know of an office: its name, and its public keys by the id in what it signs."""
    for key in issuing_keys(authority):
        public = public_jwk(key)
        yield {"kid": key.kid.hex(), "x": public["x"], "y": public["y"], "authority": authority, "name": dict(name)}


def _policy(style: str, script: str) -> str:
    """Return a policy under which this one script runs and nothing can be asked of any network."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"
