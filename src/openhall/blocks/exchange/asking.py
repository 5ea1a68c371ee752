"""The registry of kinds of sources. Blocks above hand theirs in when they start; this one brings its own."""

from collections.abc import Callable

from openhall.blocks.exchange.definitions import Answered, Asking, FactSource
from openhall.blocks.identity.facade import facts_of
from openhall.blocks.journal.facade import Reader

#: What asks one kind of source. It raises ``SourceDownError``; a fact that it does not know is left out.
Fetching = Callable[[FactSource, tuple[str, ...], Asking, Reader], Answered]

_KINDS: dict[str, Fetching] = {}


def register_source_kind(kind: str, fetching: Fetching) -> None:
    """Let sources of ``kind`` be asked by ``fetching``, once for each kind; called from an ``AppConfig.ready``."""
    known = _KINDS.setdefault(kind, fetching)
    if known is not fetching:
        raise ValueError(f"sources of the kind “{kind}” are asked already")


def ask_source(source: FactSource, wanted: tuple[str, ...], asking: Asking, reader: Reader) -> Answered:
    """Return what a source answers. Raises ``SourceDownError``, and ``LookupError`` for a kind that nobody asks."""
    return _KINDS[source.kind](source, wanted, asking, reader)


def ask_people(_source: FactSource, wanted: tuple[str, ...], asking: Asking, reader: Reader) -> Answered:
    """Return what the record of people and organisations holds: it is the source itself, so it is so as of now."""
    held = facts_of(asking.person, asking.organisation or None, reader=reader)
    return Answered({fact: held[fact] for fact in wanted if fact in held}, reader.now)


register_source_kind("people", ask_people)
