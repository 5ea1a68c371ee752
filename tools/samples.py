"""Draw every component in every state, as the page of components does: one that broke is named, not met there."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from traceback import extract_tb

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openhall.project.settings")
django.setup()

# These need the framework's registry of applications, which the call above fills.
from django.conf import settings  # noqa: E402

from openhall.blocks.catalogue.facade import Catalogue  # noqa: E402
from openhall.blocks.catalogue.loading.resolving import resolve_jurisdiction  # noqa: E402
from openhall.blocks.catalogue.loading.sources import read_sources  # noqa: E402
from openhall.channels.portal.desk_samples import DESK_SAMPLES, desk_sample_page  # noqa: E402
from openhall.channels.portal.showcase import PARTS, draw_sample  # noqa: E402
from openhall.channels.portal.site import Site  # noqa: E402
from openhall.kernel.languages import ALL  # noqa: E402

_TOWN = "jurisdictions/example"


def samples(site: Site) -> Iterator[tuple[str, Callable[[], str | None]]]:
    """Yield every sample: where it is seen, and what draws it."""
    for language in ALL:
        for part in PARTS:
            yield f"/ui/#{part.id} ({language.code})", partial(draw_sample, site, part, language)
        for sample in DESK_SAMPLES:
            place = f"/{language.slug}/ui/desk/{sample.name}/"
            yield place, partial(desk_sample_page, site, language, sample.name)


def fault_of(draw: Callable[[], str | None]) -> str:
    """Return why a sample cannot be drawn, or an empty text."""
    try:
        return "" if draw() else "nothing is drawn"
    except Exception as error:  # noqa: BLE001 - whatever breaks a sample is what is looked for
        frames = extract_tb(error.__traceback__)
        last = next((frame for frame in reversed(frames) if frame.filename.endswith(".jinja")), frames[-1])
        return f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"


def town() -> Site:
    """Return the example town, whose jurisdiction is all that samples need."""
    jurisdiction = resolve_jurisdiction(read_sources(settings.ROOT / _TOWN))
    catalogue = Catalogue(digest="", published_at=datetime.now(UTC), jurisdiction=jurisdiction, definitions={})
    return Site(catalogue=catalogue, is_demo=True, base_url="http://hall.test")


def main() -> int:
    """Print each sample that is broken; 1 when there are any."""
    broken = [(place, fault) for place, draw in samples(town()) if (fault := fault_of(draw))]
    for place, fault in broken:
        print(f"{place}: {fault}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
