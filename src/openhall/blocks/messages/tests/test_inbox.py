"""Letters in an inbox: put in once, open to their person and firm alone, read once for the log."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.journal.facade import OWN, Reader
from openhall.blocks.messages.facade import (
    Channel,
    Kind,
    LetterFacts,
    NewLetter,
    NoSuchLetter,
    OpenLetter,
    Preferences,
    UnknownChoice,
    channels_for,
    deliver_to_inbox,
    inbox_of,
    preferences_of,
    read_message,
    set_preferences,
    unread_count,
)
from openhall.blocks.messages.models import InboxMessage, Preference
from openhall.blocks.messages.rules import shown_address
from openhall.blocks.messages.tests.providers import NOW, REFERENCE
from tools.rows import rows_of

pytestmark = pytest.mark.django_db
WORDS = {"en": ("A decision", "Dear Noor."), "zh-Hant": ("決定", "Noor 你好"), "zh-Hans": ("决定", "Noor 您好")}
RECORDS, READS = "journal_record", "journal_dataread"
LATER = NOW + timedelta(hours=1)


def put(key: str = "one", **changes: object) -> LetterFacts:
    given = {
        "key": key,
        "subject": REFERENCE,
        "owner": "person:noor",
        "person": "noor",
        "template": "decided",
        "language": "en",
        "words": WORDS,
        "has_legal_effect": True,
    }
    return deliver_to_inbox(letter=NewLetter(**given | changes), now=NOW)  # type: ignore[arg-type]


def read(letter: str, person: str = "noor", organisations: tuple[str, ...] = ()) -> OpenLetter:
    reader = Reader(f"person:{person}", OWN, REFERENCE, LATER)
    return read_message(letter=letter, person=person, organisations=organisations, reader=reader, now=LATER)


def kinds() -> list[str]:
    return [kind for (kind,) in rows_of(RECORDS, "kind")]


def test_the_same_letter_twice_is_one() -> None:
    assert put() == put(words={"en": ("Other", "words")})
    assert (InboxMessage.objects.count(), kinds()) == (1, ["letter.delivered"])


def test_it_is_read_once_and_the_log_knows_when() -> None:
    letter = put()
    assert unread_count(person="noor") == 1
    for _ in range(2):
        opened = read(letter.id)
        assert (opened.words, opened.facts.read_at) == (WORDS, LATER)
    assert (unread_count(person="noor"), kinds()) == (0, ["letter.delivered", "letter.read"])
    (statement,) = (msgspec.json.decode(text) for kind, text in rows_of(RECORDS, "kind", "statement") if "read" in kind)
    assert (statement["letter"], statement["by"]) == (letter.id, "person:noor")
    assert rows_of(READS, "owner", "purpose") == [("person:noor", OWN)]


def test_a_letter_without_legal_effect_leaves_no_leaf() -> None:
    read(put(has_legal_effect=False).id)
    assert kinds() == []


def test_it_is_open_to_its_person_and_firm_and_to_nobody_else() -> None:
    letter = put(organisation="pier-cafe")
    for person, organisations in (("amal", ()), ("amal", ("harbour-shop", "")), ("", ("pier-cafe",)), ("", ())):
        with pytest.raises(NoSuchLetter):
            read(letter.id, person, organisations)
        assert inbox_of(person=person, organisations=organisations).letters == ()
    assert (unread_count(person="noor"), len(rows_of(READS)), kinds()) == (1, 0, ["letter.delivered"])
    assert read(letter.id, "amal", ("pier-cafe",)).facts.read_at == LATER


def test_a_letter_to_no_firm_is_not_that_of_whoever_has_none() -> None:
    letter = put()
    with pytest.raises(NoSuchLetter):
        read(letter.id, "amal", ("",))
    assert unread_count(person="noor") == 1


def test_nothing_readable_stands_in_the_row_or_the_log() -> None:
    put()
    told = str(InboxMessage.objects.values().get()) + str(rows_of(RECORDS, "statement"))
    assert "Dear" not in told
    assert inbox_of(person="noor").letters[0].titles["zh-Hant"] == "決定"


def test_the_database_keeps_a_letter_as_it_was() -> None:
    letter = put()
    read(letter.id)
    changes: tuple[dict[str, Any], ...] = (
        {"sealed": b"other"},
        {"read_at": None},
        {"read_at": LATER + timedelta(days=1)},
        {"person": "amal", "sealed": b"other"},
        {"person": "amal", "read_at": LATER + timedelta(days=1)},
        {"person": ""},
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            InboxMessage.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        InboxMessage.objects.all().delete()
    assert read(letter.id).words == WORDS


def test_pages_have_the_newest_first() -> None:
    ids = [put(str(number)).id for number in range(5)]
    pages = [inbox_of(person="noor", page=page, size=2) for page in (1, 2, 3, 9)]
    assert {letter.id for page in pages[:3] for letter in page.letters} == set(ids)
    assert [(page.page, page.pages, page.unread) for page in pages] == [(1, 3, 5), (2, 3, 5), (3, 3, 5), (3, 3, 5)]


def test_preferences_are_kept_and_what_cannot_be_chosen_changes_nothing() -> None:
    assert preferences_of("noor") == Preferences()
    chosen = {Kind.LETTERS: "both", Kind.REMINDERS: "none"}
    set_preferences(person="noor", language="zh-Hans", channels=chosen, now=NOW)
    for language, channels in (("xx", chosen), ("", {Kind.LETTERS: "both"}), ("", {**chosen, Kind.LETTERS: "pigeon"})):
        with pytest.raises(UnknownChoice):
            set_preferences(person="noor", language=language, channels=channels, now=NOW)
    assert preferences_of("noor") == Preferences("zh-Hans", chosen)
    assert (Preference.objects.count(), kinds()) == (1, ["preferences.set"])


@pytest.mark.parametrize(
    ("choice", "can", "goes"),
    [
        ("mail", "mail sms", "mail"),
        ("sms", "mail sms", "sms"),
        ("both", "mail sms", "mail sms"),
        ("both", "sms", "sms"),
        ("sms", "mail", "mail"),
        ("mail", "sms", "sms"),
        ("none", "mail sms", ""),
        ("mail", "", ""),
    ],
)
def test_a_notice_goes_as_was_chosen_and_else_as_it_can(choice: str, can: str, goes: str) -> None:
    preferences = Preferences("", {Kind.LETTERS: choice, Kind.REMINDERS: "none"})
    found = channels_for(Kind.LETTERS, preferences, [Channel(each) for each in can.split()])
    assert " ".join(found) == goes


def test_of_an_address_that_may_be_somebody_s_only_the_ends_are_shown() -> None:
    shown = [shown_address(each) for each in ("noor@mail.example", "noor@example.org", "noor@mail.hk", "9123 4567")]
    assert shown == ["noor@mail.example", "noor@example.org", "n…@…", "…567"]
