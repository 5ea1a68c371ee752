"""Read what is published."""

from collections.abc import Iterator
from functools import lru_cache

import msgspec
from django.db import connection

from openhall.blocks.catalogue.definitions import Jurisdiction, Pattern, Service
from openhall.blocks.catalogue.models import Publication, ServiceVersion
from openhall.blocks.catalogue.snapshot import Catalogue, read_service
from openhall.blocks.rules.facade import DecisionTable

_CHUNK = 20
_jurisdiction = msgspec.json.Decoder(Jurisdiction)
_synonyms = msgspec.json.Decoder(dict[str, object])
_NEWEST = "SELECT id, digest FROM catalogue_publication ORDER BY id DESC LIMIT 1"


class NothingPublishedError(LookupError):
    """No publication exists yet: the hall has nothing to show."""


def current_catalogue() -> Catalogue:
    """Return the newest published catalogue; raise ``NothingPublishedError`` before the first publication."""
    # Written out: building this query anew takes ten times as long as asking it, at every request.
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        newest = cursor.fetchone()
    if newest is None:
        msg = "nothing has been published yet; run: openhall load"
        raise NothingPublishedError(msg)
    return _catalogue(*newest)


def current_synonyms() -> dict[str, object]:
    """Return the search synonyms of the newest publication."""
    raw = Publication.objects.order_by("-id").values_list("synonyms", flat=True).first()
    return {} if raw is None else _synonyms.decode(raw)


@lru_cache(maxsize=64)
def version_of(service_id: str, version: int, revision: int) -> Service | None:
    """Return a service as it was published in one version: what a draft or case was made from never changes."""
    found = ServiceVersion.objects.filter(service=service_id, version=version, revision=revision)
    definition = found.values_list("definition", flat=True).first()
    return None if definition is None else read_service(definition)


@lru_cache(maxsize=1)
def _catalogue(publication_id: int, digest: str) -> Catalogue:
    publication = Publication.objects.get(pk=publication_id)
    # Row by row: three hundred definitions at once, as the database gives them, take as much memory again.
    rows = publication.versions.order_by("service").values_list("service", "definition").iterator(chunk_size=_CHUNK)
    return Catalogue(
        digest=digest,
        published_at=publication.published_at,
        jurisdiction=_jurisdiction.decode(publication.jurisdiction),
        definitions={service: definition.encode() for service, definition in rows},
        older=lambda pattern: (each for one in _before(publication_id) for each in one.patterns if each.id == pattern),
        older_tables=lambda table: (each for one in _before(publication_id) for each in one.tables if each.id == table),
    )


class _Drawn(msgspec.Struct):
    """As much of a published jurisdiction as tells what its processes call their parts, and which tables they ask."""

    patterns: tuple[Pattern, ...] = ()
    tables: tuple[DecisionTable, ...] = ()


_drawn = msgspec.json.Decoder(_Drawn)


def _before(publication: int) -> Iterator[_Drawn]:
    """Yield each publication before this one, the newest first."""
    published = Publication.objects.filter(pk__lt=publication).order_by("-pk").values_list("jurisdiction", flat=True)
    yield from map(_drawn.decode, published.iterator(chunk_size=1))
