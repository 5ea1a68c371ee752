"""Secrets from the environment: each directly, as ``NAME``, or from the file that ``NAME_FILE`` names."""

import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from openhall.kernel.secret_files import OLDEST, SecretFileError, SecretText, SecretWords, days_old
from openhall.project.deployment import KEY_AGES, Unsafe

#: All of them, each with its twin.
SECRETS: Mapping[str, str] = {
    "DATABASE_URL": "DATABASE_URL_FILE",
    "OPENHALL_SECRET_KEY": "OPENHALL_SECRET_KEY_FILE",
    "OPENHALL_MAIL_URL": "OPENHALL_MAIL_URL_FILE",
    "OPENHALL_SMS_URL": "OPENHALL_SMS_URL_FILE",
    "OPENHALL_STRIPE_KEY": "OPENHALL_STRIPE_KEY_FILE",
    "OPENHALL_STRIPE_WEBHOOK_SECRET": "OPENHALL_STRIPE_WEBHOOK_SECRET_FILE",
    "AWS_ACCESS_KEY_ID": "AWS_ACCESS_KEY_ID_FILE",
    "AWS_SECRET_ACCESS_KEY": "AWS_SECRET_ACCESS_KEY_FILE",
    "AWS_SESSION_TOKEN": "AWS_SESSION_TOKEN_FILE",
}
#: In days, of those that nobody else gave.
_OLDEST = {"OPENHALL_SECRET_KEY": KEY_AGES["secret"][1]}
#: What is secret in an address: a password, the name that a gateway of text messages knows, a key in what is asked.
_IN_ADDRESS = re.compile(r"://[^/?#@\s]*:[^/?#@\s]+@|sms\+https?://[^/?#@\s]+@|(?:key|token|password|secret)=")


def secret_text(name: str, environ: Mapping[str, str] | None = None) -> str | SecretText:
    """Return a secret; empty where there is none. Raises ``SystemExit`` with a sentence for the operator."""
    given = os.environ if environ is None else environ
    said, place = (given.get(name) or "").strip(), given.get(SECRETS[name]) or ""
    if said and place:
        raise SystemExit(f"{name} and {SECRETS[name]} are both set. Leave one of them out.")
    if not place:
        return said
    try:
        return _kept(Path(place))
    except SecretFileError as error:
        raise SystemExit(f"{SECRETS[name]}: {error}. Mend the file, or leave the variable out.") from error


@lru_cache(maxsize=64)
def _kept(path: Path) -> SecretText:
    return SecretText(path)


def secret_words(name: str) -> Sequence[str]:
    """Return the words of a secret. Raises as above."""
    found = secret_text(name)
    return SecretWords(found) if isinstance(found, SecretText) else tuple(found.split())


def unsafe_secret_files(environ: Mapping[str, str], *, now: float) -> Iterator[Unsafe]:
    """Yield files of secrets that others on the machine can read, or that are the same for too long.

    ``now`` in seconds.
    """
    for name, twin in SECRETS.items():
        place = environ.get(twin) or ""
        days, most = _days(Path(place), now) if place else 0, _OLDEST.get(name, OLDEST)
        if days > most:
            yield Unsafe(
                "old-secret",
                f"{place} ({twin}) is the same for {days} days; {most} are the most.",
                "Change it where it was given out, and let its keeper write the new one.",
            )
        mode = _mode(Path(place)) if place else 0
        if mode & stat.S_IRWXO:
            yield Unsafe(
                "secret-file-modes",
                f"{place} ({twin}) has mode {mode:04o}: every account of the machine can read it.",
                "Let its keeper write it with mode 0400 for the account of the hall.",
            )


def secrets_said(environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of secrets that stand in the environment itself."""
    for name in SECRETS:
        said = environ.get(name) or ""
        # An address of a database on a socket holds no secret, nor does one that names certificates.
        if said and (not name.endswith("_URL") or _IN_ADDRESS.search(said)):
            yield name


def _days(path: Path, now: float) -> int:
    try:
        return days_old(path, now)
    except OSError:
        return 0


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0
