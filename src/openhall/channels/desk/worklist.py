"""The work of an office: tabs, what is looked for, pages by cursor, and who has how much."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict

from openhall.blocks.authorities.facade import officers_of, substitutes_of
from openhall.blocks.cases.facade import (
    MOST_COUNTED,
    Tab,
    WorkPage,
    count_tabs,
    may_assign,
    takes_part,
    work_in_case,
    work_on,
)
from openhall.blocks.exchange.facade import subjects_that_differ
from openhall.blocks.processes.facade import Workload, workloads
from openhall.channels.desk.asking import for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page, go_to
from openhall.channels.desk.naming import day_words
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.channels.desk.work_rows import rows_of
from openhall.kernel.languages import pick
from openhall.kernel.references import read_reference
from openhall.ui.desk_views import Assigning, Colleague, Errors, Load, WorklistView, WorkSearch, WorkTab
from openhall.ui.form_views import Choice

MOST_ROWS = 50
#: As much of a typed text as is looked at and shown again.
_MOST_TYPED = 60
_MOST_COLLEAGUES = 60
_MOST_DIFFERING = 20
_TABS: Mapping[Tab, str] = {
    Tab.MINE: _("Mine"),
    Tab.OFFICE: _("My office"),
    Tab.UNCLAIMED: _("Nobody has it"),
    Tab.WAITING: _("Waiting for the applicant"),
    Tab.OVERDUE: _("Overdue"),
    Tab.ESCALATED: _("Escalated"),
}
_TITLE = _("Today’s work")
_NOT_FOUND = _("Your office takes no part in a case with this number.")
_OR_MORE = _("or more: nobody counts further")
_AWAY = _("away until %(day)s: %(person)s stands in")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list: a tab, a service, a reference, and from where on."""

    tab: Tab = Tab.MINE
    service: str = ""
    reference: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> "Asked":
        """Read an address or a form; what is unknown is as if it was not asked."""
        tab = next((each for each in Tab if each == given.get("tab")), Tab.MINE)
        service, reference = (
            given.get(name, "").strip()[:limit] for name, limit in (("service", 200), ("reference", _MOST_TYPED))
        )
        return cls(tab, service, reference, given.get("after", "")[:_MOST_TYPED])

    def href(self, place: str = "/desk/", **other: str) -> str:
        """Return the address that asks the same, but for what is given; a cursor has to be."""
        said = {"tab": self.tab.value, "service": self.service, "reference": self.reference, **other}
        return f"{place}?{urlencode({name: text for name, text in said.items() if text})}"


@for_officers()
def work(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the work of whoever asks; a reference with nothing to do leads to its case."""
    asked = Asked.read(request.GET)
    reference = read_reference(asked.reference) or ""
    if reference and not work_in_case(reader.office, reference) and takes_part(reader.office, reference):
        return go_to(f"/desk/cases/{reference}/")
    if "tab" not in request.GET and not page_of(reader, asked, 1).tasks:
        # Whoever has nothing in hand looks for something.
        asked = replace(asked, tab=Tab.OFFICE)
    return worklist(request, reader, asked)


def worklist(
    request: HttpRequest,
    reader: Reader,
    asked: Asked,
    errors: Errors = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Show a page of work; ``errors`` say why ticked tasks were not given."""
    page = page_of(reader, asked, MOST_ROWS)
    say, is_head = saying(reader.language), may_assign(reader.office)
    colleagues = colleagues_of(reader) if is_head else ()
    view = WorklistView(
        title=say(_TITLE),
        tabs=tuple(_tabs(reader, asked)),
        search=_search(reader, asked),
        rows=tuple(rows_of(reader, page.tasks)),
        assigning=_assigning(asked, colleagues, errors) if is_head else None,
        loads=_loads(reader, colleagues),
        next_case="/desk/next/",
        previous_href=asked.href() if asked.cursor else "",
        next_href=asked.href(after=page.cursor) if page.cursor else "",
        empty=say(_NOT_FOUND) if asked.reference else "",
        data_href=asked.href("/desk/work.csv") if page.tasks else "",
        differing=_differing(reader),
    )
    made = DeskPage("", "work.jinja", view, title=view.title, here="work", status=status)
    return desk_page(request, reader, made)


def page_of(reader: Reader, asked: Asked, most: int) -> WorkPage:
    """Return a page of what is asked for."""
    if asked.reference:
        return WorkPage(tuple(work_in_case(reader.office, asked.reference)), "")
    return work_on(reader.office, asked.tab, today=reader.today, topic=asked.service, most=most, cursor=asked.cursor)


def _differing(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Return the cases of the office, also ended ones, in which a source says something else and nobody noted it."""
    found = subjects_that_differ(reader.office.authority, most=_MOST_DIFFERING)
    return tuple((reference, f"/desk/cases/{reference}/") for reference in found)


def _tabs(reader: Reader, asked: Asked) -> list[WorkTab]:
    found = count_tabs(reader.office, today=reader.today, topic=asked.service)
    return [
        WorkTab(
            reader.say(words),
            Asked(tab, asked.service).href(),
            found[tab] if found[tab] < MOST_COUNTED else f"{MOST_COUNTED - 1}+",
            tab is asked.tab and not asked.reference,
        )
        for tab, words in _TABS.items()
    ]


def _search(reader: Reader, asked: Asked) -> WorkSearch:
    """Offer the services of this office first; a consulted one may have work of others, too."""
    services = sorted(
        reader.catalogue.summaries.values(), key=lambda each: (each.authority != reader.office.authority, each.id)
    )
    own = [each for each in services if each.authority == reader.office.authority]
    others = [each for each in services if each.id == asked.service and each not in own]
    return WorkSearch(
        action="/desk/",
        services=tuple(Choice(each.id, pick(each.name, reader.language)) for each in (*own, *others)),
        service=asked.service,
        reference=asked.reference,
        clear_href=Asked(asked.tab).href() if asked.service or asked.reference else "",
        hidden={"tab": asked.tab.value},
    )


def _assigning(asked: Asked, colleagues: tuple[Colleague, ...], errors: Errors) -> Assigning:
    hidden = {"tab": asked.tab.value, "service": asked.service, "reference": asked.reference}
    return Assigning("/desk/assign/", colleagues, errors, {name: text for name, text in hidden.items() if text})


def colleagues_of(reader: Reader) -> tuple[Colleague, ...]:
    """Return the people of an office who hold a post, each with who stands in for them now."""
    notes = _notes(reader)
    return tuple(
        Colleague(each.person, pick(each.name, reader.language), notes.get(each.person, ""))
        for each in officers_of(reader.office.authority)
        if each.posts
    )


def _notes(reader: Reader) -> dict[str, str]:
    return {
        each.holder: reader.say(_AWAY)
        % {
            "day": day_words(reader, each.ends_at.astimezone(reader.zone).date()),
            "person": pick(each.person_name, reader.language),
        }
        for each in substitutes_of(reader.office.authority, now=reader.now)
        if each.begins_at <= reader.now
    }


def _loads(reader: Reader, colleagues: tuple[Colleague, ...]) -> tuple[Load, ...]:
    """Return who has how much, for those who give out work."""
    names = {each.id: each.name for each in colleagues[:_MOST_COLLEAGUES]}
    found = workloads(reader.office.authority, list(names), today=reader.today, most=MOST_COUNTED)
    return tuple(_load(reader, each, names[each.person]) for each in found)


def _load(reader: Reader, load: Workload, name: str) -> Load:
    return Load(name, load.open, load.late, reader.say(_OR_MORE) if load.open >= MOST_COUNTED else "")
