"""Erase a case: its key is destroyed, so that nothing of it can be read again, here or in any copy; the log keeps that.

What stays is no word of anybody: that there was a case of this service, when it was submitted and how it ended.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from openhall.blocks.cases.actions.acting import write_leaf
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Case, Erasure, Hold
from openhall.blocks.cases.owned import own_references
from openhall.blocks.cases.retaining import Keeping, due_for_erasure, keeping_of
from openhall.blocks.cases.rules import ENDED, HALL, Why
from openhall.blocks.cases.workings import drop_workings
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import let_files_go, remove_files
from openhall.blocks.exchange.facade import forget_copies
from openhall.blocks.federation.facade import forget_consents
from openhall.blocks.forms.facade import drop_drafts_of, key_of
from openhall.blocks.identity.facade import forget_person, joined_into
from openhall.blocks.journal.facade import append_leaf, destroy_key, receipt_of
from openhall.blocks.messages.facade import forget_choices
from openhall.blocks.payments.facade import forget_reasons
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal

_MOST = 10_000


class MayNotErase(Refusal):
    """A case stays: it still runs, it is held, or it is sealed by a key that others need (``because``)."""

    code = "may-not-erase"

    def __init__(self, because: str) -> None:
        super().__init__(because=because)
        self.because = because


class CaseGone(Refusal):
    """There is no case with this reference."""

    code = "unknown-case"


@dataclass(frozen=True, slots=True)
class ErasedOwn:
    """What became of somebody's wish to be forgotten: erased references, how many drafts, and what is kept and why."""

    erased: tuple[str, ...]
    drafts: int
    kept: tuple[Keeping, ...]


def erase_case(*, reference: str, by: str, why: str, now: datetime) -> bool:
    """Erase a case for good; tell whether it was still there. Raise ``MayNotErase`` or ``CaseGone``.

    ``by`` is who does it (an id), ``why`` one of ``time``, ``asked``, ``operator``. Done twice, it is done once.
    """
    with transaction.atomic():
        try:
            case = locked_case(reference)
        except Case.DoesNotExist:
            raise CaseGone from None
        is_new = not Erasure.objects.filter(case=case).exists()
        if is_new:
            _check(case)
            _erase(case, by, why, now)
            let_files_go(subject=f"case:{reference}", now=now)
    # Bytes go when it is certain; where a process dies before, the worker removes them.
    remove_files(subject=f"case:{reference}")
    return is_new


def _check(case: Case) -> None:
    if case.status not in ENDED:
        raise MayNotErase("running")
    if Hold.objects.filter(case=case, ended_at=None).exists():
        raise MayNotErase("held")
    if case.owner != key_of(case.reference):
        # Sealed before each matter had a key of its own: it goes with its person's.
        raise MayNotErase("key-shared")


def _erase(case: Case, by: str, why: str, now: datetime) -> None:
    drop_workings(case)
    destroy_key(case.owner, now=now)
    forget_reasons(case.reference, now=now)
    said: dict[str, JSON] = {"key_sha256": sha256(case.owner.encode()).hexdigest(), "why": str(Why(why))}
    leaf = write_leaf(case, "erased", {**said, "sealed_sha256": sha256(bytes(case.sealed)).hexdigest()}, now)
    Erasure.objects.create(case=case, at=now, by=by, why=why, leaf=leaf)


def erase_due(*, now: datetime, most: int = 200) -> int:
    """Erase cases whose time is over, and write down how many; return that. Call it until it is 0."""
    due = due_for_erasure(current_catalogue(), now=now, most=most)
    erased = [each for each in due if _is_erased_now(each, now)]
    if erased:
        marks = "\n".join(sorted(erased)).encode()
        with transaction.atomic():
            said: dict[str, JSON] = {"count": len(erased), "references_sha256": sha256(marks).hexdigest()}
            append_leaf(kind="retention.kept", subject=now.date().isoformat(), statement=said, now=now)
    return len(erased)


def _is_erased_now(reference: str, now: datetime) -> bool:
    try:
        return erase_case(reference=reference, by=HALL, why=Why.TIME, now=now)
    except MayNotErase:
        return False  # held a moment ago


def erase_own(*, person: str, today: date, now: datetime) -> ErasedOwn:
    """Erase what somebody may have erased of themselves: every draft, and each case that nothing keeps any longer."""
    catalogue = current_catalogue()
    drafts = drop_drafts_of(person=person, now=now)
    own = own_references(person=person, most=_MOST)
    kept: list[Keeping] = []
    erased: list[str] = []
    for keeping in keeping_of(own, catalogue):
        if keeping.erased_at is not None:
            continue
        try:
            is_gone = keeping.may_go(today) and erase_case(
                reference=keeping.reference, by=person, why=Why.ASKED, now=now
            )
        except MayNotErase:
            is_gone = False
        if is_gone:
            erased.append(keeping.reference)
        else:
            kept.append(keeping)
    return ErasedOwn(tuple(erased), drafts, tuple(kept))


@dataclass(frozen=True, slots=True)
class PersonErased:
    """What became of a person: the cases that stay and why; without any also the signed proof that they are gone."""

    erased: tuple[str, ...]
    kept: tuple[Keeping, ...]
    receipt: dict[str, JSON] | None


def erase_person(*, person: str, by: str, now: datetime) -> PersonErased:
    """Erase a person: every ended case and draft, and once none is left, what is held of them and their account.

    A case that runs or is held stays, and with it the account.
    """
    catalogue = current_catalogue()
    drop_drafts_of(person=person, now=now)
    kept: list[Keeping] = []
    erased: list[str] = []
    for keeping in keeping_of(own_references(person=person, most=_MOST), catalogue):
        if keeping.erased_at is not None:
            continue
        try:
            erase_case(reference=keeping.reference, by=by, why=Why.OPERATOR, now=now)
            erased.append(keeping.reference)
        except MayNotErase:
            kept.append(keeping)
    if kept:
        return PersonErased(tuple(erased), tuple(kept), None)
    return PersonErased(tuple(erased), (), _account_gone(person, by, now))


def _account_gone(person: str, by: str, now: datetime) -> dict[str, JSON] | None:
    owner = f"person:{person}"
    with transaction.atomic():
        for each in joined_into(person):
            # What came from an account of before is sealed under its own key.
            forget_person(person=each.person)
            destroy_key(f"person:{each.person}", now=now)
        forget_choices(person=person)
        if not forget_person(person=person):
            return None
        forget_copies(person=person, now=now)
        forget_consents(person=person, now=now)
        destroy_key(owner, now=now)
        said: dict[str, JSON] = {"key_sha256": sha256(owner.encode()).hexdigest(), "by": by}
        leaf = append_leaf(kind="person.erased", subject=sha256(owner.encode()).hexdigest(), statement=said, now=now)
    return receipt_of(leaf.id)
