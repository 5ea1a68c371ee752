"""Make the pack of the newest publication: every public page, feed and asset, and the search index."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from openhall.blocks.catalogue.facade import current_catalogue, make_search_index
from openhall.blocks.identity.facade import is_sign_in_open
from openhall.channels.api.public import public_responses as api_responses
from openhall.channels.portal.public import public_responses as portal_responses
from openhall.channels.portal.searching import search_pieces
from openhall.channels.portal.site import Site
from openhall.project.prepared.keys import is_current, wanted_key
from openhall.project.prepared.pack import write_pack
from openhall.project.prepared.store import PackStore
from openhall.ui.responses import PublicResponse


def prepare() -> bool:
    """Make the pack of what is published now, unless it is there already; tell whether it was made."""
    if is_current():
        return False
    make_search_index()
    catalogue = current_catalogue()
    site = Site(
        catalogue=catalogue,
        is_demo=settings.OPENHALL_DEMO,
        base_url=settings.OPENHALL_URL,
        has_sign_in=is_sign_in_open(),
    )
    PackStore(settings.PREPARED_FOLDER).make(wanted_key(), lambda folder: _write(folder, site))
    return True


def _write(folder: Path, site: Site) -> None:
    def responses() -> Iterator[PublicResponse]:
        yield from portal_responses(site)
        yield from search_pieces(site)
        yield from api_responses(site.catalogue, site.base_url)

    write_pack(folder, site.catalogue.digest, responses())
