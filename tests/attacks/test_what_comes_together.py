"""Two accounts of one person become one: their cases, letters, files and register entries come along, and go back."""

from datetime import timedelta
from io import BytesIO

import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import (
    Applicant,
    case_of,
    erase_person,
    join_accounts,
    open_matters,
    own_references,
    part_accounts,
    submitted_answers,
    withdraw_case,
)
from openhall.blocks.cases.tests.applying import ANSWERS, NOW, prepared, request, submit
from openhall.blocks.documents.facade import Limits, take_file
from openhall.blocks.documents.models import File
from openhall.blocks.documents.tests.samples import pdf
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.facade import (
    AddressElsewhere,
    Caller,
    Device,
    Joined,
    Visitor,
    ask_code,
    keep_account,
    open_person,
    use_code,
)
from openhall.blocks.identity.models import Account, Person
from openhall.blocks.journal.facade import OWN, KeyDestroyedError, Reader
from openhall.blocks.journal.models import Record
from openhall.blocks.messages.facade import NoSuchLetter, inbox_of, read_message
from openhall.blocks.registers.models import Entry
from openhall.channels.mail.sending import send_letter
from tests.followers import open_town

pytestmark = pytest.mark.django_db(transaction=True)
MAIL, CALLER = "wing@example.com", Caller("203.0.113.7", "", is_limited=False)
SOON = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _town(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    open_town()


@pytest.fixture
def known() -> Account:
    """Return the account of somebody whom a counter has proven."""
    person = open_person(name={"en": "CHAN Wing"}, facts={})
    Person.objects.filter(pk=person).update(level=2)
    return keep_account(person, NOW)


@pytest.fixture
def mailed() -> Account:
    """Return the account that the same person opened with their mail."""
    return _entered("")


def _entered(account: str) -> Account:
    code = ask_code(address=MAIL, language="en", caller=CALLER, device=Device(), account=account, now=NOW)
    return use_code(code=code, typed=digits_of(code), now=NOW)


def _joined(known: Account) -> Joined:
    code = ask_code(address=MAIL, language="en", caller=CALLER, device=Device(), account=known.pk, now=NOW)
    with pytest.raises(AddressElsewhere):
        use_code(code=code, typed=digits_of(code), now=NOW)
    return join_accounts(code=code, account=known.pk, now=NOW)


def _applied(person: str, key: str) -> str:
    """Let somebody apply, and be written to twice: the first letter they have read."""
    sent = submit(prepared(Applicant(Visitor(person, {}, 1))), request(key, caller=f"person:{person}"))
    for name in ("submitted", "decided"):
        send_letter(reference=sent.reference, template=name, key=f"{sent.reference}{name}", now=NOW)
    first = next(each.id for each in inbox_of(person=person).letters if each.template == "submitted")
    _read(first, person)
    Entry.objects.create(
        register="stalls",
        number=sent.reference,
        year=2026,
        serial=Entry.objects.count() + 1,
        subject=sent.reference,
        person=person,
        state="active",
    )
    return sent.reference


def _read(letter: str, person: str) -> object:
    reader = Reader(f"person:{person}", OWN, "", NOW)
    return read_message(letter=letter, person=person, organisations=(), reader=reader, now=NOW)


def _has(person: str) -> dict[str, set[str]]:
    return {
        "cases": set(own_references(person=person, most=99)),
        "open": {each.reference for each in open_matters(person=person)},
        "letters": {each.subject for each in inbox_of(person=person).letters},
        "entries": set(Entry.objects.filter(person=person).values_list("number", flat=True)),
        "files": set(File.objects.filter(owner=f"person:{person}").values_list("id", flat=True)),
    }


def _all(*references: str, files: tuple[str, ...] = ()) -> dict[str, set[str]]:
    return {**{kind: {*references} for kind in ("cases", "open", "letters", "entries")}, "files": {*files}}


def test_everything_comes_along_and_only_that_goes_back(known: Account, mailed: Account) -> None:
    into, other, stranger = known.person_id, mailed.person_id, open_person(name={"en": "NG"}, facts={})
    own, came, theirs = _applied(into, "1"), _applied(other, "2"), _applied(stranger, "3")
    file = take_file(stream=BytesIO(pdf()), name="a.pdf", limits=Limits(), owner=f"person:{other}", now=NOW).id
    assert _has(other) == _all(came, files=(file,))

    joined = _joined(known)
    assert _has(into) == _all(own, came, files=(file,))
    assert _has(other) == _all()
    assert _has(stranger) == _all(theirs)
    moved = Record.objects.get(kind="identity.joined").statement
    assert '"letters":2' in str(moved).replace(" ", "").replace("'", '"')
    assert submitted_answers(came, reader=Reader(into, OWN, came, NOW)) == ANSWERS
    assert case_of(came, may_see=lambda person: person == other) is None

    since = _applied(into, "4")
    part_accounts(joining=joined.id, actor=into, now=SOON)
    assert _has(into) == _all(own, since)
    assert _has(other) == _all(came, files=(file,))


def test_letters_stay_as_they_were_read_or_not_and_open_to_nobody_else(known: Account, mailed: Account) -> None:
    into, other = known.person_id, mailed.person_id
    _applied(other, "1")
    before = {each.id: each.read_at for each in inbox_of(person=other).letters}
    assert sorted(each is None for each in before.values()) == [False, True]
    _joined(known)
    assert {each.id: each.read_at for each in inbox_of(person=into).letters} == before
    for letter in before:
        assert _read(letter, into)
        with pytest.raises(NoSuchLetter):
            _read(letter, other)


def test_erasing_takes_what_came_as_well(known: Account, mailed: Account) -> None:
    into, other = known.person_id, mailed.person_id
    came = _applied(other, "1")
    _joined(known)
    withdraw_case(reference=came, visitor=Visitor(into), now=NOW)
    done = erase_person(person=into, by="test", now=SOON)
    assert (done.erased, done.kept, done.receipt is None) == ((came,), (), False)
    assert submitted_answers(came, reader=Reader(into, OWN, came, SOON)) is None
    for letter in inbox_of(person=into).letters:
        with pytest.raises(KeyDestroyedError):
            _read(letter.id, into)
