"""Save and return: drafts, read and written through the door that records who looked."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.models import Q

from openhall.blocks.forms.models import Draft
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, destroy_key, seal, unseal
from openhall.kernel.errors import Refusal
from openhall.kernel.references import new_reference

#: How long a draft waits for its owner, counted from the last answer.
KEPT = timedelta(days=30)
#: As large as a draft may become, sealed: some hundred long answers.
MAX_BYTES = 600_000
#: A reader of their own matter; such reads are recorded once a day.
OWN = "own"
_MATTER = "matter:"

Answers = dict[str, Any]
#: What somebody has typed on a page and not sent yet, by the name of the field.
Typed = Mapping[str, list[str]]


class DraftGone(Refusal):
    """There is no such draft, or none any more: expired, submitted, or never begun."""

    code = "draft-gone"


class DraftReturned(Refusal):
    """Whoever filled it in for somebody may not do so any more: the draft is with the one whose it is."""

    code = "mandate-ended"


class DraftFull(Refusal):
    """A draft would become larger than anything a person types."""

    code = "draft-full"


class DraftBusy(Refusal):
    """Others keep changing the draft at this very moment."""

    code = "draft-busy"


class Dated(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a held fact came from, and as of which day (ISO 8601); a copy where the source did not answer."""

    source: str
    as_of: str
    is_copy: bool = False


class DraftContent(msgspec.Struct, omit_defaults=True):
    """What a draft holds.

    ``answers`` are canonical. ``typed`` is what stands on a page and is not taken yet, by page and field name.
    ``seen`` are the pages that were answered. ``known`` names, for answers that were filled in from what the
    state holds, the fact that each came from; ``dated`` says of each fact where from and as of when. ``later`` names,
    for questions whose source did not answer, fact and source: what is answered there is checked when it does.
    """

    answers: dict[str, Any] = {}
    typed: dict[str, dict[str, list[str]]] = {}
    seen: list[str] = []
    known: dict[str, str] = {}
    dated: dict[str, Dated] = {}
    later: dict[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft as others may know it, with its content."""

    reference: str
    service: str
    version: int
    revision: int
    person: str
    organisation: str
    owner: str
    content: DraftContent
    serial: int
    created_at: datetime
    expires_at: datetime
    helper: str = ""


Change = Callable[[DraftFacts], DraftFacts]


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft in a list: what it is for, whose it is, and since when."""

    reference: str
    service: str
    created_at: datetime
    expires_at: datetime
    person: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever asks for a draft: how records of reads name them, and which person's drafts they may open.

    ``person`` is their id, where they have one. ``helps`` tells whether they may fill in for a person (the first) what
    a service (the second) asks: only drafts that they began for that person themselves are opened by it.
    """

    actor: str
    may_open: Callable[[str], bool]
    person: str = ""
    helps: Callable[[str, str], bool] = lambda _person, _service: False


_COLUMNS = (
    "reference",
    "service",
    "version",
    "revision",
    "person",
    "organisation",
    "owner",
    "sealed",
    "serial",
    "created_at",
    "expires_at",
    "helper",
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM forms_draft WHERE reference = %s AND expires_at > %s"  # noqa: S608 - our own
_UPDATE = (
    "UPDATE forms_draft SET version = %s, revision = %s, organisation = %s, sealed = %s, serial = serial + 1, "
    "updated_at = %s, expires_at = %s WHERE reference = %s AND serial = %s"
)
#: So many windows of one person at the same draft in the same moment are a fault of something.
_TRIES = 20
_decode = msgspec.json.Decoder(DraftContent).decode


def begin_draft(  # noqa: PLR0913 - a draft is these things
    *,
    service: str,
    version: int,
    revision: int,
    person: str,
    organisation: str,
    content: DraftContent,
    now: datetime,
    helper: str = "",
) -> DraftFacts:
    """Begin a draft for ``person`` (empty: a guest), filled in by ``helper``; the matter gets a key of its own."""
    reference = new_reference()
    owner = key_of(reference)
    Draft.objects.create(
        reference=reference,
        service=service,
        version=version,
        revision=revision,
        person=person,
        organisation=organisation,
        owner=owner,
        sealed=_sealed(owner, reference, content),
        helper=helper,
        created_at=now,
        updated_at=now,
        expires_at=now + KEPT,
    )
    ends = now + KEPT
    return DraftFacts(reference, service, version, revision, person, organisation, owner, content, 1, now, ends, helper)


def read_draft(*, reference: str, owner: Owner, now: datetime) -> DraftFacts:
    """Return a draft to its owner or helper; raise ``DraftGone`` when there is none that is theirs.

    Raises ``DraftReturned`` for a helper who may not fill it in any more.
    """
    return _facts(_row(reference, now), owner, now)


def change_draft(*, draft: DraftFacts, owner: Owner, now: datetime, change: Change) -> DraftFacts:
    """Let ``change`` make new content of ``draft``; two windows of one person at once lose nothing.

    The change is written only over what it was made from; if that is no longer so, it is made again from what is.
    """
    for _ in range(_TRIES):
        changed = change(draft)
        sealed = _sealed(draft.owner, draft.reference, changed.content)
        kept = [changed.version, changed.revision, changed.organisation, sealed]
        values: list[Any] = [*kept, _stored(now), _stored(now + KEPT)]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_UPDATE, [*values, draft.reference, draft.serial])
            if cursor.rowcount == 1:
                return replace(changed, serial=draft.serial + 1, expires_at=now + KEPT)
        draft = read_draft(reference=draft.reference, owner=owner, now=now)
    raise DraftBusy


def _row(reference: str, now: datetime) -> tuple[Any, ...]:
    """Return the columns of a live draft.

    Written out, as is the change above: a page of a form is this read, and the framework takes ten times as long
    to put the query together as the database takes to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [reference, _stored(now)])
        row = cursor.fetchone()
    if row is None:
        raise DraftGone
    *others, created_at, expires_at, helper = row
    return (*others, _read_moment(created_at), _read_moment(expires_at), helper)


def _stored(moment: datetime) -> str | datetime | None:
    """Write a moment as the database keeps it: PostgreSQL takes it as it is, SQLite as a text in UTC."""
    return connection.ops.adapt_datetimefield_value(moment)


def _read_moment(stored: datetime) -> datetime:
    """Read a moment of the database: PostgreSQL knows its zone, SQLite keeps UTC without saying so."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def keep_for_person(*, draft: DraftFacts, person: str, now: datetime) -> DraftFacts:
    """Make a guest's draft that of ``person``, who has opened it with its secret; of two at once one has it.

    Its key stays its own. From then on the secret opens it no more. Raises ``DraftGone`` where it is somebody else's.
    """
    Draft.objects.filter(reference=draft.reference, person="", expires_at__gt=now).update(person=person)
    if not Draft.objects.filter(reference=draft.reference, person=person).exists():
        raise DraftGone
    return replace(draft, person=person)


def hand_on_drafts(*, before: str, after: str, only: Collection[str] | None = None) -> tuple[str, ...]:
    """Make the drafts of one person those of another, or ``only`` these of them; return their references."""
    rows = Draft.objects.filter(person=before)
    moved = tuple((rows if only is None else rows.filter(reference__in=only)).values_list("reference", flat=True))
    Draft.objects.filter(reference__in=moved).update(person=after)
    return moved


def drop_draft(*, reference: str, serial: int) -> bool:
    """Forget a draft, if its last change is ``serial``; tell whether it is gone.

    Its key stays, for the case that it became and the files that it names.
    """
    return Draft.objects.filter(reference=reference, serial=serial).delete()[0] > 0


def drafts_of(*, person: str, service: str = "", helped: Collection[str] = (), now: datetime) -> list[Begun]:
    """Return the drafts of a person, the newest first; also those that they began for people in ``helped``."""
    mine = Q(person=person)
    if helped:
        mine |= Q(helper=person, person__in=tuple(helped))
    found = Draft.objects.filter(mine, expires_at__gt=now).order_by("-updated_at")
    return _begun(found.filter(service=service) if service else found)


def drafts_named(*, references: list[str], now: datetime) -> list[Begun]:
    """Return those of ``references`` that are drafts, the newest first: whoever names them has shown the secret."""
    found = Draft.objects.filter(reference__in=references, expires_at__gt=now)
    return _begun(found.order_by("-updated_at"))


def sweep_drafts(*, now: datetime, limit: int = 500) -> int:
    """Forget drafts whose time is over, and the keys of their matters with them; return how many."""
    old = list(Draft.objects.filter(expires_at__lte=now).values_list("id", "owner")[:limit])
    for row_id, owner in old:
        with transaction.atomic():
            gone, _ = Draft.objects.filter(id=row_id, expires_at__lte=now).delete()
            if gone and owner.startswith(_MATTER):
                destroy_key(owner)
    return len(old)


def drop_drafts_of(*, person: str, now: datetime) -> int:
    """Forget every draft of a person, and the keys with them; return how many."""
    own = list(Draft.objects.filter(person=person).values_list("id", "owner")) if person else []
    for row_id, owner in own:
        with transaction.atomic():
            gone, _ = Draft.objects.filter(id=row_id).delete()
            if gone and owner.startswith(_MATTER):
                destroy_key(owner, now=now)
    return len(own)


def owner_of(person: str, reference: str) -> str:
    """Name whose a matter is: a person's, or nobody's but the matter's own for a guest. It seals nothing."""
    return f"person:{person}" if person else key_of(reference)


def key_of(reference: str) -> str:
    """Name the key that seals a matter. Each has its own: destroying it erases this matter and no other."""
    return f"{_MATTER}{reference}"


def _begun(rows: Any) -> list[Begun]:  # noqa: ANN401 - a query set of drafts
    return [Begun(*row) for row in rows.values_list("reference", "service", "created_at", "expires_at", "person")[:20]]


def _facts(row: tuple[Any, ...], owner: Owner, now: datetime) -> DraftFacts:
    reference, service, version, revision, person, organisation, key, sealed, *rest = row
    if not owner.may_open(person):
        helper = rest[-1]
        if not helper or helper != owner.person:
            raise DraftGone
        if not owner.helps(person, service):
            raise DraftReturned
    reader = Reader(actor=owner.actor, purpose=OWN, case=reference, now=now)
    try:
        plain = unseal(owner=key, sealed=bytes(sealed), context=context_of_draft(reference), reader=reader)
    except KeyDestroyedError as destroyed:
        raise DraftGone from destroyed
    return DraftFacts(reference, service, version, revision, person, organisation, key, _decode(plain), *rest)


def _sealed(owner: str, reference: str, content: DraftContent) -> bytes:
    plain = msgspec.json.encode(content)
    if len(plain) > MAX_BYTES:
        raise DraftFull(most=MAX_BYTES)
    return seal(owner=owner, plain=plain, context=context_of_draft(reference))


def context_of_draft(reference: str) -> bytes:
    """Return what a draft is bound to."""
    return b"draft:" + reference.encode()
