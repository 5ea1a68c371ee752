"""Mandates: one person lets another act for them. Offered or asked for, said yes to, ended; each is in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Q

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.cards import is_counter, standing_of, write_cards
from openhall.blocks.identity.mandate_ends import post_reminder
from openhall.blocks.identity.models import Mandate, Person
from openhall.blocks.identity.rules import MandateState, NotMandated, Scope, covers
from openhall.blocks.identity.sealed import names_of
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text
from openhall.kernel.references import new_reference

#: An offer that nobody took up is worth nothing after this long, nor is a code.
OFFER_LASTS = timedelta(days=14)
LONGEST = timedelta(days=5 * 366)
_MOST_SERVICES = 40
_CODE_BYTES = 8
_WORDS = msgspec.json.Decoder(tuple[str, ...])
_WAITING = (MandateState.OFFERED, MandateState.ASKED)


class MandateRefused(Refusal):
    """There cannot be such a mandate; ``code`` says why."""

    code = "mandate-refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a helper may do, with which services or authorities (none: all), and until when."""

    scopes: tuple[str, ...]
    ends_at: datetime
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MandateFacts:
    """A mandate as both sides may know it. ``helper`` is empty while it is offered to whoever brings its code."""

    id: str
    giver: str
    giver_name: Text
    helper: str
    helper_name: Text
    terms: Terms
    state: MandateState
    made_by: str
    made_at: datetime
    #: The office at whose counter it was made, and whether its officer acts by it (else it was given on paper).
    counter: str = ""
    is_counter: bool = False


@transaction.atomic
def offer_mandate(*, giver: str, terms: Terms, helper: str = "", now: datetime) -> tuple[str, str]:
    """Let ``giver`` offer a mandate to ``helper``, or to whoever brings the code; return its id and the code.

    Nothing may be done with it until the helper says yes. Raises ``MandateRefused``.
    """
    code = "" if helper else token_hex(_CODE_BYTES)
    digest = digest_of_token(code) if code else ""
    row = made_mandate(giver, helper, terms, MandateState.OFFERED, giver, now, digest)
    log_mandate("mandate.offered", row, giver, now)
    return row.pk, code


@transaction.atomic
def ask_for_mandate(*, helper: str, giver: str, terms: Terms, now: datetime) -> str:
    """Let ``helper`` ask ``giver``, who says yes or no; return its id; raise ``MandateRefused``."""
    row = made_mandate(giver, helper, terms, MandateState.ASKED, helper, now)
    log_mandate("mandate.asked", row, helper, now)
    return row.pk


@transaction.atomic
def accept_mandate(*, actor: str, mandate: str = "", code: str = "", now: datetime) -> str:
    """Say yes to what the other side offered or asked for, by its id or the code; return its id.

    Raises ``MandateRefused``: it is not there for ``actor``, or not any more.
    """
    row = _waiting(actor, mandate, code, now)
    if row.helper_id is None:
        if actor == row.giver_id:
            raise MandateRefused("not-oneself")
        row.helper_id = actor
    row.state, row.code = MandateState.LIVE, ""
    try:
        with transaction.atomic():
            row.save(update_fields=["helper", "state", "code"])
    except IntegrityError:
        raise MandateRefused("mandate-exists") from None
    log_mandate("mandate.accepted", row, actor, now)
    post_reminder(row, now)
    write_cards([str(row.helper_id)])
    return row.pk


@transaction.atomic
def end_mandate(*, mandate: str, actor: str, now: datetime) -> None:
    """End a mandate, or decline it: the giver or the helper. It is gone with the helper's next request.

    Raises ``MandateRefused`` for who is neither, and for one that has ended.
    """
    row = Mandate.objects.select_for_update().filter(pk=mandate).exclude(state=MandateState.ENDED).first()
    if row is None or not actor or actor not in {row.giver_id, row.helper_id}:
        raise MandateRefused("unknown-mandate")
    end_by(row, actor, now)
    log_mandate("mandate.ended", row, actor, now)


def confirm_mandate(*, giver: str, helper: str, scope: Scope, service: str, now: datetime) -> str:
    """Return the id of the mandate by which ``helper`` acts, under its lock, inside the caller's transaction.

    Whoever ends it at the same moment comes before or after: nothing is done with it once its end is told.
    Raises ``NotMandated``.
    """
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("attendance")
    row = rows.filter(giver=giver, helper=helper, state=MandateState.LIVE, ends_at__gt=now).first()
    if row is None or not covers(standing_of(row), scope, service):
        raise NotMandated(giver=giver)
    return row.pk


def mandates_of(person: str, *, now: datetime) -> tuple[tuple[MandateFacts, ...], tuple[MandateFacts, ...]]:
    """Return the mandates that ``person`` gave and those that they hold, waiting or live, the newest first."""
    rows = Mandate.objects.select_related("attendance").exclude(state=MandateState.ENDED)
    mine = rows.filter(Q(giver=person) | Q(helper=person), ends_at__gt=now).order_by("-made_at", "id")
    facts = _facts([row for row in mine if not _is_stale(row, now)])
    given = tuple(each for each in facts if each.giver == person)
    return given, tuple(each for each in facts if each.giver != person)


def mandate_named(mandate: str) -> MandateFacts | None:
    """Return a mandate that still holds by the program's own knowledge of its id, for a letter about it."""
    row = Mandate.objects.select_related("attendance").filter(pk=mandate, state=MandateState.LIVE).first()
    return None if row is None else _facts([row])[0]


def offered_by_code(code: str, *, now: datetime) -> MandateFacts | None:
    """Return what a code offers, for whoever is about to say yes to it; ``None`` for any other code."""
    rows = Mandate.objects.select_related("attendance").filter(state=MandateState.OFFERED, ends_at__gt=now)
    row = rows.filter(code=digest_of_token(code)).first() if code else None
    return None if row is None or _is_stale(row, now) else _facts([row])[0]


def check_terms(terms: Terms, now: datetime) -> None:
    """Raise ``MandateRefused`` for terms that nobody can give."""
    known = set(Scope)
    if not terms.scopes or not set(terms.scopes) <= known:
        raise MandateRefused("unknown-scope")
    if not now < terms.ends_at <= now + LONGEST:
        raise MandateRefused("mandate-days")
    if len(terms.services) > _MOST_SERVICES:
        raise MandateRefused("too-many-services")


def made_mandate(  # noqa: PLR0913, PLR0917 - a row is these things
    giver: str, helper: str, terms: Terms, state: MandateState, by: str, now: datetime, code: str = ""
) -> Mandate:
    """Write a mandate, inside the caller's transaction; raise ``MandateRefused``."""
    check_terms(terms, now)
    if giver == helper:
        raise MandateRefused("not-oneself")
    people = {giver, helper} - {""}
    if Person.objects.filter(pk__in=people).count() != len(people):
        raise MandateRefused("unknown-person")
    _sweep(giver, helper, now)
    scopes = [scope for scope in Scope if scope in terms.scopes]
    try:
        with transaction.atomic():
            return Mandate.objects.create(
                id=new_reference(),
                giver_id=giver,
                helper_id=helper or None,
                scopes=msgspec.json.encode(scopes).decode(),
                services=msgspec.json.encode(sorted(set(terms.services))).decode(),
                state=state,
                code=code,
                made_by=by,
                made_at=now,
                ends_at=terms.ends_at,
            )
    except IntegrityError:
        raise MandateRefused("mandate-exists") from None


def _sweep(giver: str, helper: str, now: datetime) -> None:
    """End what is over of the same two, so that they can begin anew."""
    rows = Mandate.objects.select_for_update().filter(giver=giver, helper=helper or None)
    for row in rows.exclude(state=MandateState.ENDED):
        if row.ends_at <= now or _is_stale(row, now):
            end_by(row, "", now)


def end_by(row: Mandate, by: str, now: datetime) -> None:
    """End a mandate, inside the caller's transaction."""
    row.state, row.ended_at, row.ended_by, row.code = MandateState.ENDED, now, by, ""
    row.save(update_fields=["state", "ended_at", "ended_by", "code"])
    if row.helper_id:
        write_cards([row.helper_id])


def _waiting(actor: str, mandate: str, code: str, now: datetime) -> Mandate:
    rows = Mandate.objects.select_for_update().filter(state__in=_WAITING, ends_at__gt=now)
    row = rows.filter(code=digest_of_token(code)).first() if code else rows.filter(pk=mandate).first()
    if row is None or _is_stale(row, now):
        raise MandateRefused("unknown-mandate")
    says_yes = row.giver_id if row.state == MandateState.ASKED else row.helper_id
    if not code and says_yes != actor:
        raise MandateRefused("unknown-mandate")
    return row


def _is_stale(row: Mandate, now: datetime) -> bool:
    return row.state in _WAITING and row.made_at + OFFER_LASTS <= now


def _facts(rows: Sequence[Mandate]) -> list[MandateFacts]:
    names = names_of({person for row in rows for person in (row.giver_id, row.helper_id or "")})
    return [
        MandateFacts(
            id=row.pk,
            giver=row.giver_id,
            giver_name=names.get(row.giver_id, {}),
            helper=row.helper_id or "",
            helper_name=names.get(row.helper_id or "", {}),
            terms=Terms(_words(row.scopes), row.ends_at, _words(row.services)),
            state=MandateState(row.state),
            made_by=row.made_by,
            made_at=row.made_at,
            counter=row.attendance.office if row.attendance else "",
            is_counter=is_counter(row),
        )
        for row in rows
    ]


def set_scopes(row: Mandate, scopes: Sequence[str]) -> None:
    """Let a mandate say something else, inside the caller's transaction, which writes the helper's card."""
    row.scopes = msgspec.json.encode([scope for scope in Scope if scope in scopes]).decode()
    row.save(update_fields=["scopes"])


def _words(raw: str) -> tuple[str, ...]:
    return _WORDS.decode(raw)


def log_mandate(kind: str, row: Mandate, actor: str, now: datetime) -> None:
    """Write what happened to a mandate into the log; of one on paper also at which counter."""
    statement: dict[str, JSON] = {
        "giver": row.giver_id,
        "helper": row.helper_id or "",
        "scopes": [*_words(row.scopes)],
        "services": [*_words(row.services)],
        "ends_at": row.ends_at.isoformat(),
        "by": actor,
    }
    if row.attendance_id and row.paper:
        statement |= {"attendance": row.attendance_id}
    append_leaf(kind=kind, subject=f"mandate:{row.pk}", statement=statement, now=now)
