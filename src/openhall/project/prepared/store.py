"""Where packs lie: one folder each, named by what it was made from, and a file that names the current one."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

CURRENT = "current"
_KEPT = 2
_CHECK_SECONDS = 1.0


class PackStore:
    """The packs below one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checked_at = 0.0
        self._seen: tuple[int, int] | None = None

    def current(self) -> Path | None:
        """Return the folder of the current pack, or ``None`` before the first."""
        try:
            name = (self._folder / CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        path = self._folder / name
        return path if path.is_dir() else None

    def has(self, key: str) -> bool:
        """Tell whether ``key`` is the current pack."""
        current = self.current()
        return current is not None and current.name == key

    def before(self) -> Path | None:
        """Return the folder of the pack that was current before, while it is kept."""
        current = self.current()
        return next((path for path in self._packs() if path != current), None)

    def make(self, key: str, write: Callable[[Path], object]) -> Path:
        """Make the pack ``key`` with ``write`` and name it the current one; the change is seen whole or not at all."""
        target = self._folder / key
        if not target.is_dir():
            draft = self._folder / f".{uuid4().hex}"
            draft.mkdir(parents=True)
            try:
                write(draft)
                draft.rename(target)
            except OSError:
                # Another process finished the same pack first: its bytes are the same.
                if not target.is_dir():
                    raise
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        self._point_to(key)
        self._forget_old()
        return target

    def has_moved(self) -> bool:
        """Tell, at the cost of a clock reading, whether another pack became the current one since the last look."""
        now = time.monotonic()
        if now - self._checked_at < _CHECK_SECONDS:
            return False
        self._checked_at = now
        try:
            stat = (self._folder / CURRENT).stat()
        except FileNotFoundError:
            return False
        seen, self._seen = self._seen, (stat.st_mtime_ns, stat.st_ino)
        return seen != self._seen

    def look_again(self) -> None:
        """Forget what was seen: the next look finds that the current pack has moved."""
        self._seen = None

    def _point_to(self, key: str) -> None:
        if self.has(key):
            return
        draft = self._folder / f".{uuid4().hex}"
        draft.write_text(key, "ascii")
        draft.replace(self._folder / CURRENT)

    def _packs(self) -> list[Path]:
        """Return the folders of all packs, the newest first."""
        packs = [path for path in self._folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
        return sorted(packs, key=lambda path: path.stat().st_mtime_ns, reverse=True)

    def _forget_old(self) -> None:
        current = self.current()
        for path in self._packs()[_KEPT:]:
            if path != current:
                shutil.rmtree(path, ignore_errors=True)
