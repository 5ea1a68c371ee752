"""Where the index of each publication lies, so that every process reads the same one."""

from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from openhall.blocks.catalogue.actions import newest_digest
from openhall.blocks.catalogue.queries import NothingPublishedError, current_catalogue, current_synonyms
from openhall.blocks.catalogue.search.index import build_index, read_index, write_index
from openhall.blocks.catalogue.search.searching import Searcher

_KEPT = 2


def make_search_index() -> None:
    """Make the index of the newest publication."""
    catalogue = current_catalogue()
    target = _path(catalogue.digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{uuid4().hex}")
    write_index(build_index(catalogue, current_synonyms()), draft)
    draft.replace(target)
    for old in sorted(target.parent.glob("*.index"), key=lambda path: path.stat().st_mtime_ns)[:-_KEPT]:
        old.unlink(missing_ok=True)


def searcher_of(publication: str) -> Searcher:
    """Return the searcher of a publication; raise ``NothingPublishedError`` when its index is not made yet."""
    path = _path(publication)
    try:
        return _open(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        msg = "the search index is not made yet"
        raise NothingPublishedError(msg) from error


def current_searcher() -> Searcher:
    """Return the searcher of the newest publication."""
    return searcher_of(newest_digest())


@lru_cache(maxsize=1)
def _open(path: Path, _changed_at: int) -> Searcher:
    return Searcher(read_index(path))


def _path(publication: str) -> Path:
    return Path(settings.OPENHALL_HOME) / "search" / f"{publication or 'none'}.index"
