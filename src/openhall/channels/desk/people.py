"""The posts of an office, who holds them and who stands in, and the changes that wait for a second signature."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from openhall.blocks.authorities.facade import (
    Change,
    ChangeState,
    HeldPost,
    Holder,
    Office,
    Substitution,
    changes_of,
    may,
    posts_of,
    signing_seat,
    substitutes_of,
)
from openhall.blocks.catalogue.facade import Catalogue
from openhall.channels.desk.frame import DeskPage, Reader, desk_page
from openhall.channels.desk.people_views import ChangeView, HolderView, PeoplePage, PostView, StandIn
from openhall.channels.desk.people_words import done_words
from openhall.kernel.languages import Text
from openhall.kernel.money import Money

PATH = "people/"


@dataclass(frozen=True, slots=True)
class _Listed:
    """What all posts of a page are listed with."""

    catalogue: Catalogue
    stand_ins: tuple[Substitution, ...]
    is_administrator: bool

    def day(self, moment: datetime) -> date:
        """Return the day of ``moment`` where the hall is."""
        return moment.astimezone(ZoneInfo(self.catalogue.jurisdiction.time_zone)).date()


def people_page(
    request: HttpRequest, reader: Reader, problem: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Show the office of the reader; ``problem`` says why what they wanted was not done."""
    view = _view(reader.catalogue, reader.office, reader.now)
    done = done_words(request.GET.get("done", ""), reader.language)
    view = replace(view, done=done, problem=problem)
    return desk_page(request, reader, DeskPage(PATH, "people.jinja", view, here="people", status=status))


def _view(catalogue: Catalogue, office: Office, now: datetime) -> PeoplePage:
    posts = posts_of(office.authority)
    is_administrator = may(office, role="administrator", authority=office.authority) is not None
    listed = _Listed(catalogue, substitutes_of(office.authority, now=now), is_administrator)
    changes = [_change(catalogue, office, posts, change) for change in changes_of(office.authority)]
    return PeoplePage(
        authority=authority_name(catalogue, office.authority),
        is_administrator=is_administrator,
        waiting=tuple(each for each in changes if each.state is ChangeState.PROPOSED),
        decided=tuple(each for each in changes if each.state is not ChangeState.PROPOSED),
        posts=tuple(_post(office, post, listed) for post in posts),
    )


def _post(office: Office, post: HeldPost, listed: _Listed) -> PostView:
    return PostView(
        post.id,
        post.name,
        post.role,
        money_of(listed.catalogue, post.limit),
        tuple(_holder(office, post, holder, listed) for holder in post.holders),
    )


def _holder(office: Office, post: HeldPost, holder: Holder, listed: _Listed) -> HolderView:
    can_name = listed.is_administrator or holder.person == office.person
    stand_ins = tuple(
        StandIn(
            each.id,
            each.person_name,
            listed.day(each.begins_at),
            listed.day(each.ends_at - timedelta(seconds=1)),
            can_end=can_name or each.person == office.person,
        )
        for each in listed.stand_ins
        if (each.post, each.holder) == (post.id, holder.person)
    )
    return HolderView(holder.person, holder.name, listed.day(holder.begun_at), holder.holding, can_name, stand_ins)


def _change(catalogue: Catalogue, office: Office, posts: tuple[HeldPost, ...], change: Change) -> ChangeView:
    proposal = change.proposal
    names = {post.id: post.name for post in posts}
    return ChangeView(
        id=change.id,
        kind=proposal.kind,
        state=change.state,
        post=names.get(proposal.post, {"": proposal.post}) if proposal.post else proposal.name,
        person=change.names.get(proposal.person, {"": proposal.person}) if proposal.person else proposal.name,
        role=proposal.role,
        limit=money_of(catalogue, proposal.limit),
        proposer=change.names.get(change.proposed_by, {"": change.proposed_by}),
        proposed_at=change.proposed_at,
        decider=change.names.get(change.decided_by, {"": change.decided_by}),
        decided_at=change.decided_at,
        can_sign=signing_seat(office, change) is not None,
        can_withdraw=change.proposed_by == office.person,
    )


def authority_name(catalogue: Catalogue, authority: str) -> Text:
    """Return the name of an authority; officers of one that is not published any more still see their page."""
    found = catalogue.authorities.get(authority)
    return {"": authority} if found is None else found.name


def money_of(catalogue: Catalogue, minor: int | None) -> Money | None:
    """Return an amount of the jurisdiction's money, or ``None`` where there is no limit."""
    return None if minor is None else catalogue.jurisdiction.money(minor)
