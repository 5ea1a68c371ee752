"""Notices on display for programs: what others have asked for, and until when somebody can object."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.registers.facade import NoticeFacts, notices_on_display
from openhall.channels.api.representations import JSON
from openhall.channels.api.shapes import Texts
from openhall.kernel.rights import Right, open_to

router = Router(tags=["registers"])


class NoticeFact(Schema):
    """One line of a notice."""

    label: Texts
    value: Any
    words: Texts = Field(description="the same in each language, where it is not the value itself")


class NoticeItem(Schema):
    """A notice that everybody can read today."""

    number: str = Field(description="whoever objects names it")
    service: str
    authority: str
    shown_on: date
    last_day: date = Field(description="the last day on which somebody can object")
    lines: list[NoticeFact]
    objections: str | None = Field(description="the service that takes an objection; null: the office does")
    question: str | None = Field(description="its question for the number")


class NoticePage(Schema):
    """One page of what is on display; ask again with ``cursor`` for the next one."""

    items: list[NoticeItem]
    total: int
    next_cursor: str | None = Field(description="null on the last page")


class NoticesQuery(Schema):
    """Which page."""

    cursor: int = Field(1, description="next_cursor of the page before", ge=1, le=1_000_000)


@router.get("", response={200: NoticePage}, operation_id="list_notices")
@open_to(Right.EVERYONE)
def list_notices(request: HttpRequest, query: Query[NoticesQuery]) -> HttpResponse:
    """List the notices that are on display today, the next to end first."""
    del request
    today = timezone.now().astimezone(ZoneInfo(current_catalogue().jurisdiction.time_zone)).date()
    found = notices_on_display(today=today, page=query.cursor)
    value = {
        "items": [_item(each) for each in found.notices],
        "total": found.total,
        "next_cursor": str(found.page + 1) if found.page < found.pages else None,
    }
    headers = {"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"}
    return HttpResponse(msgspec.json.encode(value), content_type=JSON, headers=headers)


def _item(notice: NoticeFacts) -> dict[str, Any]:
    taking = current_catalogue().jurisdiction.objections
    return {
        "number": notice.subject,
        "service": notice.service,
        "authority": notice.authority,
        "shown_on": notice.shown_on,
        "last_day": notice.last_day,
        "lines": [{"label": each.label, "value": each.fact.value, "words": each.fact.words} for each in notice.lines],
        "objections": taking.service if taking else None,
        "question": taking.question if taking else None,
    }
