"""How each source stands, for an operator: whether its system is set up, since when it is silent, what waits for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from openhall.blocks.exchange.definitions import CheckState, FactSource
from openhall.blocks.exchange.models import Silence, Stated


@dataclass(frozen=True, slots=True)
class Standing:
    """One source: ``silent_since`` is ``None`` while it answers, ``waiting`` counts answers that wait to be checked."""

    source: str
    kind: str
    is_set_up: bool
    silent_since: datetime | None
    failures: int
    again_at: datetime | None
    waiting: int


def standing_of(sources: Iterable[FactSource]) -> tuple[Standing, ...]:
    """Return how sources stand, in their order; what is no system elsewhere always answers."""
    silences: Mapping[str, Silence] = {each.source: each for each in Silence.objects.all()}
    rows = Stated.objects.filter(state=CheckState.WAITING).values_list("source").annotate(Count("id"))
    waiting: dict[str, int] = dict(rows)
    return tuple(_standing(source, silences.get(source.id), waiting.get(source.id, 0)) for source in sources)


def _standing(source: FactSource, silence: Silence | None, waiting: int) -> Standing:
    return Standing(
        source=source.id,
        kind=source.kind,
        is_set_up=source.kind != "outside" or source.id in _named(),
        silent_since=silence.since if silence else None,
        failures=silence.failures if silence else 0,
        again_at=silence.again_at if silence else None,
        waiting=waiting,
    )


def address_faults(sources: Iterable[FactSource]) -> list[str]:
    """Return which addresses of ``OPENHALL_SOURCES`` belong to no source, in words for an operator; none is good."""
    outside = {source.id for source in sources if source.kind == "outside"}
    told = "there is no source of the kind “outside” with this id in sources.yaml"
    return [f"OPENHALL_SOURCES: {name}: {told}" for name in sorted(_named() - outside)]


def _named() -> set[str]:
    return {each.partition("=")[0] for each in settings.OPENHALL_SOURCES}
