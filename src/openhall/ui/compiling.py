"""Templates are compiled once on a machine, as Python's own modules are, and once for all languages.

Compiling one takes longer than drawing with it. The result lies where Python keeps that of a module beside it:
``PYTHONPYCACHEPREFIX`` and ``PYTHONDONTWRITEBYTECODE`` hold for it too, and where nothing can be written nothing is
kept. Nothing of a filter or of a word is in the result (a test holds that), so it is the same for every language.
"""

import sys
from importlib.util import cache_from_source
from pathlib import Path
from types import CodeType
from uuid import uuid4

import jinja2
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """What templates were compiled to, by their names."""

    def __init__(self) -> None:
        self._codes: dict[str, tuple[str, CodeType]] = {}

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return what is known of a template: from this process, else from the file beside it."""
        # Not by the loader's key alone: the checksum tells whether it is of this text.
        bucket = Bucket(environment, filename or name, self.get_source_checksum(source))
        checksum, code = self._codes.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code
        else:
            self.load_bytecode(bucket)
            self._remember(bucket)
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        """Keep a template that was compiled."""
        self._remember(bucket)
        self.dump_bytecode(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key] = (bucket.checksum, bucket.code)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what an earlier process kept; what is of another text or another Python counts for nothing."""
        try:
            with kept_at(Path(bucket.key)).open("rb") as file:
                bucket.load_bytecode(file)
        except Exception:  # noqa: BLE001 - whatever is wrong with a kept file, the template itself is there
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for later processes; of two that write at once one is there in the end, whole."""
        if sys.dont_write_bytecode:
            return
        place = kept_at(Path(bucket.key))
        own = place.with_name(f"{place.name}.{uuid4().hex}")
        try:
            place.parent.mkdir(exist_ok=True, parents=True)
            try:
                with own.open("wb") as file:
                    bucket.write_bytecode(file)
                own.replace(place)
            finally:
                own.unlink(missing_ok=True)
        except OSError:
            return


def kept_at(template: Path) -> Path:
    """Return the file in which the code of a template is kept: one for each Python and each Jinja."""
    beside = Path(cache_from_source(str(template)))
    return beside.with_name(f"{template.name}-{beside.stem.rpartition('.')[2]}-{jinja2.__version__}.bin")
