"""The offices at which one can book, with their hours and the next free time of each kind."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from django.utils import timezone

from openhall.blocks.appointments.facade import BookingOffice, Diary, closed_at, draws, next_free, why_shut
from openhall.blocks.catalogue.facade import Catalogue, diary_of_kind
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.kernel.texts import matching_form
from openhall.ui.appointment_views import OfferedLine, OfficeCard, OfficesView
from openhall.ui.formats import full_date, moment

PLACE = "appointments/"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOSED = _("%(day)s (%(why)s)")
_DRAW = _("%(kind)s, until %(when)s")


def offices_page(catalogue: Catalogue, language: Language, query: str = "", area: str = "") -> Page:
    """Return the offices at which somebody has to come: all, those of an area, or those that some words name."""
    view = offices_view(catalogue, language, timezone.now(), query, area)
    asked = urlencode({name: value for name, value in (("q", query), ("area", view.area)) if value})
    return Page(PLACE, "appointments.jinja", {"view": view}, asked)


def offices_view(
    catalogue: Catalogue, language: Language, now: datetime, query: str = "", area: str = ""
) -> OfficesView:
    """Return them with what is free at ``now``, by area, in the order in which the jurisdiction names them."""
    jurisdiction = catalogue.jurisdiction
    diaries = [diary for kind in jurisdiction.bookable if (diary := diary_of_kind(jurisdiction, kind.id))]
    visited = [diary for diary in diaries if diary.kind.attends]
    offered = [each for each in jurisdiction.booking_offices if any(each.id in diary.offices for diary in visited)]
    areas = {key: each.area for each in offered if (key := area_key(each))}
    area = area if area in areas else ""
    found = [each for each in offered if area in {"", area_key(each)} and _is_named(each, visited, query)]
    groups = defaultdict[str, list[OfficeCard]](list)
    for office in found:
        groups[area_key(office)].append(_card(catalogue, language, office, visited, now))
    names = {diary.kind.id: diary for diary in diaries}
    told = [
        (
            saying(language)(_DRAW)
            % {
                "kind": pick(names[each.kind].kind.name, language),
                "when": moment(each.closes_at, language, jurisdiction.time_zone),
            },
            f"/{language.slug}/appointments/draws/{each.id}/",
        )
        for each in draws()
        if each.kind in names
    ]
    return OfficesView(
        groups=tuple((pick(areas.get(key, {}), language), tuple(cards)) for key, cards in groups.items()),
        draws=tuple(told),
        areas=tuple((pick(each, language), _area_href(language, key), key == area) for key, each in areas.items()),
        all_href=f"/{language.slug}/{PLACE}",
        query=query,
        area=area,
    )


def area_key(office: BookingOffice) -> str:
    """Return how an area stands in an address: the same in every language."""
    return re.sub(r"[^a-z0-9]+", "-", next(iter(office.area.values()), "").casefold()).strip("-")


def _area_href(language: Language, key: str) -> str:
    return f"/{language.slug}/{PLACE}?{urlencode({'area': key})}"


def _is_named(office: BookingOffice, diaries: list[Diary], query: str) -> bool:
    """Tell whether every word that was typed stands in what an office is called, where it is, or what it offers."""
    texts = [*office.name.values(), *office.address.values(), *office.area.values()]
    texts += [name for diary in diaries if office.id in diary.offices for name in diary.kind.name.values()]
    whole = " ".join(map(matching_form, texts))
    return all(matching_form(word) in whole for word in query.split())


def _card(
    catalogue: Catalogue, language: Language, office: BookingOffice, diaries: list[Diary], now: datetime
) -> OfficeCard:
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    return OfficeCard(
        id=office.id,
        name=pick(office.name, language),
        address=pick(office.address, language),
        hours=tuple(_hours(office, language)),
        holidays=office.open_on_holidays,
        offered=tuple(
            _offered(catalogue, language, diary, office.id, now) for diary in diaries if office.id in diary.offices
        ),
        board_href=f"/{language.slug}/appointments/offices/{office.id}/now/",
        closed=tuple(_closed(office.id, day, language) for day in sorted(closed_at(office.id)) if today <= day),
    )


def _closed(office: str, day: date, language: Language) -> str:
    told, why = full_date(day, language), why_shut(office, day)
    return saying(language)(_CLOSED) % {"day": told, "why": why} if why else told


def _offered(catalogue: Catalogue, language: Language, diary: Diary, office: str, now: datetime) -> OfferedLine:
    first = next_free(diary, office=office, now=now)
    service = next((name for name in diary.kind.services if catalogue.summaries.get(name)), "")
    return OfferedLine(
        kind=pick(diary.kind.name, language),
        next_free=moment(first.starts_at, language, catalogue.jurisdiction.time_zone) if first else "",
        service_href=f"/{language.slug}/services/{service}/" if service else "",
    )


def _hours(office: BookingOffice, language: Language) -> Iterator[tuple[str, str]]:
    names = get_day_names("wide", "stand-alone", locale=language.locale)
    between = ", " if language.code == "en" else "、"
    for number, day in enumerate(_WEEKDAYS):
        if day in office.hours:
            yield str(names[number]), between.join(span.replace("-", "–") for span in office.hours[day])
