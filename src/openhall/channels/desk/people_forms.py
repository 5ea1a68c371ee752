"""Propose a change of rights, or name who stands in: one page with a form for each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict

from openhall.blocks.authorities.facade import (
    RANKS,
    Absence,
    ChangeKind,
    ChangeRefused,
    HeldPost,
    Holder,
    NotAllowed,
    Office,
    Proposal,
    Role,
    SubstituteRefused,
    may,
    name_substitute,
    officers_of,
    posts_of,
    propose_change,
)
from openhall.blocks.catalogue.facade import Catalogue
from openhall.channels.desk.asking import BOTH, for_officers
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.people import PATH, authority_name
from openhall.channels.desk.people_acts import done_answer, number_of, refused_answer, status_of
from openhall.channels.desk.people_views import FormPage, Option
from openhall.channels.desk.people_words import refused_words
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text, pick
from openhall.kernel.money import parse_amount

_LONGEST = 200
_AWAY = "away"
#: Far enough from the ends of the calendar to count a day on, in any zone.
_YEARS = range(1900, 9000)


@for_officers(BOTH, weighs=True)
def change(request: HttpRequest, reader: Reader, act: str) -> HttpResponse:
    """Ask what is to change, and propose it."""
    kind, office, is_sent = ChangeKind(act), reader.office, request.method == "POST"
    try:
        if may(office, role="administrator", authority=office.authority) is None:
            raise NotAllowed
        view = _form(reader.catalogue, office, kind, request.POST if is_sent else request.GET)
    except Refusal as refusal:
        return refused_answer(request, reader, refusal)
    if not is_sent:
        return _shown(request, reader, view)
    try:
        proposal = _proposal(reader.catalogue, kind, request.POST)
        propose_change(authority=office.authority, proposal=proposal, actor=office.person, now=reader.now)
    except Refusal as refusal:
        view = replace(view, problem=refused_words(refusal, reader.language))
        return _shown(request, reader, view, status_of(refusal))
    return done_answer("proposed")


@for_officers(BOTH, weighs=True)
def away(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Ask who stands in for whom on which days, and name them."""
    if request.method != "POST":
        return _shown(request, reader, _away_form(reader, request.GET))
    try:
        first, last = _day(request.POST, "first"), _day(request.POST, "last")
        name_substitute(
            holding=number_of(request.POST.get("holding", "")),
            person=_typed(request.POST).get("colleague", ""),
            absence=Absence.of_days(first, last, reader.zone),
            actor=reader.visitor.id,
            now=reader.now,
        )
    except Refusal as refusal:
        problem = refused_words(refusal, reader.language)
        return _shown(request, reader, _away_form(reader, request.POST, problem), status_of(refusal))
    return done_answer("named")


def _shown(request: HttpRequest, reader: Reader, view: FormPage, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    page = DeskPage(f"{PATH}{view.act}/", "people_form.jinja", view, here="people", status=status)
    return desk_page(request, reader, page)


def _form(catalogue: Catalogue, office: Office, kind: ChangeKind, given: QueryDict) -> FormPage:
    posts = posts_of(office.authority)
    typed = _typed(given)
    return FormPage(
        act=kind.value,
        authority=authority_name(catalogue, office.authority),
        posts=tuple(Option(post.id, post.name) for post in posts),
        people=tuple(Option(each.person, each.name) for each in officers_of(office.authority)),
        roles=tuple(RANKS),
        languages=tuple((each.code, each.name) for each in catalogue.languages),
        symbol=catalogue.jurisdiction.currency.symbol,
        about=_about(posts, typed) if kind is ChangeKind.END else None,
        typed=typed,
    )


def _about(posts: tuple[HeldPost, ...], typed: Mapping[str, str]) -> tuple[Text, Text]:
    for post in posts:
        for holder in post.holders:
            if (post.id, holder.person) == (typed.get("post"), typed.get("colleague")):
                return holder.name, post.name
    raise ChangeRefused("holds-it-not")


def _away_form(reader: Reader, given: QueryDict, problem: str = "") -> FormPage:
    """Offer the posts that the reader may name somebody for, each by the number of its tenure."""
    office = reader.office
    is_administrator = may(office, role="administrator", authority=office.authority) is not None
    held = [(post, holder) for post in posts_of(office.authority) for holder in post.holders]
    colleagues = [each for each in officers_of(office.authority) if each.posts and each.person != office.person]
    return FormPage(
        act=_AWAY,
        authority=authority_name(reader.catalogue, office.authority),
        posts=tuple(
            Option(str(holder.holding), _tenure(reader, post, holder))
            for post, holder in held
            if is_administrator or holder.person == office.person
        ),
        people=tuple(Option(each.person, each.name) for each in colleagues),
        typed=_typed(given),
        problem=problem,
    )


def _tenure(reader: Reader, post: HeldPost, holder: Holder) -> Text:
    words = f"{pick(holder.name, reader.language)} – {pick(post.name, reader.language)}"
    return {reader.language.code: words}


def _proposal(catalogue: Catalogue, kind: ChangeKind, given: QueryDict) -> Proposal:
    """Return what was typed as a proposal; members that the change has no use for stay away."""
    typed = _typed(given)
    post, person = typed.get("post", ""), typed.get("colleague", "")
    name = {each.code: words for each in catalogue.languages if (words := typed.get(f"name-{each.code}", "").strip())}
    match kind:
        case ChangeKind.GIVE | ChangeKind.END:
            return Proposal(kind=kind, post=post, person=person)
        case ChangeKind.APPOINT:
            return Proposal(kind=kind, post=post, name=name)
        case ChangeKind.LIMIT:
            return Proposal(kind=kind, post=post, limit=_limit(catalogue, typed))
        case ChangeKind.CREATE:
            role: Role = next((role for role in RANKS if role == typed.get("role")), "case-officer")
            return Proposal(kind=kind, name=name, role=role, limit=_limit(catalogue, typed))


def _limit(catalogue: Catalogue, typed: Mapping[str, str]) -> int | None:
    plain = typed.get("limit", "").replace(",", "").replace(catalogue.jurisdiction.currency.symbol, "").strip()
    if not plain:
        return None
    try:
        return parse_amount(plain, catalogue.jurisdiction.money(0).currency).minor
    except ValueError:
        raise ChangeRefused("limit-impossible") from None


def _day(given: QueryDict, name: str) -> date:
    year, month, day = (number_of(given.get(f"{name}-{part}", "").strip()) for part in ("year", "month", "day"))
    if year not in _YEARS:
        raise SubstituteRefused("no-day")
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise SubstituteRefused("no-day") from None


def _typed(given: QueryDict) -> dict[str, str]:
    """Return what was typed, without signs that no name or id has and a database may not take."""
    return {name: "".join(filter(str.isprintable, given.get(name, "")[:_LONGEST])) for name in given}
