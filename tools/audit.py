"""``python -m tools.audit``: compare what the locks pin with what is known of it, and with how old it may become.

Asks the package index for each (https://docs.pypi.org/api/json/): faults that are known of this version, the same that
pip-audit reads, the day on which it came, and the newest. Ends with 1 when something has to be done, as soon as
``SECURITY.md#how-soon`` says, and with 2 when the index does not answer: then nothing is known.
"""

import json
import re
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
#: As SECURITY.md says it; a test holds them together.
OLDEST = timedelta(days=365)
_INDEX = "https://pypi.org/pypi"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_AT_ONCE, _PATIENCE = 8, 30.0
#: What the index tells of a place below it.
Ask = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that has to be done about a package."""

    package: str
    lock: str
    told: str


def pins(root: Path = ROOT) -> dict[tuple[str, str], str]:
    """Return the first lock that pins each name and version."""
    found: dict[tuple[str, str], str] = {}
    for lock in LOCKS:
        for name, version in _PIN.findall((root / lock).read_text("utf-8")):
            found.setdefault((name, version), lock)
    return found


def findings(name: str, version: str, lock: str, *, ask: Ask, now: datetime) -> Iterator[Finding]:
    """Yield what has to be done about one package."""
    package, this = f"{name} {version}", ask(f"{name}/{version}")
    for fault in this.get("vulnerabilities") or ():
        if not fault.get("withdrawn"):
            names = ", ".join([fault["id"], *fault.get("aliases", ())])
            mended = ", ".join(fault.get("fixed_in") or ()) or "no version yet"
            told = fault.get("summary") or (fault.get("details") or "").partition("\n")[0]
            yield Finding(package, lock, f"{names}; mended in {mended}: {_short(told)}")
    if this["info"].get("yanked"):
        yield Finding(package, lock, f"was taken back by its makers: {_short(this['info'].get('yanked_reason') or '')}")
    newest = ask(name)["info"]["version"]
    came = min(datetime.fromisoformat(each["upload_time_iso_8601"]) for each in this["urls"])
    if newest != version and now - came > OLDEST:
        yield Finding(package, lock, f"came on {came:%Y-%m-%d}, more than a year ago; the newest is {newest}")


def main(*, ask: Ask | None = None, root: Path = ROOT, now: datetime | None = None) -> int:
    """Print what has to be done; 0 when nothing has."""
    asking, moment, pinned = ask or _asked, now or datetime.now(UTC), pins(root)

    def look(pin: tuple[tuple[str, str], str]) -> list[Finding]:
        (name, version), lock = pin
        return list(findings(name, version, lock, ask=asking, now=moment))

    try:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = [each for several in pool.map(look, pinned.items()) for each in several]
    except OSError as error:
        print(f"the package index does not answer, so nothing is known: {error}", file=sys.stderr)
        return 2
    for each in found:
        print(f"{each.package} ({each.lock}): {each.told}")
    print(f"{len(pinned)} packages, {len(found)} things to do" + (": see SECURITY.md#how-soon" if found else ""))
    return 1 if found else 0


def _asked(place: str) -> Mapping[str, Any]:
    with urllib.request.urlopen(f"{_INDEX}/{place}/json", timeout=_PATIENCE) as answer:  # noqa: S310 - https alone
        told: Mapping[str, Any] = json.load(answer)
        return told


def _short(text: str) -> str:
    return "".join(filter(str.isprintable, text))[:120]


if __name__ == "__main__":
    sys.exit(main())
