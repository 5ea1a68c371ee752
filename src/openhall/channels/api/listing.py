"""One page of the list of services: filters, search, cursor."""

import base64
import binascii
from dataclasses import dataclass
from http import HTTPStatus

from openhall.blocks.catalogue.facade import MAX_QUERY, Catalogue, Searcher, ServiceSummary
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _

AUDIENCES = ("citizen", "business", "organisation", "visitor", "government")
MAX_LIMIT = 100
DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asks of the list."""

    q: str = ""
    audience: str = ""
    life_event: str = ""
    authority: str = ""
    limit: int = DEFAULT_LIMIT
    cursor: str = ""


def list_services(asked: Asked, catalogue: Catalogue, searcher: Searcher) -> tuple[list[ServiceSummary], str | None]:
    """Return one page and the cursor of the next; raise ``Problem`` for what cannot be meant."""
    _check(asked, catalogue)
    ordered = searcher.search(asked.q).services if asked.q.strip() else sorted(catalogue.summaries)
    found = [summary for summary in catalogue.chosen(ordered) if _fits(summary, asked)]
    return _page(found, _start(asked.cursor, found), asked.limit)


def first_page(catalogue: Catalogue) -> tuple[list[ServiceSummary], str | None]:
    """Return what the bare address of the list answers."""
    return _page(catalogue.chosen(sorted(catalogue.summaries)), 0, DEFAULT_LIMIT)


def _page(found: list[ServiceSummary], start: int, limit: int) -> tuple[list[ServiceSummary], str | None]:
    page = found[start : start + limit]
    is_last = start + limit >= len(found)
    return page, None if is_last else _cursor_after(page[-1].id)


def _check(asked: Asked, catalogue: Catalogue) -> None:
    if len(asked.q) > MAX_QUERY:
        told = _("The search is longer than %(most)s characters. Use fewer words.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "query-too-long", told, {"most": MAX_QUERY})
    if not 1 <= asked.limit <= MAX_LIMIT:
        told = _("“limit” counts from 1 to %(most)s.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "limit-out-of-range", told, {"most": MAX_LIMIT})
    for name, value, known in (
        ("audience", asked.audience, AUDIENCES),
        ("life_event", asked.life_event, tuple(catalogue.life_events)),
        ("authority", asked.authority, tuple(catalogue.authorities)),
    ):
        if value and value not in known:
            told = _("There is no %(name)s of this name. Known are: %(known)s.")
            params = {"name": name, "known": ", ".join(known)}
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"unknown-{name.replace('_', '-')}", told, params)


def _fits(summary: ServiceSummary, asked: Asked) -> bool:
    return (
        asked.audience in ("", *summary.audience)
        and asked.life_event in ("", *summary.life_events)
        and asked.authority in ("", summary.authority)
    )


def _cursor_after(service_id: str) -> str:
    return base64.urlsafe_b64encode(service_id.encode()).decode().rstrip("=")


def _start(cursor: str, found: list[ServiceSummary]) -> int:
    if not cursor:
        return 0
    try:
        after = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return [summary.id for summary in found].index(after) + 1
    except (binascii.Error, ValueError) as error:
        told = _("This cursor is not one of this list. Start again without it.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-cursor", told) from error
