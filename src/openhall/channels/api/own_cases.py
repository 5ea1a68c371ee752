"""One's own case: who may see it, and how it is told."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import CaseFacts, case_of, claimed_at, fallen_of, is_secret_of_case
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import PaperFacts, papers_of
from openhall.blocks.identity.facade import Scope, firms_with, may_help
from openhall.blocks.payments.facade import payment_of
from openhall.channels.api.asking import visitor
from openhall.channels.api.money import told_payment
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING

#: What a helper has to be allowed who does one of these; for every other act they must be allowed to submit.
_DOING = {
    "answers": Scope.FILL,
    "messages": Scope.FILL,
    "appointment": Scope.BOOK,
    "arrive": Scope.BOOK,
    "cancel": Scope.BOOK,
}
_BY_SECRET = "Secret "  # noqa: S105 - the name of a scheme


def own_case(request: HttpRequest, address: str) -> CaseFacts:
    """Return a case to whoever may see it; the same refusal whether it is another's or nobody's."""
    reference = read_reference(address)
    facts = None
    if reference:
        helps = _helps(request)
        facts = case_of(reference, may_see=_owns(request, reference), acts_for=_firms(request), helps=helps)
    is_by_secret = request.headers.get("Authorization", "").startswith(_BY_SECRET)
    if facts is None or (is_by_secret and claimed_at(facts.timeline)):
        raise unknown_application()
    return facts


def unknown_application() -> Problem:
    """Return what is said of a case that is not the caller's, whether there is one or not."""
    told = _("There is no application of yours with this reference. Send its secret, or your token.")
    return Problem(HTTPStatus.NOT_FOUND, "unknown-application", told)


def _owns(request: HttpRequest, reference: str) -> Callable[[str], bool]:
    """Return what tells whether a case of some person is the caller's: by its secret, or by who they are."""
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(_BY_SECRET):
        is_right = is_secret_of_case(reference, authorization.removeprefix(_BY_SECRET))
        return lambda _person: is_right
    asker = visitor(request)
    return lambda person: not asker.is_guest and asker.id == person


def _helps(request: HttpRequest) -> Callable[[str, str], bool]:
    """Return what tells whether the caller may do for a person, with a service, what this request is for."""
    if request.headers.get("Authorization", "").startswith(_BY_SECRET):
        return lambda _person, _service: False
    return partial(may_help, visitor(request), scope=_scope_of(request))


def _scope_of(request: HttpRequest) -> Scope:
    """Return what somebody has to be allowed for this request: to look, or to do what it is for."""
    last = request.path_info.rstrip("/").rpartition("/")[2]
    return Scope.MATTERS if request.method in READING else _DOING.get(last, Scope.SUBMIT)


def _firms(request: HttpRequest) -> tuple[str, ...]:
    """Return the organisations whose applications are the caller's as well; who comes with a secret is nobody."""
    if request.headers.get("Authorization", "").startswith(_BY_SECRET):
        return ()
    return firms_with(visitor(request), _scope_of(request))


def status_of(facts: CaseFacts) -> dict[str, Any]:
    """Return where a case stands, as its owner may know it."""
    payment = payment_of(facts.reference)
    return {
        "reference": facts.reference,
        "service": facts.service,
        "status": facts.status,
        "decision": facts.decision or None,
        "submitted_at": facts.submitted_at,
        "submitted_by": facts.helper or None,
        "due_on": facts.due_on,
        "paused_on": facts.paused_on,
        "holder": {"id": facts.holder, "since": facts.holder_since},
        "timeline": [
            {
                "at": event.at,
                "event": event.kind,
                "holder": event.holder,
                "task": event.node or None,
                "office": event.office or None,
                "detail": event.detail or None,
            }
            for event in facts.timeline
        ],
        "payment": told_payment(payment) if payment else None,
        "papers": [told_paper(each) for each in papers_of(facts.reference)],
        "url": f"{settings.OPENHALL_URL}/track/?reference={facts.reference}",
    }


def told_paper(paper: PaperFacts) -> dict[str, Any]:
    """Return a paper: its bytes are at ``url`` for whoever may see the case, ``verify_url`` is for everybody.

    ``state`` is what whoever checks it is told: also ``suspended`` or ``ended``, where the register says so.
    """
    fallen = fallen_of(paper, current_catalogue().jurisdiction) if paper.state == "genuine" else None
    return {
        "id": paper.id,
        "kind": paper.kind,
        "url": f"{settings.OPENHALL_URL}/api/v1/applications/{paper.subject}/papers/{paper.id}",
        "sha256": paper.sha256,
        "size": paper.size,
        "state": fallen or paper.state,
        "replaced_by": paper.replaced_by or None,
        "number": paper.number,
        "language": paper.language,
        "issued_at": paper.issued_at,
        "verify_code": paper.code,
        "verify_url": f"{settings.OPENHALL_URL}/V/{paper.code}",
    }


def answer(value: object, code: HTTPStatus, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return JSON that nobody else may keep."""
    response = HttpResponse(msgspec.json.encode(value), content_type="application/json", status=int(code))
    for name, text in {"Cache-Control": "no-store", "Vary": "Authorization", **(headers or {})}.items():
        response[name] = text
    return response
