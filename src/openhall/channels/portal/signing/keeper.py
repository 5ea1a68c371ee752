"""Whoever is signed in and looks at what they sign in with: what their session may change of it."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import (
    SessionFacts,
    begin_session,
    highest_level,
    keep_account,
    session_of,
)
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.signing.asked import KEEPING, Asked, asked
from openhall.channels.portal.signing_in import keep_session
from openhall.kernel.acts import Act, limited, unlimited
from openhall.kernel.rights import Right, open_to

#: What one signs in with is changed by whoever has just signed in, not by whoever finds an open page.
_RECENT = timedelta(minutes=30)
_STRONG = frozenset({"demo", "passkey", "two-factors"})
_View = Callable[[HttpRequest, str], HttpResponse]


class Keeping:
    """A request for the page of what somebody signs in with; their account is made when they first keep something."""

    def __init__(self, found: Asked, session: SessionFacts) -> None:
        self.found, self.session = found, session
        self.account = keep_account(found.visitor.id, found.now)

    @property
    def is_recent(self) -> bool:
        """Tell whether this session may end others: whoever found an open page throws nobody out."""
        return self.found.now - self.session.begun_at <= _RECENT

    @property
    def can_change(self) -> bool:
        """Tell whether this session may change anything: it is recent, and proves as much as what there is."""
        return self.is_recent and self.session.level >= highest_level(self.account.pk)

    def stronger(self, adapter: str) -> HttpResponse:
        """Lead back; whoever has just shown a second way goes on with a session of that, under a new name."""
        response = see_other(self.found.href(f"{KEEPING}?done={adapter}"))
        if self.session.adapter in _STRONG:
            return response
        token = begin_session(
            person=self.found.visitor.id,
            adapter=adapter,
            level=self.session.level,
            instead_of=self.found.cookie,
            is_shared=self.session.is_shared,
            device=self.session.device,
            now=self.found.now,
        )
        self.found.request.session.flush()
        return keep_session(self.found.request, token, response["Location"])


def _answered(view: Callable[[Keeping], HttpResponse], *, is_change: bool) -> _View:
    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        found = asked(request, slug)
        if isinstance(found, HttpResponse):
            return found
        session = session_of(found.cookie, now=found.now)
        if session is None:
            return found.go("sign-in/")
        keeping = Keeping(found, session)
        return view(keeping) if not is_change or keeping.can_change else found.go(f"{KEEPING}?again=1")

    return answer


def open_page(view: Callable[[Keeping], HttpResponse], methods: tuple[str, ...], *, is_change: bool = True) -> _View:
    """Return the page that ``view`` answers with, for whoever is signed in; a change asks for a session that may."""
    page = open_to(Right.SIGNED_IN, methods=methods)(_answered(view, is_change=is_change))
    return (limited(Act.SIGN_IN) if is_change else unlimited("who ends a session never waits"))(page)
