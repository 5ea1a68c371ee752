"""A master key and a way of marking are left behind: whatever was found by a mark is found, and no older one stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.facade import NobodyElse, agreement_news, answer_agreement, awaited_of
from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.catalogue.facade import current_catalogue, entry_content, register_of
from openhall.blocks.identity import codes, provider_links
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.facade import (
    AddressElsewhere,
    Caller,
    Device,
    ask_code,
    begin_session,
    code_of_session,
    firms_seen,
    keep_account,
    keep_marks,
    links_marked_before,
    open_person,
    people_like,
    use_code,
)
from openhall.blocks.identity.joining import begin_joining, part, sweep_joined
from openhall.blocks.identity.models import Account, Address, Joining, Person, PersonMark, ProviderLink
from openhall.blocks.identity.provider_links import proven_by_provider
from openhall.blocks.identity.provider_settings import Provider
from openhall.blocks.identity.provider_tokens import Told
from openhall.blocks.journal import marks_anew
from openhall.blocks.journal.facade import (
    MARKED_ANEW,
    MarkedColumn,
    Reader,
    destroy_key,
    make_marks_anew,
    marked_columns,
    marks_of,
    sequence_leaves,
    verify_log,
)
from openhall.blocks.journal.models import DataRead, Record
from openhall.blocks.registers.facade import AlreadyEntered, Fact, find_entry, keep_entry
from openhall.blocks.registers.models import Entry
from openhall.kernel.marking_ways import WAYS
from openhall.project.cli import main
from tests.agreed import FIRM_NUMBER, LIN, NOOR, NUMBERS, apply, of_firm, open_for_two

pytestmark = pytest.mark.django_db
FIRST, SECOND = WAYS
FACT, MOORING, MAIL, OTHER_MAIL = "person.resident_number", "harbour-office/mooring-permit", "wing@a.org", "wing@b.org"
BOAT = {"boat_mark": "B1204A", "boat_length": 5.8, "mooring": "buoy", "full_name": "林小雨", "phone": "555-0158"}
PROVIDER = Provider("national-id", {"en": "National ID"}, "https://id.example", "hall", "secret")
SUBJECT = Told("subject-1", 2, "")
READER = Reader("somebody", "own", "a-case", NOW)

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def keys(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str) -> tuple[int, str]:
        code = main(["keys", *words])
        return code, "".join(capsys.readouterr())

    return run


@pytest.fixture(autouse=True)
def told(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, keys: Command) -> dict[str, Any]:
    """Make a hall in which something is found by every mark, then change key and way; return what was found before."""
    settings.OPENHALL_DEMO, settings.OPENHALL_MARKING, settings.KEYS_FOLDER = True, FIRST, tmp_path / "keys"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_for_two()
    apply()
    open_for_two("evening", firm="full_name")
    apply("of-a-firm", FIRM_NUMBER)
    enter("REF", NOOR.id)
    entered(MAIL)
    joined(OTHER_MAIL)
    proven_by_provider(PROVIDER, SUBJECT, now=NOW)
    before = found()
    assert all(before.values()), before
    assert keys("rotate", "columns")[0] == 0
    settings.OPENHALL_MARKING = SECOND
    return before


def enter(subject: str, person: str) -> None:
    jurisdiction = current_catalogue().jurisdiction
    service, register = current_catalogue().service(MOORING), register_of(jurisdiction, MOORING)
    assert service is not None
    assert register is not None
    content = entry_content(jurisdiction, service, BOAT, subject=subject, owner=f"entry:{subject}")
    assert content is not None
    with transaction.atomic():
        keep_entry(register=register, content=replace(content, person=person), today=NOW.date(), now=NOW)


def asked(address: str, account: str = "") -> str:
    caller = Caller("203.0.113.7", "", is_limited=False)
    return ask_code(address=address, language="en", caller=caller, device=Device(), account=account, now=NOW)


def entered(address: str) -> tuple[str, Account]:
    """Sign in by a code to an address; return the code and the account."""
    code = asked(address)
    return code, use_code(code=code, typed=digits_of(code), now=NOW)


def joined(address: str) -> Joining:
    """Let an account that somebody opened by an address become part of where they are known."""
    entered(address)
    person = open_person(name={"en": "CHAN Wing"}, facts={})
    Person.objects.filter(pk=person).update(level=2)
    account = keep_account(person, NOW).pk
    code = asked(address, account)
    with pytest.raises(AddressElsewhere):
        use_code(code=code, typed=digits_of(code), now=NOW)
    with transaction.atomic():
        return Joining.objects.get(pk=begin_joining(code=code, account=account, now=NOW).id)


def found() -> dict[str, Any]:
    """Look for everything that is found by a mark."""
    register = register_of(current_catalogue().jurisdiction, MOORING)
    assert register is not None
    entry = find_entry(register, facts={"boat_mark": Fact("b-1204a")})
    firms = firms_seen(FIRM_NUMBER, facts=("organisation.number",), reader=READER)
    news = [agreement_news({"agreement": row.pk}) for row in Agreement.objects.order_by("pk")]
    return {
        "name": people_like(name="noor al-bahar"),
        "number": people_like(number=NUMBERS[LIN.id], facts=(FACT,)),
        "firm": tuple(firms),
        "entry": entry and entry.number,
        "address": entered(MAIL)[1].pk,
        "joined address": entered(OTHER_MAIL)[1].pk,
        "waits": [each.reference for each in awaited_of(LIN)],
        "waits for the firm": [(each.reference, each.firm) for each in awaited_of(of_firm(LIN.id, "manager"))],
        "who is told": [(each.people, each.firms) for each in news if each],
    }


def is_of_now(column: MarkedColumn, row: Any) -> bool:  # noqa: ANN401 - a row of any model
    return getattr(row, column.name) in {marks_of(column.use, text)[0] for text in column.texts(row)}


def of_before() -> set[str]:
    """Return the columns in which there is an older mark."""
    return {
        str(column)
        for column in marked_columns()
        for row in column.model._base_manager.exclude(**{column.name: ""})  # noqa: SLF001 - all rows
        if not is_of_now(column, row)
    }


def test_everything_is_found_before_and_after_and_no_older_mark_stays(told: dict[str, Any], keys: Command) -> None:
    assert of_before() == {str(column) for column in marked_columns()}
    assert found() == told, "by the marks of before"
    reads = DataRead.objects.count()

    code, words = keys("reseal")

    assert code == 0, words
    assert of_before() == set()
    assert DataRead.objects.count() == reads, "it was handed to nobody"
    assert found() == told
    assert "cases_agreement.mark: 2 marked anew\n" in words
    assert "registers_entry.identity: 1 marked anew\n" in words
    assert f"made by {SECOND} and the newest key" in words
    assert "1 links to providers follow" in words
    said = Record.objects.filter(kind=MARKED_ANEW).values_list("subject", flat=True)
    assert set(said) == {str(column) for column in marked_columns()}
    sequence_leaves(now=NOW)
    assert verify_log() == []
    assert "0 anew" in keys("reseal")[1].splitlines()[-1]


def test_whom_a_provider_names_is_marked_anew_when_they_sign_in(keys: Command, settings: Settings) -> None:
    link = ProviderLink.objects.get()
    assert links_marked_before() == 1

    proven = proven_by_provider(PROVIDER, SUBJECT, now=NOW)

    fresh = ProviderLink.objects.get()
    assert (proven.person, fresh.pk, fresh.mark == link.mark) == (link.person_id, link.pk, False)
    assert links_marked_before() == 0
    assert "links to providers" not in keys("reseal")[1]
    # A process that marks in the way of before finds them as well, and links nobody twice.
    settings.OPENHALL_MARKING = FIRST
    assert proven_by_provider(PROVIDER, SUBJECT, now=NOW).person == link.person_id
    assert links_marked_before() == 0


@pytest.mark.parametrize("is_backwards", [False, True])
def test_half_way_in_either_order_everything_is_found(told: dict[str, Any], is_backwards: bool) -> None:  # noqa: FBT001 - a case of the test
    left = {str(column): column for column in marked_columns()}
    for name in sorted(left, reverse=is_backwards):
        assert make_marks_anew(left.pop(name), now=NOW, step=1).taken == 0
        assert found() == told, name
        assert of_before() == left.keys(), name


def test_a_run_that_ends_midway_is_taken_up_again(
    told: dict[str, Any], keys: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*, subject: str, **_: object) -> None:
        if subject.startswith("identity_address"):
            raise OSError("no power")

    with monkeypatch.context() as patched:
        patched.setattr(marks_anew, "append_leaf", dies)
        with pytest.raises(OSError, match="no power"):
            keys("reseal")
    assert "identity_address.digest" in of_before()
    assert "cases_agreement.mark" not in of_before()
    assert found() == told

    assert keys("reseal")[0] == 0
    assert (of_before(), found()) == (set(), told)


def test_nothing_is_there_twice_while_marks_are_of_two_kinds(told: dict[str, Any]) -> None:
    with pytest.raises(AlreadyEntered):
        enter("ANOTHER", LIN.id)
    open_for_two()
    with pytest.raises(NobodyElse):
        apply("mine", NUMBERS[NOOR.id], NOOR)
    rows = Address.objects.count(), Account.objects.count(), Entry.objects.exclude(identity="").count()
    found()
    assert (Address.objects.count(), Account.objects.count(), Entry.objects.exclude(identity="").count()) == rows
    assert told


@pytest.mark.parametrize("place", [codes, provider_links])
def test_of_two_who_come_at_once_in_two_ways_one_is_the_first(
    place: ModuleType, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Told("subject-2", 1, "")
    code, other = asked("new@a.org"), asked("new@a.org")

    def comes(code: str) -> str:
        if place is codes:
            return str(use_code(code=code, typed=digits_of(code), now=NOW).pk)
        return proven_by_provider(PROVIDER, fresh, now=NOW).account

    seen = list[str]()

    def overtaken(_marks: object, *, now: datetime) -> None:
        """Let somebody else, who marks in the way of before, write while this one waits."""
        if not seen:
            seen.append(str(now))
            settings.OPENHALL_MARKING = FIRST
            seen.append(comes(other))
            settings.OPENHALL_MARKING = SECOND

    before = Account.objects.count()
    monkeypatch.setattr(place, "serialised_by", overtaken)

    assert comes(code) == seen[1]
    assert Account.objects.count() == before + 1


def test_who_is_written_anew_is_still_waited_for(told: dict[str, Any], settings: Settings) -> None:
    """Their marks are those of now, that of the case is of before; and the other way round in a hall that went back."""
    keep_marks({LIN.id: ({"en": "Lin Xiaoyu"}, {FACT: NUMBERS[LIN.id]})})
    assert found() == told
    for column in marked_columns():
        make_marks_anew(column, now=NOW)
    settings.OPENHALL_MARKING = FIRST
    keep_marks({LIN.id: ({"en": "Lin Xiaoyu"}, {FACT: NUMBERS[LIN.id]})})
    assert found() == told
    (reference,) = told["waits"]
    answer_agreement(reference=reference, visitor=LIN, agrees=True, now=NOW)


def test_a_code_that_is_under_way_finds_its_account(keys: Command) -> None:
    code = asked(MAIL)
    assert keys("reseal")[0] == 0

    account = use_code(code=code, typed=digits_of(code), now=NOW)

    session = begin_session(person=account.person_id, adapter="code", now=NOW, level=1)
    assert code_of_session(session)
    assert Address.objects.get(account=account).channel == "mail"


@pytest.mark.parametrize("is_anew", [False, True])
def test_accounts_that_came_together_are_parted(keys: Command, is_anew: bool) -> None:  # noqa: FBT001 - a case of the test
    if is_anew:
        keys("reseal")
    row = Joining.objects.get()
    before = Account.objects.get(person=row.person_id)

    with transaction.atomic():
        part(joining=row.pk, actor=row.into_id, now=NOW)

    assert entered(OTHER_MAIL)[1].pk == before.pk
    assert Joining.objects.get().address == ""


def test_when_they_can_be_parted_no_more_the_mark_is_forgotten() -> None:
    sweep_joined(now=NOW + timedelta(days=2))
    assert Joining.objects.get().address == ""


def test_what_has_no_key_any_more_or_is_of_another_text_is_left_and_counted(keys: Command) -> None:
    strange = PersonMark.objects.create(person_id=NOOR.id, mark="f" * 64)
    case = Agreement.objects.select_related("case").order_by("pk")[0]
    destroy_key(case.case.owner)

    code, words = keys("reseal")

    assert code == 0
    assert PersonMark.objects.get(pk=strange.pk).mark == strange.mark
    assert Agreement.objects.get(pk=case.pk).mark == case.mark
    assert "1 of nothing that is known" in words
    assert "cases_agreement.mark: 1 marked anew, 1 without a key" in words


def test_of_two_rows_of_one_thing_the_second_stays_and_is_told(keys: Command) -> None:
    row = Entry.objects.exclude(identity="").get()
    column = next(each for each in marked_columns() if each.model is Entry)
    (text,) = column.texts(row)
    row.pk, row.number, row.serial, row.subject, row.identity = None, "M-9", 999, "TWIN", marks_of(column.use, text)[0]
    row.save()

    code, words = keys("reseal")

    assert code == 1
    assert "registers_entry.identity: 0 marked anew, 1 without a key, 1 of another row" in words
