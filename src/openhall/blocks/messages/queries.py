"""Inboxes, what went out, and what people chose."""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.db.models import Q, QuerySet

from openhall.blocks.journal.facade import KeyDestroyedError, Reader, SealError, unseal
from openhall.blocks.messages.definitions import (
    Channel,
    DeliveryFacts,
    InboxPage,
    Kind,
    LetterFacts,
    NoSuchLetter,
    Preferences,
    State,
    WentOut,
)
from openhall.blocks.messages.models import Delivery, InboxMessage, Preference
from openhall.blocks.messages.rules import shown_address
from openhall.blocks.messages.sealing import Carried, context_of_delivery, read_carried, read_titles

#: People whose letters somebody may read, with the services or authorities that it is for (none: all).
Helped = Mapping[str, Collection[str]]
NOBODY: Helped = {}
LETTERS_ON_A_PAGE = 20
_MAILBOX = 20


def inbox_of(
    *,
    person: str,
    organisations: Collection[str] = (),
    helped: Helped = NOBODY,
    page: int = 1,
    size: int = LETTERS_ON_A_PAGE,
) -> InboxPage:
    """Return a page of the letters to a person and to the organisations that they act for, the newest first.

    ``helped`` are people whose letters they may read, each with the services or authorities it is for (none: all).
    """
    rows = letters_to(person, organisations, helped)
    pages = max(1, -(-rows.count() // size))
    page = min(max(page, 1), pages)
    found = rows.order_by("-delivered_at", "-id")[(page - 1) * size : page * size]
    return InboxPage(tuple(map(letter_facts, found)), page, pages, rows.filter(read_at=None).count())


def unread_count(*, person: str, organisations: Collection[str] = ()) -> int:
    """Return how many letters nobody has read yet."""
    return letters_to(person, organisations).filter(read_at=None).count()


def letters_to(person: str, organisations: Collection[str], helped: Helped = NOBODY) -> QuerySet[InboxMessage]:
    """Return the rows of an inbox; who is nobody has none. Letters to a firm are none of its people's own."""
    if not person:
        return InboxMessage.objects.none()
    found = Q(person=person) | Q(organisation__in=[each for each in organisations if each])
    for giver, names in helped.items():
        theirs = Q(person=giver, organisation="")
        found |= theirs & (Q(service__in=names) | Q(authority__in=names)) if names else theirs
    return InboxMessage.objects.filter(found)


def letter_of(*, letter: str, person: str, organisations: Collection[str] = (), helped: Helped = NOBODY) -> LetterFacts:
    """Return a letter to its person, helper or firm as a list shows it, unopened. Raises ``NoSuchLetter``."""
    row = letters_to(person, organisations, helped).filter(pk=letter).first()
    if row is None:
        raise NoSuchLetter
    return letter_facts(row)


def letter_facts(row: InboxMessage) -> LetterFacts:
    """Return what a list may show of a letter."""
    return LetterFacts(
        id=row.id,
        subject=row.subject,
        person=row.person,
        organisation=row.organisation,
        authority=row.authority,
        service=row.service,
        template=row.template,
        language=row.language,
        titles=read_titles(row.titles),
        paper=row.paper,
        has_legal_effect=row.has_legal_effect,
        sent_at=row.sent_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
    )


def deliveries_of(*, subject: str) -> tuple[DeliveryFacts, ...]:
    """Return what became of the notices about one matter, the oldest first."""
    rows = Delivery.objects.filter(subject=subject).order_by("id")
    return tuple(
        DeliveryFacts(
            row.key, Channel(row.channel), State(row.state), row.provider, row.provider_reference, row.attempts
        )
        for row in rows
    )


def preferences_of(person: str) -> Preferences:
    """Return what a person chose, or what holds for who has chosen nothing."""
    row = Preference.objects.filter(pk=person).first() if person else None
    if row is None:
        return Preferences()
    return Preferences(row.language, {Kind.LETTERS: row.letters, Kind.REMINDERS: row.reminders})


def went_out(
    *, subjects: Collection[str], keys: Collection[str] = (), reader: Reader, page: int = 1
) -> tuple[tuple[WentOut, ...], int]:
    """Return a page of what went out in a demonstration, the newest first, and how many pages there are.

    Of the matters of people who can be played, of ``subjects``: those whose secret the reader holds, and with the
    ``keys`` that the reader's browser caused. Nothing
    where this is no demonstration.
    """
    if not settings.OPENHALL_DEMO:
        return (), 1
    rows = Delivery.objects.filter(~Q(person="") | Q(subject__in=list(subjects)) | Q(key__in=list(keys)))
    pages = max(1, -(-rows.count() // _MAILBOX))
    page = min(max(page, 1), pages)
    found = rows.order_by("-made_at", "-id")[(page - 1) * _MAILBOX : page * _MAILBOX]
    return tuple(_went_out(row, reader) for row in found), pages


def _went_out(row: Delivery, reader: Reader) -> WentOut:
    carried = _carried(row, reader)
    return WentOut(
        id=row.pk,
        subject=row.subject,
        person=row.person,
        channel=Channel(row.channel),
        state=State(row.state),
        provider=row.provider,
        at=row.ended_at or row.made_at,
        address=shown_address(carried.address),
        title=carried.title,
        text=carried.text,
        attached=carried.attached,
        language=carried.language,
    )


def _carried(row: Delivery, reader: Reader) -> Carried:
    """Return what a notice carries; where its key was destroyed that is nothing any more."""
    context = context_of_delivery(row.key, row.channel)
    try:
        return read_carried(unseal(owner=row.owner, sealed=bytes(row.sealed), context=context, reader=reader))
    except (KeyDestroyedError, SealError):
        return Carried("")
