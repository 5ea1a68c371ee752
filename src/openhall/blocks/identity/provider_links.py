"""Whom a provider's word is about: the person whom it was linked to, the one who has the fact, or somebody new.

Never by an address: whoever has the mailbox of somebody is not them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import IntegrityError, transaction

from openhall.blocks.identity.accounts import keep_account, new_person
from openhall.blocks.identity.adapters import PROVIDER, SignInRefused
from openhall.blocks.identity.factors import Proven
from openhall.blocks.identity.finding import people_like
from openhall.blocks.identity.limits import serialised_by
from openhall.blocks.identity.models import Account, Person, ProviderLink
from openhall.blocks.identity.provider_settings import Provider
from openhall.blocks.identity.provider_tokens import Told
from openhall.blocks.identity.sign_ins import note_way
from openhall.blocks.journal.facade import append_leaf, maker_of_marks, marks_of
from openhall.kernel.canonical import JSON

#: A claim links to somebody known only where the provider has seen a document.
_LEAST_TO_LINK = 2
#: The use of the marks of whom a provider names.
_LINKS = "provider-links"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What its owner is told of a link: its id, the provider's id, and since when."""

    id: str
    provider: str
    made_at: datetime


def proven_by_provider(provider: Provider, told: Told, *, now: datetime) -> Proven:
    """Return who it is, linked now where they were not; raise ``SignInRefused`` and change nothing."""
    marks = marks_of(_LINKS, f"{provider.issuer}\0{told.subject}")
    link = _link(marks) or _linked(provider, told, marks, now)
    with transaction.atomic():
        _raise(link, told.level)
        _mark_anew(link, marks[0])
        account = keep_account(link.person_id, now)
    return Proven(account.pk, link.person_id, PROVIDER.id, min(PROVIDER.level, told.level))


def links_of(account: str) -> tuple[LinkFacts, ...]:
    """Return the links of whoever has this account, the oldest first."""
    rows = ProviderLink.objects.filter(person__in=Account.objects.filter(pk=account).values("person")).order_by(
        "made_at", "pk"
    )
    return tuple(LinkFacts(row.pk, row.provider, row.made_at) for row in rows)


@transaction.atomic
def remove_link(*, account: str, link: str, now: datetime) -> None:
    """Take a link of an account away; one that is not there, or somebody else's, is left as it is."""
    person = Account.objects.values_list("person_id", flat=True).get(pk=account)
    row = ProviderLink.objects.filter(pk=link, person=person).first()
    if row is not None and ProviderLink.objects.filter(pk=link).delete()[0]:
        _log("identity.unlinked", row, now)
        note_way(account=account, what="provider-gone", now=now)


def links_marked_before() -> int:
    """Count the links whose mark is of an older key or another way: it is made anew when somebody signs in by it.

    Nothing but the mark is kept of whom the provider named, so that nobody else can make it.
    """
    return ProviderLink.objects.exclude(marked_by=maker_of_marks()).count()


def _link(marks: Collection[str]) -> ProviderLink | None:
    return ProviderLink.objects.filter(mark__in=marks).first()


def _linked(provider: Provider, told: Told, marks: tuple[str, ...], now: datetime) -> ProviderLink:
    """Link once: of two who come at once with the same name, the second finds what the first has written."""
    try:
        with transaction.atomic():
            serialised_by(marks, now=now)
            if found := _link(marks):
                return found
            person = _person(provider, told)
            row = ProviderLink.objects.create(
                id=token_hex(8),
                person_id=person,
                provider=provider.id,
                issuer=provider.issuer,
                mark=marks[0],
                marked_by=maker_of_marks(),
                level=told.level,
                made_at=now,
            )
            _log("identity.linked", row, now)
            return row
    except IntegrityError as error:
        # Either the other was quicker, or this person has another name at the same provider: that is for a counter.
        if found := _link(marks):
            return found
        raise SignInRefused("provider-taken") from error


def _person(provider: Provider, told: Told) -> str:
    if provider.binding and told.bound and told.level >= _LEAST_TO_LINK:
        known = people_like(number=told.bound, facts=(provider.binding.fact,))
        if len(known) == 1:
            return known[0]
    return new_person()


def _raise(link: ProviderLink, level: int) -> None:
    """Let the person and the link be as sure as the provider is of them now; never less than they were."""
    Person.objects.filter(pk=link.person_id, level__lt=level).update(level=level)
    ProviderLink.objects.filter(pk=link.pk, level__lt=level).update(level=level)


def _mark_anew(link: ProviderLink, mark: str) -> None:
    """Bring a link over to the key and the way of now, as a password is hashed anew when it is shown."""
    maker = maker_of_marks()
    if (link.mark, link.marked_by) != (mark, maker):
        ProviderLink.objects.filter(pk=link.pk).update(mark=mark, marked_by=maker)


def _log(kind: str, row: ProviderLink, now: datetime) -> None:
    statement: dict[str, JSON] = {"person": row.person_id, "provider": row.provider, "level": row.level}
    append_leaf(kind=kind, subject=f"person:{row.person_id}", statement=statement, now=now)
