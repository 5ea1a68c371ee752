"""Put letters into inboxes, note that they were read, keep what people choose."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256

import msgspec
from django.db import transaction

from openhall.blocks.journal.facade import Reader, append_leaf, seal, unseal
from openhall.blocks.messages.definitions import (
    CHOICES,
    Kind,
    LetterFacts,
    NewLetter,
    NoSuchLetter,
    OpenLetter,
    Preferences,
    UnknownChoice,
)
from openhall.blocks.messages.models import InboxMessage, Preference
from openhall.blocks.messages.queries import NOBODY, Helped, letter_facts, letters_to
from openhall.blocks.messages.sealing import context_of_letter, kept_titles, read_words
from openhall.kernel.languages import BY_CODE

_ID_BYTES = 12


def deliver_to_inbox(*, letter: NewLetter, now: datetime) -> LetterFacts:
    """Put a letter into the inbox of a person or firm; the same ``key`` again gives the letter that is there.

    A letter of legal effect is written into the log with the hash of its words.
    """
    with transaction.atomic():
        known = InboxMessage.objects.filter(key=letter.key).first()
        if known is not None:
            return letter_facts(known)
        made = secrets.token_hex(_ID_BYTES)
        plain = msgspec.json.encode(letter.words, order="deterministic")
        sealed = seal(owner=letter.owner, plain=plain, context=context_of_letter(made))
        fresh = _row(letter, made, sealed, now)
        # Two workers may come at once: the database takes one of the two letters.
        InboxMessage.objects.bulk_create([fresh], ignore_conflicts=True)
        row = InboxMessage.objects.get(key=letter.key)
        if row.id == made and letter.has_legal_effect:
            told = {"letter": made, "template": letter.template, "sha256": sha256(plain).hexdigest()}
            append_leaf(kind="letter.delivered", subject=letter.subject, statement=told, now=now)
        return letter_facts(row)


def _row(letter: NewLetter, made: str, sealed: bytes, now: datetime) -> InboxMessage:
    return InboxMessage(
        id=made,
        key=letter.key,
        subject=letter.subject,
        owner=letter.owner,
        person=letter.person,
        organisation=letter.organisation,
        authority=letter.authority,
        service=letter.service,
        template=letter.template,
        language=letter.language,
        paper=letter.paper,
        has_legal_effect=letter.has_legal_effect,
        titles=kept_titles(letter.words),
        sealed=sealed,
        sent_at=now,
        delivered_at=now,
    )


def read_message(
    *,
    letter: str,
    person: str,
    organisations: Collection[str] = (),
    helped: Helped = NOBODY,
    reader: Reader,
    now: datetime,
) -> OpenLetter:
    """Open a letter to its person or firm, and note when it was first read; the log knows of a letter of legal effect.

    For who reads it for somebody (``helped``, as for ``inbox_of``) nothing is noted: its person has not read it.

    Raises ``NoSuchLetter`` for one that is not theirs.
    """
    with transaction.atomic():
        row = letters_to(person, organisations, helped).filter(pk=letter).first()
        if row is None:
            raise NoSuchLetter
        plain = unseal(owner=row.owner, sealed=bytes(row.sealed), context=context_of_letter(row.id), reader=reader)
        is_helped = row.person != person and row.person in helped and row.organisation not in organisations
        if row.read_at is None and not is_helped:
            row.read_at = max(now, row.delivered_at)
            # Of two who open it at once, one is the first.
            is_first = InboxMessage.objects.filter(pk=letter, read_at=None).update(read_at=row.read_at)
            if is_first and row.has_legal_effect:
                told = {"letter": row.id, "template": row.template, "by": reader.actor}
                append_leaf(kind="letter.read", subject=row.subject, statement=told, now=row.read_at)
        return OpenLetter(letter_facts(row), read_words(plain))


def set_preferences(*, person: str, language: str, channels: Mapping[Kind, str], now: datetime) -> Preferences:
    """Keep the language and the channels that a person chose. Raises ``UnknownChoice``.

    The log knows that something was changed, and not what.
    """
    if not person or (language and language not in BY_CODE):
        raise UnknownChoice
    if set(channels) != set(Kind) or any(each not in CHOICES for each in channels.values()):
        raise UnknownChoice
    chosen = {"language": language, "letters": channels[Kind.LETTERS], "reminders": channels[Kind.REMINDERS]}
    with transaction.atomic():
        Preference.objects.update_or_create(pk=person, defaults=chosen)
        append_leaf(kind="preferences.set", subject=person, statement={}, now=now)
    return Preferences(language, dict(channels))


def forget_choices(*, person: str) -> None:
    """Forget how somebody wanted to be written to."""
    Preference.objects.filter(person=person).delete()


def hand_on_letters(
    *, before: str, after: str, only: Collection[str] | None = None, subject: str = ""
) -> tuple[str, ...]:
    """Make the letters of one person those of another, or ``only`` these of them; return their ids.

    With ``subject`` only those about that case. Each stays sealed under the key that it was sealed with.
    """
    rows = InboxMessage.objects.filter(person=before, **({"subject": subject} if subject else {}))
    moved = tuple((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    InboxMessage.objects.filter(pk__in=moved).update(person=after)
    return moved
