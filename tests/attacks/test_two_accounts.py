"""One person, two accounts: what they began by mail comes to where they are known, and to nobody who only knows a mail.

Pre-hijacking: somebody opens an account with the address of another before that one comes. What they set up there
opens nothing of what comes later.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from openhall.blocks.cases.facade import belongings_of, join_accounts, part_accounts
from openhall.blocks.forms.facade import DraftContent, begin_draft, drafts_of
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.facade import (
    AddressElsewhere,
    Caller,
    Device,
    JoiningRefused,
    SignInRefused,
    Terms,
    accept_mandate,
    addresses_of,
    ask_code,
    begin_session,
    joinable,
    joined_into,
    keep_account,
    mandates_of,
    offer_mandate,
    open_person,
    set_password,
    sweep_joined,
    use_code,
    use_password,
    visitor_of,
)
from openhall.blocks.identity.models import Account, Person, SentCode
from openhall.blocks.journal.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
MAIL = "wing@example.com"
CALLER = Caller("203.0.113.7", "", is_limited=False)


def _asked(address: str, account: str = "", now: datetime = NOW) -> str:
    return ask_code(address=address, language="en", caller=CALLER, device=Device(), account=account, now=now)


def _entered(code: str, now: datetime = NOW) -> Account:
    return use_code(code=code, typed=digits_of(code), now=now)


@pytest.fixture
def known() -> str:
    """Return the account of somebody whom a counter has proven."""
    person = open_person(name={"en": "CHAN Wing"}, facts={})
    Person.objects.filter(pk=person).update(level=2)
    return keep_account(person, NOW).pk


@pytest.fixture
def mailed() -> Account:
    """Return the account that the same person opened with their mail, with a form that they began."""
    account = _entered(_asked(MAIL))
    begin_draft(
        service="a/b", version=1, revision=1, person=account.person_id, organisation="", content=DraftContent(), now=NOW
    )
    return account


def _confirmed(account: str, address: str = MAIL, now: datetime = NOW) -> str:
    """Show in the browser of ``account`` that the address is theirs; return the code's id."""
    code = _asked(address, account, now)
    with pytest.raises(AddressElsewhere):
        _entered(code, now)
    return code


def _person(account: str) -> str:
    return str(Account.objects.get(pk=account).person_id)


def _signs_in(person: str, now: datetime = NOW) -> bool:
    try:
        begin_session(person=person, adapter="passkey", now=now)
    except SignInRefused as refused:
        return refused.code != "account-joined"
    return True


def test_what_was_begun_by_mail_comes_to_where_one_is_known_and_goes_back(known: str, mailed: Account) -> None:
    into, other = _person(known), mailed.person_id
    assert belongings_of(other, now=NOW).drafts == 1
    joined = join_accounts(code=_confirmed(known), account=known, now=NOW)

    assert [each.person for each in drafts_of(person=into, now=NOW)] == [into]
    assert drafts_of(person=other, now=NOW) == []
    assert addresses_of(known, now=NOW) == (("mail", MAIL),)
    assert _entered(_asked(MAIL)).pk == known, "the address opens the one account that is left"
    assert [each.id for each in joined_into(into)] == [joined.id]
    leaf = Record.objects.get(kind="identity.joined", subject=f"person:{into}")
    assert other in str(leaf.statement)
    assert MAIL not in str(leaf.statement)

    since = begin_draft(
        service="a/c", version=1, revision=1, person=into, organisation="", content=DraftContent(), now=NOW
    )
    part_accounts(joining=joined.id, actor=into, now=NOW + timedelta(hours=47))
    assert [each.reference for each in drafts_of(person=into, now=NOW)] == [since.reference], "what is new stays"
    assert len(drafts_of(person=other, now=NOW)) == 1
    assert _entered(_asked(MAIL)).pk == mailed.pk
    assert joined_into(into) == ()


def test_it_is_done_once_and_can_be_parted_for_two_days_only(known: str, mailed: Account) -> None:
    into, code = _person(known), _confirmed(known)
    joined = join_accounts(code=code, account=known, now=NOW)
    with pytest.raises(JoiningRefused):
        join_accounts(code=code, account=known, now=NOW)
    late = NOW + timedelta(hours=48)
    for actor, now in ((into, late), (mailed.person_id, NOW), ("noor", NOW)):
        with pytest.raises(JoiningRefused):
            part_accounts(joining=joined.id, actor=actor, now=now)
    assert sweep_joined(now=NOW + timedelta(hours=47)) == 0
    assert sweep_joined(now=late) == 1
    assert not Account.objects.filter(pk=mailed.pk).exists()
    assert not _signs_in(mailed.person_id, late)


def test_who_set_up_the_other_account_before_gets_nothing(known: str, mailed: Account) -> None:
    """The attacker has a password, a session, another address and a mandate at the account of the victim's mail."""
    into, other = _person(known), mailed.person_id
    attacker = open_person(name={"en": "MALLORY"}, facts={})
    trojan = _asked("mallory@example.com", mailed.pk)
    _entered(trojan)
    set_password(account=mailed.pk, password="a long one, of the attacker", level=1, now=NOW)  # noqa: S106 - it is tried
    session = begin_session(person=other, adapter="code", now=NOW)
    terms = Terms(("matters", "letters"), NOW + timedelta(days=300))
    _id, word = offer_mandate(giver=other, terms=terms, now=NOW)
    accept_mandate(actor=attacker, code=word, now=NOW)
    assert visitor_of(cookie=session, authorization="", now=NOW).id == other

    join_accounts(code=_confirmed(known), account=known, now=NOW)

    assert visitor_of(cookie=session, authorization="", now=NOW).is_guest, "the session is over with the next click"
    assert mandates_of(attacker, now=NOW) == ((), ())
    assert addresses_of(known, now=NOW) == (("mail", MAIL),), "the attacker's address has not come along"
    opened = _entered(_asked("mallory@example.com"))
    assert opened.person_id != into
    assert not _signs_in(opened.person_id)
    with pytest.raises(SignInRefused):
        use_password(address=MAIL, password="a long one, of the attacker", caller=CALLER, device=Device(), now=NOW)  # noqa: S106


def test_an_address_alone_brings_nothing(known: str, mailed: Account) -> None:
    asked = _asked(MAIL, known)
    for code in (asked, "", "nothing", _asked("else@example.com", known)):
        with pytest.raises(JoiningRefused):
            joinable(code=code, account=known, now=NOW)
    for typed in ("", "00000000"):
        with pytest.raises(SignInRefused):
            use_code(code=asked, typed=typed, now=NOW)
    with pytest.raises(JoiningRefused):
        join_accounts(code=asked, account=known, now=NOW)
    assert _signs_in(mailed.person_id)


@pytest.mark.usefixtures("mailed")
def test_the_code_of_one_browser_is_nothing_in_another_and_soon_nothing_at_all(known: str) -> None:
    code = _confirmed(known)
    person = open_person(name={"en": "MALLORY"}, facts={})
    Person.objects.filter(pk=person).update(level=2)
    with pytest.raises(JoiningRefused):
        join_accounts(code=code, account=keep_account(person, NOW).pk, now=NOW)
    with pytest.raises(JoiningRefused):
        join_accounts(code=code, account=known, now=NOW + timedelta(minutes=31))
    assert SentCode.objects.get(pk=code).used_at == NOW


def _named(account: Account) -> None:
    Person.objects.filter(pk=account.person_id).update(level=2)


def _officer(account: Account) -> None:
    Person.objects.filter(pk=account.person_id).update(authority="town")


@pytest.mark.parametrize("change", [_named, _officer])
def test_who_is_known_is_nobodys_other_account(known: str, mailed: Account, change: Any) -> None:  # noqa: ANN401
    change(mailed)
    with pytest.raises(JoiningRefused) as refused:
        join_accounts(code=_confirmed(known), account=known, now=NOW)
    assert refused.value.code == "join-known"


def test_who_is_not_proven_swallows_nobody(mailed: Account) -> None:
    stranger = _entered(_asked("stranger@example.com"))
    with pytest.raises(JoiningRefused) as refused:
        join_accounts(code=_confirmed(stranger.pk), account=stranger.pk, now=NOW)
    assert refused.value.code == "join-unproven"
    assert len(drafts_of(person=mailed.person_id, now=NOW)) == 1
