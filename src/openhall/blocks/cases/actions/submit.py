"""Submit: the case, its first event, its leaf in the log and its message, together or not at all, and once."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.db import IntegrityError, transaction

from openhall.blocks.authorities.facade import offices_with
from openhall.blocks.cases.actions.acting import write_leaf
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.helping import note_helped, note_through
from openhall.blocks.cases.keeping import add_case
from openhall.blocks.cases.messages import SUBMITTED_MAIL, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import LEAF, EventKind, Status, digest_of_answers, statement_of
from openhall.blocks.cases.sealing import context_of
from openhall.blocks.cases.secrets import secret_of_case
from openhall.blocks.catalogue.facade import Catalogue, Service, keeper_of
from openhall.blocks.documents.facade import Handing, StoredFile, attach_files
from openhall.blocks.exchange.facade import Asking, DatedFact, StatedAnswer, note_stated, note_used
from openhall.blocks.forms.facade import Fault, drop_draft, key_of, owner_of
from openhall.blocks.identity.facade import Scope, Through, confirm_mandate, confirm_seat
from openhall.blocks.journal.facade import Leaf, acknowledgement_for, acknowledgement_of, append_leaf, rows_where, seal
from openhall.blocks.registers.facade import notice_on_display
from openhall.kernel.errors import Refusal
from openhall.kernel.references import new_reference, read_reference

_SALT_BYTES = 16
_TAKES_UP = "case-officer"


class AnswersRefused(Refusal):
    """Answers that the form does not accept; ``faults`` name each and how to mend it."""

    code = "answers-refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class OtherBody(Refusal):
    """The same idempotency key came with another application."""

    code = "idempotency-key-reused"


class DraftChanged(Refusal):
    """The draft got another answer since it was read: what is sent must be what was seen."""

    code = "draft-changed"


@dataclass(frozen=True, slots=True)
class Request:
    """Which request this is: who calls, the key that they gave, and a hash of what they sent with it."""

    caller: str
    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Application:
    """What is submitted: complete, checked answers to one version of a service, and for whom.

    ``helper`` submits it for ``person`` by a mandate.
    ``draft`` is the reference of the draft that it comes from, or empty; ``draft_serial`` the last change that
    these answers hold. ``files`` are those that the answers name; ``held`` the facts that nobody was asked for, and
    ``stated`` what the person said in the place of a source that did not answer.
    """

    catalogue: Catalogue
    service: Service
    answers: Mapping[str, Any]
    files: tuple[StoredFile, ...]
    person: str
    organisation: str
    channel: str
    language: str
    due_on: date | None
    statutory_on: date | None = None
    draft: str = ""
    draft_serial: int = 0
    file_secrets: Mapping[str, str] = field(default_factory=dict)
    helper: str = ""
    held: tuple[DatedFact, ...] = ()
    stated: tuple[StatedAnswer, ...] = ()


@dataclass(frozen=True, slots=True)
class Submitted:
    """What the applicant gets at once: the same whenever the same request comes again."""

    reference: str
    secret: str
    status: str
    receipt: dict[str, Any]
    is_new: bool


def submitted_before(request: Request) -> Submitted | None:
    """Return what ``request`` led to if it came before; raise ``OtherBody`` when it asked for something else."""
    found = next(iter(rows_where(Case, caller=request.caller, key=request.key)), None)
    if found is None:
        return None
    if found.body != request.body:
        raise OtherBody
    return _submitted(found, acknowledgement_of(found.leaf), is_new=False)


def submit_application(*, application: Application, request: Request, now: datetime) -> Submitted:
    """Submit ``application``; a request that comes twice, even at once, makes one case.

    It is not looked for first: whoever expects repeats asks ``submitted_before``, and the database refuses the rest.
    """
    try:
        with transaction.atomic():
            case, leaf = _submit(application, request, now)
    except IntegrityError:
        # The same request, a moment earlier, has taken its place: PostgreSQL let us wait until it was done.
        before = submitted_before(request)
        if before is None:
            raise
        return before
    return _submitted(case, acknowledgement_for(leaf), is_new=True)


def _submit(application: Application, request: Request, now: datetime) -> tuple[Case, Leaf]:
    service = application.service
    mandate, through = _confirmed(application, now)
    lead = _lead(application, now)
    reference = application.draft or new_reference()
    owner = key_of(reference)
    salt = secrets.token_bytes(_SALT_BYTES)
    plain = msgspec.json.encode({"answers": application.answers, "salt": salt.hex()})
    sealed = seal(owner=owner, plain=plain, context=context_of(reference))
    statement = statement_of(
        service=service.id,
        version=f"{service.version}.{service.revision}",
        answers=digest_of_answers(application.answers, salt),
        sealed=sealed,
        files=[file.sha256 for file in application.files],
    )
    leaf = append_leaf(kind=LEAF, subject=reference, statement=statement, now=now)
    case = Case(
        reference=reference,
        service=service.id,
        version=service.version,
        revision=service.revision,
        authority=lead,
        person=application.person,
        organisation=application.organisation,
        helper=application.helper,
        owner=owner,
        channel=application.channel,
        language=application.language,
        status=Status.SUBMITTED,
        holder=lead,
        holder_since=now,
        sealed=sealed,
        submitted_at=now,
        due_on=application.due_on,
        statutory_on=application.statutory_on,
        leaf=leaf.id,
        caller=request.caller,
        key=request.key,
        body=request.body,
    )
    add_case(case)
    conductor = Conductor(case, service, application.catalogue, now, lambda: application.answers)
    _tell_submitted(application, conductor, through)
    if application.files:
        ids, secrets_ = [file.id for file in application.files], application.file_secrets
        whose = owner_of(application.person, reference)
        handing = Handing(key_owner=owner, actor=application.person or "guest", now=now)
        attach_files(ids, owner=whose, subject=f"case:{reference}", secrets=secrets_, handing=handing)
    if application.draft and not drop_draft(reference=application.draft, serial=application.draft_serial):
        raise DraftChanged
    _note_origins(application, conductor)
    if mandate:
        note_helped(case, mandate, now)
    else:
        post_mail(reference=reference, template=SUBMITTED_MAIL, key=f"{reference}:{SUBMITTED_MAIL}", now=now)
    conductor.check_not_too_early()
    conductor.begin()
    return case, leaf


def _tell_submitted(application: Application, conductor: Conductor, through: Through | None) -> None:
    """Write who submitted it into the case's history, and of which other firm they are."""
    by = application.helper or application.person or "guest"
    conductor.tell(EventKind.SUBMITTED, actor=by, detail=through.firm if through else "")
    if through:
        note_through(conductor.case, through, conductor.now)


def _note_origins(application: Application, conductor: Conductor) -> None:
    """Write down which answers came from sources, and which are to be checked when their source answers again."""
    case, now = conductor.case, conductor.now
    asking = Asking(case.person, case.organisation, case.service, case.authority, case.reference)
    if application.held:
        note_used(used=application.held, asking=asking, actor=f"authority:{case.authority}", now=now)
    if not application.stated:
        return
    told = note_stated(stated=application.stated, answers=application.answers, asking=asking, owner=case.owner, now=now)
    if told:
        write_leaf(case, "stated", {"questions": [*told]}, now)
        conductor.tell(EventKind.STATED, detail=str(len(told)))


def _lead(application: Application, now: datetime) -> str:
    """Return the office that leads the case: of a correction the one that keeps the record, where that is clear.

    An objection goes to the office whose notice it is about, while it is on display.
    """
    service, jurisdiction = application.service, application.catalogue.jurisdiction
    taking = (each for each in (jurisdiction.corrections, jurisdiction.objections) if each)
    taken = next((each for each in taking if each.service == service.id), None)
    if taken is None:
        return service.authority
    named = str(application.answers.get(taken.question, ""))
    if taken == jurisdiction.objections:
        today = now.astimezone(ZoneInfo(jurisdiction.time_zone)).date()
        notice = notice_on_display(read_reference(named) or "", today=today)
        keeper = notice.authority if notice else ""
    else:
        keeper = keeper_of(jurisdiction, named)
    # An office where nobody takes cases up would never see it.
    return keeper if keeper in offices_with(_TAKES_UP) else service.authority


def _confirmed(application: Application, now: datetime) -> tuple[str, Through | None]:
    """Return the mandates by which a helper or another firm submits, held until they have.

    Raises ``NotMandated``, ``RoleForbids``.
    """
    firm, through = application.organisation, None
    if firm:
        through = confirm_seat(organisation=firm, person=application.person, right=Scope.SUBMIT, now=now)
    if not application.helper:
        return "", through
    service = application.service.id
    held = confirm_mandate(
        giver=application.person, helper=application.helper, scope=Scope.SUBMIT, service=service, now=now
    )
    return held, through


def hash_of(value: bytes) -> str:
    """Return the hash under which a request's key or body is kept."""
    return sha256(value).hexdigest()


def _submitted(case: Case, receipt: dict[str, Any], *, is_new: bool) -> Submitted:
    """Return what the applicant gets. A helper gets no secret: it would open the case when they may not any more."""
    secret = "" if case.helper else secret_of_case(case.reference)
    return Submitted(case.reference, secret, Status.SUBMITTED, receipt, is_new)
