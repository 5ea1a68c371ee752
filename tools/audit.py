"""``python -m tools.audit``: compare what the locks pin with what is known of it, and with how old it may become.

Asks pip-audit which faults are known of each version, and uv on which day it came and which is the newest: `make audit`
installs both. Ends with 1 when something has to be done, as soon as ``SECURITY.md#how-soon`` says, and with 2 when
nobody could be asked of known faults: then it names what is not at its newest, for of that they have to be read.
"""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
#: As SECURITY.md says it; a test holds them together.
OLDEST = timedelta(days=365)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_AUDIT = ("pip_audit", "--format", "json", "--progress-spinner", "off", "--disable-pip", "--require-hashes")
_RESOLVE = ("uv", "pip", "compile", "--quiet", "--no-deps", "--universal", "--python-version", "3.11")
#: Runs a module of Python with words, and gives it lines to read; returns what it wrote.
Ask = Callable[[Sequence[str], str], str]


class NobodyAskedError(Exception):
    """A program that is asked did not answer; the words are its own."""


def pins(root: Path = ROOT) -> dict[str, tuple[str, str]]:
    """Return version and lock of each package: those that the hall runs with first."""
    found: dict[str, tuple[str, str]] = {}
    for lock in LOCKS:
        for name, version in _PIN.findall((root / lock).read_text("utf-8")):
            found.setdefault(name, (version, lock))
    return found


def faults(told: str) -> Iterator[tuple[str, str]]:
    """Yield names of packages, and each fault that pip-audit knows of them; also where it knows nothing of one."""
    for each in json.loads(told)["dependencies"]:
        if "skip_reason" in each:
            raise NobodyAskedError(each["skip_reason"])
        for fault in each["vulns"]:
            names = ", ".join([fault["id"], *fault.get("aliases", ())])
            mended = ", ".join(fault.get("fix_versions") or ()) or "no version yet"
            yield each["name"], f"{names}; mended in {mended}: {_short(fault.get('description') or '')}"


def resolved(told: str) -> Mapping[str, tuple[str, datetime | None]]:
    """Return version and day of each package, as uv writes them (PEP 751)."""
    return {each["name"]: (each["version"], _came(each)) for each in tomllib.loads(told).get("packages", ())}


def _came(package: Mapping[str, Any]) -> datetime | None:
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
    return min((each["upload-time"] for each in files if "upload-time" in each), default=None)


def behind(root: Path, *, ask: Ask) -> Iterator[tuple[str, datetime | None, str]]:
    """Yield the packages of which there is a newer version: name, day on which ours came, and the newest."""
    pinned = pins(root)
    how = (*_RESOLVE, "--format", "pylock.toml", "-")
    ours = resolved(ask(how, "".join(f"{name}=={version}\n" for name, (version, _) in pinned.items())))
    newest = resolved(ask((*how[:-1], "--upgrade", "-"), "".join(f"{name}\n" for name in pinned)))
    for name, (version, came) in ours.items():
        if (there_is := newest[name][0]) != version:
            yield name, came, there_is


def main(*, ask: Ask | None = None, root: Path = ROOT, now: datetime | None = None) -> int:
    """Print what has to be done; 0 when nothing has."""
    asking, pinned, unknown = ask or _asked, pins(root), ""
    audit = (*_AUDIT, *(word for lock in LOCKS for word in ("-r", str(root / lock))))
    try:
        newer = tuple(behind(root, ask=asking))
    except NobodyAskedError as error:
        print(f"nothing is known: {error}", file=sys.stderr)
        return 2
    found = [*_old(newer, now or datetime.now(UTC))]
    try:
        found = [*faults(asking(audit, "")), *found]
    except NobodyAskedError as error:
        unknown = str(error)
    for name, told in dict.fromkeys(found):
        version, lock = pinned[name]
        print(f"{name} {version} ({lock}): {told}")
    print(f"{len(pinned)} packages, {len(set(found))} things to do" + (": see SECURITY.md#how-soon" if found else ""))
    if unknown:
        # What is at its newest has no fault that somebody has mended; of the others it has to be read.
        told = ", ".join(f"{name} {pinned[name][0]} ({there_is})" for name, _, there_is in newer) or "none"
        print(f"known faults were told by nobody: {unknown}\nnot at their newest: {told}", file=sys.stderr)
        return 2
    return 1 if found else 0


def _old(newer: Sequence[tuple[str, datetime | None, str]], now: datetime) -> Iterator[tuple[str, str]]:
    for name, came, there_is in newer:
        if came and now - came > OLDEST:
            yield name, f"came on {came:%Y-%m-%d}, more than a year ago; the newest is {there_is}"


def _asked(words: Sequence[str], lines: str) -> str:
    done = subprocess.run([sys.executable, "-m", *words], input=lines, capture_output=True, text=True, check=False)
    # pip-audit ends with 1 where it has found something, and has written all of it.
    if done.returncode and not done.stdout.lstrip().startswith("{"):
        raise NobodyAskedError(done.stderr.strip().rpartition("\n")[2] or f"{words[0]} ended with {done.returncode}")
    return done.stdout


def _short(text: str) -> str:
    return "".join(filter(str.isprintable, text.partition("\n")[0]))[:120]


if __name__ == "__main__":
    sys.exit(main())
