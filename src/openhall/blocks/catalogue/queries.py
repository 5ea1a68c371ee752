"""Read what is published."""

from functools import lru_cache

import msgspec

from openhall.blocks.catalogue.definitions import Jurisdiction
from openhall.blocks.catalogue.models import Publication
from openhall.blocks.catalogue.snapshot import Catalogue

_CHUNK = 20


class NothingPublishedError(LookupError):
    """No publication exists yet: the hall has nothing to show."""


def current_catalogue() -> Catalogue:
    """Return the newest published catalogue; raise ``NothingPublishedError`` before the first publication."""
    newest = Publication.objects.order_by("-id").values_list("id", "digest").first()
    if newest is None:
        msg = "nothing has been published yet; run: openhall load"
        raise NothingPublishedError(msg)
    return _catalogue(*newest)


def current_synonyms() -> dict[str, object]:
    """Return the search synonyms of the newest publication."""
    raw = Publication.objects.order_by("-id").values_list("synonyms", flat=True).first()
    return {} if raw is None else msgspec.json.decode(raw, type=dict[str, object])


@lru_cache(maxsize=1)
def _catalogue(publication_id: int, digest: str) -> Catalogue:
    publication = Publication.objects.get(pk=publication_id)
    # Row by row: three hundred definitions at once, as the database gives them, take as much memory again.
    rows = publication.versions.order_by("service").values_list("service", "definition").iterator(chunk_size=_CHUNK)
    return Catalogue(
        digest=digest,
        published_at=publication.published_at,
        jurisdiction=msgspec.json.decode(publication.jurisdiction, type=Jurisdiction),
        definitions={service: definition.encode() for service, definition in rows},
    )
