"""What an operator may have left unsafe: each fault with how to mend it. Nothing is changed, and no secret is shown."""

import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_SECRETS = ("OPENHALL_SECRET_KEY",)
_SHORTEST_SECRET = 32
#: File systems on other machines: SQLite's locks and its shared memory do not hold there.
_FAR_AWAY = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "fuse.sshfs", "glusterfs", "fuse.glusterfs"}
)
_MASTER = "master.key"
#: How old the newest key of a kind may become, in days: docs/reference/security.md.
KEY_AGES: Mapping[str, tuple[str, int]] = {
    "secret": ("secret", 366),
    "openid-es256.pem": ("openid", 366),
    "exchange.pem": ("exchange", 731),
    "papers/time-stamps.pem": ("papers", 1096),
    "credentials.key": ("credentials", 1096),
    "log.key": ("log", 1096),
    _MASTER: ("columns", 731),
    "codes.key": ("codes", 731),
}
#: Kinds that come from the first master key until they are changed: they are as old as it is.
_FROM_MASTER = frozenset({"credentials.key", "codes.key"})
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_FEWEST_FREE = 1_000_000_000
_MEND_WALLET = "Ask who makes the wallet for its public keys as a JWK set, and put them into the file."
_MEND_SOURCE = "Mend the setting, or take the system out of it (docs/howto/connect-a-source.md)."
_MOUNTS = Path("/proc/mounts")


@dataclass(frozen=True, slots=True)
class Installed:
    """How a hall is set up: what its settings say, its environment, and what is mounted where."""

    url: str
    hosts: tuple[str, ...]
    is_demo: bool
    is_debugging: bool
    home: Path
    keys: Path
    mail: tuple[str, ...]
    mail_from: str
    database: Path | None
    environ: Mapping[str, str]
    mounts: str
    #: What is wrong with the outside identity providers, as ``identity`` says it: file and fault.
    providers: tuple[tuple[str, str], ...] = ()
    #: What is wrong with the systems of other authorities, as ``exchange`` says it.
    systems: tuple[str, ...] = ()
    sms: tuple[str, ...] = ()
    scanner: str = ""
    storage: str = ""
    limits: str = "always"
    #: How many proxies are believed.
    proxies: int = 0
    #: What is wrong with the files of those who make wallets; whether any is named.
    wallets: tuple[str, ...] = ()
    knows_wallets: bool = True
    #: Files and settings that let signatures of RSA with PKCS#1 v1.5 be taken.
    old_signatures: tuple[str, ...] = ()
    #: Whether private calendars have an address that carries their password.
    has_calendar_links: bool = False
    #: Whether people may sign in with passwords; whether a file of leaked ones is named, and what is wrong with it.
    has_passwords: bool = True
    has_breached: bool = False
    breached: tuple[str, ...] = ()
    #: Where PostgreSQL is, and what ``sslmode`` says; empty on SQLite.
    database_host: str = ""
    database_tls: str = ""
    #: Seconds since 1970.
    now: float = 0


@dataclass(frozen=True, slots=True)
class Unsafe:
    """One thing that is unsafe: a name to search for, what is wrong, and how to mend it."""

    name: str
    wrong: str
    mend: str


def unsafe_things(installed: Installed) -> list[Unsafe]:
    """Return everything that is unsafe, the public address first."""
    return [
        *_address(installed),
        *_openness(installed),
        *_letters(installed),
        *_keys(installed),
        *_old_keys(installed),
        *_disks(installed),
        *(
            Unsafe(
                "identity-provider", f"{file}: {wrong}.", "Mend the file, or take it out of OPENHALL_IDENTITY_PROVIDER."
            )
            for file, wrong in installed.providers
        ),
        *_calendars(installed),
        *(Unsafe("wallets", f"{wrong}.", _MEND_WALLET) for wrong in installed.wallets),
        *_passwords(installed),
        *(Unsafe("source", f"{wrong}.", _MEND_SOURCE) for wrong in installed.systems),
    ]


def mounts_here() -> str:
    """Return what is mounted on this machine, or nothing where the system does not say."""
    try:
        return _MOUNTS.read_text("utf-8")
    except OSError:
        return ""


def _address(installed: Installed) -> Iterator[Unsafe]:
    parts = urlsplit(installed.url)
    if parts.scheme != "https":
        yield Unsafe(
            "url",
            f"The address {installed.url} is not encrypted: sessions can be read on the way.",
            "Put a proxy with TLS in front and set OPENHALL_URL=https://…",
        )
    if parts.scheme == "https" and (parts.path.strip("/") or parts.port not in {None, 443}):
        yield Unsafe(
            "shared-name",
            f"Under the name {parts.hostname} other applications can answer, and share its cookies and pages.",
            "Give the hall a name of its own, and set OPENHALL_URL=https:// and that name, with no path and no port.",
        )
    if not installed.hosts or any("*" in host or host.startswith(".") for host in installed.hosts):
        yield Unsafe(
            "hosts",
            "The hall answers to any name, so links can be made to lead elsewhere.",
            f"Set OPENHALL_HOSTS={parts.hostname or 'hall.example.org'},127.0.0.1",
        )
    elif parts.hostname not in installed.hosts:
        yield Unsafe(
            "hosts", f"The hall does not answer to its own name {parts.hostname}.", "Add it to OPENHALL_HOSTS."
        )


def _openness(installed: Installed) -> Iterator[Unsafe]:
    if installed.is_demo:
        yield Unsafe(
            "demo", "It is a demonstration: anybody can be anybody, officers included.", "Set OPENHALL_DEMO=0 and load."
        )
    if installed.is_debugging:
        yield Unsafe("debug", "Faults show what is inside.", "Leave DEBUG off in the settings.")
    host = installed.environ.get("HOST") or "127.0.0.1"
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        yield Unsafe(
            "listening",
            f"The hall listens on {host}: it can be reached past the proxy, without encryption.",
            "Set HOST=127.0.0.1, or close the port to everybody but the proxy.",
        )
    # In files that start services the environment is readable by everybody on the machine.
    for name in _SECRETS:
        secret = installed.environ.get(name, "")
        if secret:
            yield Unsafe(
                "secret-in-environment",
                f"{name} stands in the environment, where other programs of the account read it.",
                f"Leave it out: the hall keeps one in {installed.keys / 'secret'}. Several machines share that file.",
            )
        if secret and min(map(len, secret.split())) < _SHORTEST_SECRET:
            yield Unsafe("short-secret", f"{name} is short enough to be guessed.", "Take 64 random signs or more.")


def _letters(installed: Installed) -> Iterator[Unsafe]:
    if not installed.mail:
        yield Unsafe("mail", "No letter leaves the house: mail is written into files.", "Set OPENHALL_MAIL_URL.")
    for address in installed.mail:
        parts = urlsplit(address)
        if parts.scheme == "smtp" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
            yield Unsafe(
                "mail-in-clear", f"Mail goes to {parts.hostname} without encryption.", "Use smtp+tls:// or smtps://."
            )
    if installed.mail and installed.mail_from.rpartition("@")[2] in {"", "localhost"}:
        yield Unsafe("mail-from", "Letters come from nobody.", "Set OPENHALL_MAIL_FROM to an address that can answer.")


def _keys(installed: Installed) -> Iterator[Unsafe]:
    if installed.home.exists() and stat.S_IMODE(installed.home.stat().st_mode) & stat.S_IRWXO:
        told = f"{installed.home} is open to every account of this machine: letters and the database lie there."
        yield Unsafe("home-modes", told, f"chmod 0700 {installed.home}")
    found = [installed.keys, *sorted(installed.keys.rglob("*"))] if installed.keys.exists() else []
    for path in found:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & _OTHERS:
            right = "0700" if path.is_dir() else "0600"
            yield Unsafe("key-modes", f"{path} has mode {mode:04o}: others can open it.", f"chmod {right} {path}")
        elif path.stat().st_uid != os.geteuid():
            yield Unsafe("key-owner", f"{path} belongs to another account.", "chown it to the account of the hall.")


def _old_keys(installed: Installed) -> Iterator[Unsafe]:
    """Yield kinds of keys of which the newest is older than it should be."""
    for name, (kind, most) in KEY_AGES.items():
        path = installed.keys / name
        made = _made(path) or (_made(installed.keys / _MASTER) if name in _FROM_MASTER else [])
        days = int((installed.now - max(made)) // 86_400) if made else 0
        if days > most:
            yield Unsafe("old-key", f"{path} is {days} days old.", f"Run: openhall keys rotate {kind}")


def _made(path: Path) -> list[float]:
    return [each.stat().st_mtime for each in path.parent.glob(f"{path.name}*") if each.is_file()]


def _calendars(installed: Installed) -> Iterator[Unsafe]:
    if installed.has_calendar_links:
        yield Unsafe(
            "calendar-links",
            "Private calendars have an address that carries their password: whoever reads a log on the way opens them.",
            "Leave OPENHALL_CALENDAR_LINKS out: programs then send the password by itself, or people take a file.",
        )


def _passwords(installed: Installed) -> Iterator[Unsafe]:
    if installed.has_passwords and not installed.has_breached:
        yield Unsafe(
            "breached-passwords",
            "People may choose passwords that are known from leaks: they are held against no file of such.",
            "Set OPENHALL_BREACHED_PASSWORDS (docs/howto/refuse-leaked-passwords.md).",
        )
    for wrong in installed.breached:
        yield Unsafe("breached-passwords", f"{wrong}.", "Fetch it again (docs/howto/refuse-leaked-passwords.md).")


def _disks(installed: Installed) -> Iterator[Unsafe]:
    if installed.database is not None:
        kind = file_system_of(installed.database, installed.mounts)
        if kind in _FAR_AWAY:
            yield Unsafe(
                "sqlite-far-away",
                f"{installed.database} lies on {kind}: locks do not hold there, and data is lost.",
                "Move OPENHALL_HOME to a disk of this machine, or use PostgreSQL.",
            )
    if installed.home.exists() and shutil.disk_usage(installed.home).free < _FEWEST_FREE:
        yield Unsafe("disk", f"Less than 1 GB is free at {installed.home}.", "Make room before letters are refused.")


def file_system_of(path: Path, mounts: str) -> str:
    """Return the kind of file system that ``path`` lies on, by the lines of ``/proc/mounts``."""
    lines = (line.split() for line in mounts.splitlines())
    known = {Path(words[1].replace("\\040", " ")): words[2] for words in lines if len(words) > 2}  # noqa: PLR2004
    return next((known[folder] for folder in (path, *path.parents) if folder in known), "")
