"""Who is at the door of the website: a visitor with or without an account, and the matters they hold secrets of.

A guest's browser keeps the reference and secret of each matter in one cookie, so that nobody needs an account to
go on with a draft or to follow a case; the secrets are checked against the server's key each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import is_secret_of_case, secret_of_case
from openhall.blocks.forms.facade import Owner
from openhall.blocks.identity.facade import Scope, Visitor, firms_with, may_help
from openhall.channels.portal.asking import visitor
from openhall.kernel.references import read_reference

#: References and secrets of a guest's matters, the newest first.
MATTERS_COOKIE = "openhall_matters"
#: A cookie of so many matters stays well below the 4,096 bytes that browsers keep.
_MOST_MATTERS = 12
_KEPT = timedelta(days=90)
_BETWEEN, _WITHIN = ".", "_"


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks: the visitor, and the secrets that their browser brought, by reference."""

    visitor: Visitor
    matters: Mapping[str, str]

    @property
    def person(self) -> str:
        """Return the id of a person with an account, or an empty text."""
        return self.visitor.id

    def firms_with(self, right: Scope) -> tuple[str, ...]:
        """Return the ids of the organisations for which this asker may do this."""
        return firms_with(self.visitor, right)

    @property
    def actor(self) -> str:
        """Return how a record of reads names this asker."""
        return f"person:{self.person}" if self.person else "guest"

    def holds(self, reference: str) -> bool:
        """Tell whether the browser brought the right secret of ``reference``."""
        secret = self.matters.get(reference)
        return secret is not None and is_secret_of_case(reference, secret)

    def holding(self, reference: str) -> "Asker":
        """Return the asker once they hold the secret of ``reference`` too."""
        return replace(self, matters={**self.matters, reference: secret_of_case(reference)})

    def owner(self, reference: str) -> Owner:
        """Return this asker as the possible owner, or helper, of the draft ``reference``."""
        helps = partial(self.helps, Scope.FILL)
        return Owner(self.actor, lambda person: self.may_see(reference, person), self.person, helps)

    def helps(self, scope: Scope, person: str, service: str) -> bool:
        """Tell whether this asker may do this for a person with a service, by a mandate that holds now."""
        return may_help(self.visitor, person, service, scope)

    @property
    def helped(self) -> tuple[str, ...]:
        """Return the ids of the people for whom this asker may do something."""
        return tuple(each.giver for each in self.visitor.mandates)

    def may_see(self, reference: str, person: str) -> bool:
        """Tell whether a matter of ``person`` (empty: a guest) is this asker's own."""
        return self.person == person if person else self.holds(reference)


def asker_of(request: HttpRequest) -> Asker:
    """Return who is asking."""
    return Asker(visitor(request), _read(request.COOKIES.get(MATTERS_COOKIE, "")))


def remember_matter(request: HttpRequest, response: HttpResponse, reference: str) -> None:
    """Let a guest's browser keep the secret of ``reference``."""
    matters = _read(request.COOKIES.get(MATTERS_COOKIE, ""))
    kept = {reference: secret_of_case(reference)} | {k: v for k, v in matters.items() if k != reference}
    _keep(request, response, kept)


def forget_matter(request: HttpRequest, response: HttpResponse, reference: str) -> None:
    """Let a browser forget the secret of ``reference``: it opens nothing any more, and is nobody else's to find."""
    matters = _read(request.COOKIES.get(MATTERS_COOKIE, ""))
    if reference in matters:
        _keep(request, response, {k: v for k, v in matters.items() if k != reference})


def _keep(request: HttpRequest, response: HttpResponse, kept: Mapping[str, str]) -> None:
    value = _BETWEEN.join(f"{name}{_WITHIN}{secret}" for name, secret in list(kept.items())[:_MOST_MATTERS])
    response.set_cookie(MATTERS_COOKIE, value, max_age=_KEPT, secure=request.is_secure(), httponly=True, samesite="Lax")


def _read(cookie: str) -> dict[str, str]:
    pairs = (part.partition(_WITHIN) for part in cookie.split(_BETWEEN)[:_MOST_MATTERS])
    return {reference: secret for name, _, secret in pairs if (reference := read_reference(name))}
