"""What a hall was opened with, remembered in its home.

Public pages are made with the address of the hall and whether it is a demonstration. Whoever loads a service
from another terminal has not set those variables there, and must not make pages for another hall by mistake.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

_FILE = "site.json"
_DEFAULT_PORT = "8000"


def home() -> Path:
    """Return the folder of everything that this hall writes."""
    return Path(os.environ.get("OPENHALL_HOME") or "var").resolve()


def remember_site() -> None:
    """Write down what the environment says of this hall, for commands that run later."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = {"demo": os.environ.get("OPENHALL_DEMO", "0"), "url": _address(os.environ)}
    (folder / _FILE).write_text(json.dumps(known), "utf-8")


def site_settings() -> tuple[bool, str]:
    """Return whether this hall is a demonstration, and its address: as set here, else as remembered."""
    try:
        known = json.loads((home() / _FILE).read_text("utf-8"))
    except (OSError, ValueError):
        known = {}
    demo = os.environ.get("OPENHALL_DEMO") or str(known.get("demo", "0"))
    is_set = os.environ.get("OPENHALL_URL") or os.environ.get("PORT")
    url = _address(os.environ) if is_set else str(known.get("url") or _address(os.environ))
    return demo == "1", url.rstrip("/")


def _address(environ: Mapping[str, str]) -> str:
    return environ.get("OPENHALL_URL") or f"http://localhost:{environ.get('PORT') or _DEFAULT_PORT}"
