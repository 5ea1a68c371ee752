"""Consent: given and withdrawn by the person alone, looked up in the database each time, never remembered."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from openhall.blocks.exchange.definitions import ConsentLine
from openhall.blocks.exchange.models import Consent
from openhall.blocks.journal.facade import append_leaf


def give_consent(*, person: str, source: str, now: datetime) -> int:
    """Let the facts of ``source`` be fetched for ``person``, and return the consent; given twice it is one."""
    with transaction.atomic():
        consent, is_new = Consent.objects.get_or_create(
            person=person, source=source, withdrawn_at=None, defaults={"given_at": now}
        )
        if is_new:
            append_leaf(kind="consent.given", subject=str(consent.pk), statement={"source": source}, now=now)
    return consent.pk


def withdraw_consent(*, person: str, source: str, now: datetime) -> bool:
    """Withdraw a consent: the very next fetch is refused. Tell whether there was one."""
    with transaction.atomic():
        consent = Consent.objects.select_for_update().filter(person=person, source=source, withdrawn_at=None).first()
        if consent is None:
            return False
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        append_leaf(kind="consent.withdrawn", subject=str(consent.pk), statement={"source": source}, now=now)
    return True


def open_consents(person: str, sources: Iterable[str]) -> dict[str, int]:
    """Return the consents that stand at this moment, by source."""
    standing = Consent.objects.filter(person=person, source__in=list(sources), withdrawn_at=None)
    return dict(standing.values_list("source", "id"))


def consents_of(person: str) -> tuple[ConsentLine, ...]:
    """Return all that a person consented to, the newest first, also what they withdrew."""
    rows = Consent.objects.filter(person=person).order_by("-given_at", "-id")
    return tuple(ConsentLine(row.pk, row.source, row.given_at, row.withdrawn_at) for row in rows)
