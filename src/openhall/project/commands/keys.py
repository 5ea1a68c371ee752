"""``openhall keys``: which keys this hall has; a fresh one takes the place of another, and nobody loses anything."""

import argparse
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from openhall.blocks.documents.facade import (
    CREDENTIAL_KEYS,
    STORED,
    StoreAwayError,
    change_paper_keys,
    reseal_stored,
)
from openhall.blocks.exchange.facade import EXCHANGE_KEY, fresh_exchange_key, public_text
from openhall.blocks.federation.facade import OPENID_KEY, fresh_openid_key
from openhall.blocks.identity.facade import links_marked_before, seal_authenticators_anew
from openhall.blocks.journal.facade import (
    CODES_KEY,
    KeyFileError,
    MarkedAnew,
    NotTheOwnerError,
    Resealed,
    add_code_key,
    add_log_key,
    add_master_key,
    add_to_ring,
    append_leaf,
    copy_forgettable,
    key_ring,
    make_marks_anew,
    marked_columns,
    note_master,
    reseal_column,
    sealed_columns,
    wrap_anew,
)
from openhall.kernel.key_files import KeyTakenError
from openhall.project.secret_key import NAME as SECRET
from openhall.project.secret_key import fresh_secret, given_secrets

#: Of all keys the one file that changes: what is forgotten leaves it.
FORGETTABLE = "forgetting.sqlite3"
_SHOWN = "%Y-%m-%d %H:%M"


class _NotChangedError(Exception):
    """The key stays as it is; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of key: its file in ``keys/``, what it is for, how another takes its place, and how long that waits."""

    file: str
    told: str
    change: Callable[[datetime], str]
    waits: timedelta = timedelta(0)
    #: What follows once the change is written down.
    after: Callable[[], None] = lambda: None
    #: The same, so that nothing which older keys made is taken any more; none where that is done by hand.
    change_alone: Callable[[datetime], str] | None = None


def _change_secret(begins: datetime) -> str:
    if given_secrets():
        raise _NotChangedError(
            "OPENHALL_SECRET_KEY stands in the environment, or in a file of it. Put a new one before it, with a space "
            "between, and start the hall again unless it is a file: the first signs, the others are still known."
        )
    # The first has to be there, or the new one would be the only one.
    key_ring(SECRET, fresh_secret)
    add_to_ring(SECRET, fresh_secret(), begins=begins)
    return "What older keys have signed is still known."


def _change_log(begins: datetime) -> str:
    fresh = add_log_key(now=begins)
    return (
        f"The log is now signed by {fresh.verifier}\n"
        "New checkpoints carry the signature of the key before, too. Tell those who watch the log: /api/v1/log/key."
    )


def _change_columns(begins: datetime) -> str:
    add_master_key(now=begins)
    note_master()
    return (
        "Keys of people and matters are wrapped by it, and new marks by which rows are found come from it. The older "
        "ones stay: rows are found by their marks as well, until openhall keys reseal makes these anew."
    )


def _wrap_all() -> None:
    """Wrap everything by the newest key, in small steps: nobody waits. Whoever ends this early does it again."""
    _wrap_keys()
    seal_authenticators_anew()


def _wrap_keys() -> None:
    last = wrap_anew()
    while last:
        last = wrap_anew(after=last)


def _change_codes(begins: datetime) -> str:
    add_code_key(now=begins, is_alone=False)
    return "New codes are made by it, and those that people hold are still taken: --alone ends them."


def _change_codes_alone(begins: datetime) -> str:
    add_code_key(now=begins, is_alone=True)
    return (
        "No older code is taken any more. Guests, holders of printed codes and of tokens of appointments have to be "
        "given new ones; private calendars have new passwords."
    )


def _change_openid(begins: datetime) -> str:
    key_ring(OPENID_KEY, fresh_openid_key)
    add_to_ring(OPENID_KEY, fresh_openid_key(), begins=begins)
    return "/openid/keys shows it already, and the one before for thirty days after."


def _change_exchange(begins: datetime) -> str:
    key_ring(EXCHANGE_KEY, fresh_exchange_key)
    fresh = add_to_ring(EXCHANGE_KEY, fresh_exchange_key(), begins=begins)
    return f"Let those who exchange data with this hall register it beside the one they have: {public_text(fresh.text)}"


def _change_papers(begins: datetime) -> str:
    names = change_paper_keys(with_root=False, now=begins)
    return f"{len(names)} keys sign from now on. Papers that were signed before stay good."


def _change_root(begins: datetime) -> str:
    names = change_paper_keys(with_root=True, now=begins)
    return (
        f"{len(names)} keys, with a new root. Whoever trusts the old root outside of the hall needs the new one, too."
    )


def _change_credentials(begins: datetime) -> str:
    add_to_ring(CREDENTIAL_KEYS, secrets.token_hex(32), begins=begins)
    return "The lists of public keys and the page that checks without a connection show it already."


#: Wallets, and systems that sign people in, read the lists of keys once a day; people at other offices type them in.
_A_DAY, _TWO_WEEKS = timedelta(days=1), timedelta(days=14)
KINDS: Mapping[str, Kind] = {
    "secret": Kind(SECRET, "cookies of devices, and of the minutes of signing in", _change_secret),
    "log": Kind("log.key", "checkpoints, acknowledgements and receipts", _change_log),
    "columns": Kind("master.key", "wraps the keys of people and matters", _change_columns, after=_wrap_all),
    "codes": Kind(
        CODES_KEY,
        "secrets of guests, printed codes, tokens of appointments, private calendars",
        _change_codes,
        change_alone=_change_codes_alone,
    ),
    "openid": Kind(OPENID_KEY, "tells systems of departments who somebody is", _change_openid, _A_DAY),
    "exchange": Kind(EXCHANGE_KEY, "questions and answers between authorities", _change_exchange, _TWO_WEEKS),
    "papers": Kind("papers", "papers of offices, and their time stamps", _change_papers),
    "papers-root": Kind("papers/root.pem", "vouches for the keys of papers; changes those as well", _change_root),
    "credentials": Kind(CREDENTIAL_KEYS, "square codes on papers, papers in wallets", _change_credentials, _A_DAY),
}


_RESEAL = (
    "seal what the hall keeps anew, in the way that OPENHALL_SEALING names, and make the marks by which rows are "
    "found anew, under the newest key and in the way that OPENHALL_MARKING names"
)
_ABOUT_RESEALING = (
    "the hall may be open. In steps of 500 rows or 50 files, each a leaf of the log; ended early, it is called again. "
    "What refuses changes of these rows is lifted within each step, which on PostgreSQL only the owner of the tables "
    "may do. What waits for a day (uploads under way) is no part. 0 when all that can be read is in the way of now."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    told = "list the keys of this hall, and from when each is used; no secret is shown"
    acts.add_parser("list", help=told, description=told).set_defaults(do=_list)
    told = (
        "copy all keys to another place, instead of the copy that lies there: an older one would open what was erased"
    )
    copy = acts.add_parser("copy", help=told, description=told)
    copy.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="a folder of its own, away from the database"
    )
    copy.set_defaults(do=_copy)
    told = "let a fresh key take the place of one; the hall may be open, and nobody loses anything"
    rotate = acts.add_parser("rotate", help=told, description=told)
    rotate.add_argument("kind", choices=list(KINDS), help="which one (see list)")
    rotate.add_argument("--now", action="store_true", help="use it at once, where it would first be shown to others")
    told = "for codes: take nothing any more that an older key made, because somebody has taken that key"
    rotate.add_argument("--alone", action="store_true", help=told)
    rotate.set_defaults(do=_rotate)
    reseal = acts.add_parser("reseal", help=_RESEAL, description=f"{_RESEAL}; {_ABOUT_RESEALING}")
    reseal.set_defaults(do=_reseal)


def run(options: argparse.Namespace) -> int:
    """Do one of them; 0 when it is done."""
    try:
        print(options.do(options))
    except (_NotChangedError, KeyFileError, KeyTakenError, NotTheOwnerError, StoreAwayError) as error:
        told = f"{error} was made this very second" if isinstance(error, KeyTakenError) else error
        print(f"not changed: {told}", file=sys.stderr)
        return 1
    return 0


def _rotate(options: argparse.Namespace) -> str:
    kind, now = KINDS[options.kind], datetime.now(UTC)
    change = kind.change_alone if options.alone else kind.change
    if change is None:
        raise _NotChangedError(f"--alone is for codes; docs/howto/change-keys.md says how to end an old {options.kind}")
    begins = now if options.now else now + kind.waits
    with transaction.atomic():
        statement = {"key": options.kind, "begins": f"{begins:%Y-%m-%dT%H:%M:%SZ}"}
        append_leaf(kind="key.changed", subject=f"key:{options.kind}", statement=statement, now=now)
        told = change(begins)
    kind.after()
    when = "at once" if begins <= now else f"from {begins:{_SHOWN}} UTC on"
    return f"{options.kind}: a fresh key is used {when}.\n{told}\nKeep a copy of {settings.KEYS_FOLDER} again."


def _reseal(_options: argparse.Namespace) -> str:
    """Seal everything anew, and tell of each; what was done stays done, also where another fails."""
    _wrap_keys()
    found = []
    for name, done in _sealed_anew():
        print(f"{name}: {_told_of(done)}", flush=True)
        found.append(done)
    told = _mark_anew()
    if not all(done.is_done for done in found):
        raise _NotChangedError(
            "some of it, see above. What was written in another way meanwhile is of a machine or process with another "
            "OPENHALL_SEALING. What does not open was changed or is gone, or the master key is another one."
        )
    anew = sum(each.anew for each in found)
    return f"All that can be read is sealed by {settings.OPENHALL_SEALING}: {anew} anew.\n{told}"


def _mark_anew() -> str:
    """Make the marks of every column anew, and tell of each; return what is to be said of all of them."""
    made, taken = 0, 0
    for column in marked_columns():
        done = make_marks_anew(column, now=datetime.now(UTC))
        print(f"{column}: {_told_of_marks(done)}", flush=True)
        made, taken = made + done.anew, taken + done.taken
    if taken:
        raise _NotChangedError(
            f"{taken} marks, see above: two rows are of one thing. Which of them is right, people say."
        )
    links = links_marked_before()
    later = f" {links} links to providers follow when somebody signs in by them." if links else ""
    return (
        f"Marks that can be made anew are made by {settings.OPENHALL_MARKING} and the newest key: {made} anew.{later}"
    )


def _told_of_marks(done: MarkedAnew) -> str:
    others = {"without a key": done.lost, "of nothing that is known": done.unlike, "of another row": done.taken}
    return ", ".join([f"{done.anew} marked anew", *(f"{rows} {what}" for what, rows in others.items() if rows)])


def _sealed_anew() -> Iterator[tuple[str, Resealed]]:
    for column in sealed_columns():
        yield str(column), reseal_column(column, now=datetime.now(UTC))
    for stored in STORED:
        yield stored, reseal_stored(stored, now=datetime.now(UTC))
    yield "authenticators", seal_authenticators_anew()


def _told_of(done: Resealed) -> str:
    others = {"without a key": done.destroyed, "not to be opened": done.broken, "in another way meanwhile": done.late}
    return ", ".join([f"{done.anew} sealed anew", *(f"{rows} {what}" for what, rows in others.items() if rows)])


def _copy(options: argparse.Namespace) -> str:
    place: Path = options.to
    if place.exists() and any(place.iterdir()) and not (place / FORGETTABLE).exists():
        raise _NotChangedError(f"{place} holds other things. Give a folder of its own, or an earlier copy.")
    # What lies there may be of a hall as it was: whatever was forgotten since goes with it.
    held = [path for path in sorted(settings.KEYS_FOLDER.rglob("*")) if path.is_file() and _is_whole(path)]
    for path in held:
        _put(place / path.relative_to(settings.KEYS_FOLDER), path)
    copy_forgettable(place / FORGETTABLE)
    return f"{len(held) + 1} files are copied to {place}. Keep no other copy: an older one opens what was erased since."


def _is_whole(path: Path) -> bool:
    return not path.name.startswith((".", FORGETTABLE))


def _put(place: Path, path: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_name(f".{place.name}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(path.read_bytes())
        os.fsync(file.fileno())
    draft.replace(place)


def _list(_options: argparse.Namespace) -> str:
    return "\n".join(f"{name:12} {_age(kind)}\n{'':12} {kind.told}" for name, kind in KINDS.items())


def _age(kind: Kind) -> str:
    place: Path = settings.KEYS_FOLDER / kind.file
    ring = key_ring(f"{kind.file}/time-stamps.pem" if place.is_dir() else kind.file)
    if not ring:
        return "made when it is first needed"
    since = [each.begins if each.begins.year > 1 else _made(each.path) for each in ring]
    return f"{len(ring)} in all, the newest from {since[-1]:{_SHOWN}} UTC"


def _made(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
