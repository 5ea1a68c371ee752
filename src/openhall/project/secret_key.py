"""The key that signs what is handed out and has to come back: made at the first need, kept in the hall's home."""

import os
import secrets
from pathlib import Path

_FOLDER, _FILE = "keys", "secret"
_BYTES = 32


def secret_key(home: Path) -> str:
    """Return the key of the hall in ``home``, the same for all its processes and after every start.

    Several processes may need it for the first time at once. Each writes one of its own beside the place and
    links it there: exactly one link is made, and nobody can read a half-written file.
    """
    path = home / _FOLDER / _FILE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        own = path.with_name(f".{_FILE}-{secrets.token_hex(8)}")
        descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()
    return path.read_text("ascii")
