"""Who may fetch what about somebody, and who has: consents to give and to withdraw, and the record of fetches."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import sources_of
from openhall.blocks.catalogue.facade import Catalogue
from openhall.blocks.exchange.facade import (
    ConsentLine,
    FactSource,
    FetchLine,
    Outcome,
    consents_of,
    fetches_of,
    give_consent,
    withdraw_consent,
)
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.case_words import holder_name
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site, error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import BY_SLUG, Language, pick
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.fetch_views import ConsentRow, FetchesView, FetchRow
from openhall.ui.formats import full_date

PLACE = "me/fetches/"
_MOST = 100
_SAID, _GIVE, _WITHDRAW = "said", "give", "withdraw"
_GIVEN, _WITHDRAWN = _("You allow it from now on."), _("You do not allow it any more. It holds at once.")
_BASES = {"law": _("by law"), "consent": _("with your consent")}
_SINCE, _UNTIL = _("Allowed since %(day)s"), _("Withdrawn on %(day)s")
_OUTCOMES = {
    Outcome.COPY: _("A dated copy: the source did not answer."),
    Outcome.NOTHING: _("The source holds nothing of it."),
    Outcome.REFUSED: _("Refused: you have not allowed it."),
    Outcome.DOWN: _("The source did not answer."),
}


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def fetches(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was fetched and what is allowed, or take a consent or its end."""
    asking, language = visitor(request), BY_SLUG.get(slug)
    site = current_site(asking)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, 404)
    if request.method == "POST":
        return _change(request, site.catalogue, language, asking.id)
    said = {_GIVE: _GIVEN, _WITHDRAW: _WITHDRAWN}.get(request.GET.get(_SAID, ""), "")
    view = _view(site.catalogue, language, asking.id, said)
    return own_page(request, site, language, Page(PLACE, "me/fetches.jinja", {"view": view}))


def _change(request: HttpRequest, catalogue: Catalogue, language: Language, person: str) -> HttpResponse:
    source, does = request.POST.get("source", ""), request.POST.get("_do", "")
    closed = {each.id for each in sources_of(catalogue) if each.needs_consent}
    if source not in closed or does not in {_GIVE, _WITHDRAW}:
        return error_response(request, 404)
    act = give_consent if does == _GIVE else withdraw_consent
    act(person=person, source=source, now=timezone.now())
    return see_other(f"/{language.slug}/{PLACE}?{_SAID}={does}")


def _view(catalogue: Catalogue, language: Language, person: str, said: str) -> FetchesView:
    sources = {each.id: each for each in sources_of(catalogue)}
    newest: dict[str, ConsentLine] = {}
    for each in consents_of(person):
        newest.setdefault(each.source, each)
    lines = fetches_of(person, most=_MOST + 1)
    return FetchesView(
        action=f"/{language.slug}/{PLACE}",
        back_href=f"/{language.slug}/me/",
        consents=tuple(
            _consent(catalogue, language, source, newest.get(source.id))
            for source in sources.values()
            if source.needs_consent
        ),
        fetches=tuple(_fetches(catalogue, language, sources, lines[:_MOST])),
        said=saying(language)(said) if said else "",
        is_cut=len(lines) > _MOST,
    )


def _consent(catalogue: Catalogue, language: Language, source: FactSource, line: ConsentLine | None) -> ConsentRow:
    is_given = line is not None and line.withdrawn_at is None
    since = ""
    if line is not None:
        moment = line.withdrawn_at or line.given_at
        since = saying(language)(_SINCE if is_given else _UNTIL) % {
            "day": full_date(moment.astimezone(_zone(catalogue)).date(), language)
        }
    return ConsentRow(
        id=source.id,
        name=pick(source.name, language),
        office=holder_name(catalogue, language, source.authority),
        what=_labels(catalogue, language, source.facts),
        is_given=is_given,
        since=since,
    )


def _fetches(
    catalogue: Catalogue, language: Language, sources: dict[str, FactSource], lines: tuple[FetchLine, ...]
) -> Iterator[FetchRow]:
    say = saying(language)
    predicates = {each.id: each.question for each in catalogue.jurisdiction.predicates}
    for line in lines:
        service = catalogue.summaries.get(line.service)
        asked = predicates.get(line.predicate)
        what = pick(asked, language) if asked else _labels(catalogue, language, line.facts)
        outcome = _OUTCOMES.get(Outcome(line.outcome), "")
        office = holder_name(catalogue, language, line.authority) if line.authority else ""
        yield FetchRow(
            day=full_date(line.at.astimezone(_zone(catalogue)).date(), language),
            source=pick(sources[line.source].name, language) if line.source in sources else line.source,
            what=what,
            service=pick(service.name, language) if service else office,
            basis=say(_BASES[line.basis]) if line.basis else "",
            outcome=say(outcome) if outcome else "",
            href=f"/{language.slug}/track/{line.subject}/" if line.subject else "",
        )


def _labels(catalogue: Catalogue, language: Language, facts: tuple[str, ...]) -> str:
    labels = {each.id: each.label for each in catalogue.jurisdiction.facts}
    between = ", " if language.code == "en" else "、"
    return between.join(pick(labels[fact], language) for fact in facts if fact in labels)


def _zone(catalogue: Catalogue) -> ZoneInfo:
    return ZoneInfo(catalogue.jurisdiction.time_zone)
