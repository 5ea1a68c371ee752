"""What somebody signs in with is changed by them alone, can be taken away, and they hear of it, as of guesses."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity import passkeys
from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.devices import Device
from openhall.blocks.identity.facade import ask_code, use_code
from openhall.blocks.identity.limits import Caller
from openhall.blocks.identity.models import Account, Address, Session, SignIn
from openhall.blocks.journal.facade import deliver_due, server_keys
from openhall.blocks.journal.models import Message
from openhall.kernel.sealing_ways import WAYS
from openhall.project.handlers import HANDLERS
from tests.contracts.test_accounts import MAIL, WORDS, add_authenticator, hall, last_code, press, print_sheet, with_code

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")
NEWER = "another row of four words"
#: What OWASP asks of PBKDF2 with SHA-256.
ROUNDS = 600_000


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with few rounds: how many there are elsewhere is a test of its own."""
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)


def with_password(client: Client, password: str = WORDS) -> None:
    with_code(client)
    Account.objects.update(made_at=datetime.now(UTC) - timedelta(hours=1))
    assert press(client, "me/sign-in/password/", password=password).status_code == 303


def opens(password: str, client: Client | None = None) -> bool:
    return press(client or Client(), "sign-in/password/", address=MAIL, password=password).status_code == 303


def told(mailoutbox: list[EmailMessage], subject: str) -> list[EmailMessage]:
    """Deliver what waits, and what that leads to; return the mails with this in their subject."""
    for _ in range(2):
        deliver_due(handlers=HANDLERS, now=datetime.now(UTC))
    return [mail for mail in mailoutbox if subject in mail.subject]


def test_passwords_are_hashed_with_as_many_rounds_as_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    hasher = get_hasher()

    assert isinstance(hasher, PBKDF2PasswordHasher)
    assert (hasher.algorithm, hasher.iterations >= ROUNDS) == ("pbkdf2_sha256", True)


def test_a_password_is_changed_by_who_knows_it_and_everybody_else_is_signed_out() -> None:
    client, elsewhere = Client(), Client()
    with_password(client)
    with_code(elsewhere)

    for current in ("", "not the one that there is", WORDS.upper()):
        refused = press(client, "me/sign-in/password/", current=current, password=NEWER)
        assert refused.status_code == 422
        assert "This is not the password that you have now" in refused.content.decode()
    assert (opens(NEWER), opens(WORDS)) == (False, True)
    assert elsewhere.get("/en/me/").status_code == 200

    assert press(client, "me/sign-in/password/", current=WORDS, password=NEWER)["Location"].endswith("done=password")
    assert (opens(NEWER), opens(WORDS)) == (True, False)
    assert elsewhere.get("/en/me/").status_code == 302
    page = client.get("/en/me/sign-in/password/").content.decode()
    for name, kept_as in (("current", "current-password"), ("password", "new-password")):
        assert re.search(rf'<input [^>]*name="{name}" type="password"[^>]*autocomplete="{kept_as}"', page)


def test_who_has_forgotten_a_password_goes_round_no_second_way() -> None:
    client = Client()
    with_password(client)
    secret_there = add_authenticator(client)
    assert secret_there
    forgetful = Client()

    # The code alone is not enough where a second way is kept: nothing can be changed before it is shown.
    assert with_code(forgetful)["Location"] == "/en/sign-in/second/"
    assert press(forgetful, "me/sign-in/remove/", what="password")["Location"].startswith("/en/sign-in/")
    assert opens_first_step(WORDS)

    # Whoever is signed in takes it away, and chooses another without the old one.
    press(client, "me/sign-in/remove/", what="password")
    assert not opens_first_step(WORDS)
    assert "The password that you have now" not in client.get("/en/me/sign-in/password/").content.decode()
    assert press(client, "me/sign-in/password/", password=NEWER).status_code == 303
    assert opens_first_step(NEWER)


def opens_first_step(password: str) -> bool:
    return press(Client(), "sign-in/password/", address=MAIL, password=password).status_code == 303


@pytest.mark.parametrize(
    "password", ["a" * 12 + " Ünï 密碼 \t<&>", "  leading and trailing  ", "0123456789 " * 22 + "at the end"]
)
def test_a_password_is_taken_exactly_as_it_was_typed(password: str) -> None:
    client = Client()
    with_password(client, password)

    assert opens(password)
    wrong = (password + "x", password[:-1], password.swapcase(), password.strip() + " ", f" {password}")
    for other in (each for each in wrong if each != password):
        assert not opens(other), other


def test_what_is_longer_than_any_password_is_none() -> None:
    client = Client()
    with_password(client, "w " * 128)
    assert press(client, "me/sign-in/password/", current="w " * 128, password="w " * 128 + "x").status_code == 422
    assert not opens("w " * 128 + "more")
    assert opens("w " * 128)


def test_the_fields_of_passwords_are_masked_and_filled_by_managers() -> None:
    page = Client().get("/en/sign-in/password/").content.decode()

    assert re.search(r'<input [^>]*name="password" type="password"[^>]*autocomplete="current-password"', page)
    assert "onpaste" not in page
    assert "maxlength" not in page.partition('name="password"')[2].partition(">")[0]


def test_what_is_taken_away_opens_nothing_and_is_told(mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    with_password(client)
    number, codes = print_sheet(client)
    add_authenticator(client)
    press(client, "me/sign-in/address/", address="lost@example.org")
    press(client, "me/sign-in/address/", code=last_code())

    for what in ("authenticator", "password", "address:lost@example.org"):
        assert press(client, "me/sign-in/remove/", what=what)["Location"].endswith("done=removed")
    print_sheet(client)

    assert with_code(Client())["Location"] == "/en/me/", "no second way is asked for any more"
    assert not opens(WORDS)
    assert press(Client(), "sign-in/printed/", number=number, code=codes[0]).status_code == 422
    assert Address.objects.count() == 1
    gone = told(mailoutbox, "is gone")
    assert len(gone) == 3
    for words in ("the authenticator was taken", "the password was taken", "an address was taken"):
        assert any(words in mail.body for mail in gone), words
    page = client.get("/en/me/sign-in/").content.decode()
    assert "The authenticator was taken away" in page


def test_the_last_way_in_and_the_address_of_others_stay() -> None:
    mine, theirs = Client(), Client()
    with_code(mine)
    with_code(theirs, "other@example.org")

    assert 'value="address:' not in mine.get("/en/me/sign-in/").content.decode()
    press(mine, "me/sign-in/remove/", what=f"address:{MAIL}")
    print_sheet(mine)
    press(mine, "me/sign-in/remove/", what="address:other@example.org")
    press(mine, "me/sign-in/remove/", what="address:no address")
    assert Address.objects.count() == 2
    press(mine, "me/sign-in/remove/", what=f"address:{MAIL}")
    assert Address.objects.count() == 1


def test_a_session_that_is_half_an_hour_old_changes_nothing() -> None:
    client = Client()
    with_password(client)
    Session.objects.update(begun_at=datetime.now(UTC) - timedelta(minutes=31))

    for place, fields in (
        ("sheet/", {}),
        ("remove/", {"what": "password"}),
        ("password/", {"current": WORDS, "password": NEWER}),
        ("address/", {"address": "new@example.org"}),
        ("passkey/", {"credential": "{}"}),
        ("authenticator/", {"code": "000000"}),
    ):
        assert press(client, f"me/sign-in/{place}", **fields)["Location"] == "/en/me/sign-in/?again=1", place
    assert opens(WORDS)


def test_many_wrong_passwords_are_told_to_whoever_has_the_account(mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    with_password(client)
    Session.objects.all().delete()
    SignIn.objects.all().delete()
    Message.objects.all().delete()

    for n in range(4):
        assert not opens(f"a wrong guess {n}")
    assert told(mailoutbox, "tried") == []
    for n in range(4):
        assert not opens(f"another wrong guess {n}")

    (mail,) = told(mailoutbox, "Somebody tried to sign in to your account")
    assert mail.to == [MAIL]
    assert "failed" in mail.body
    assert SignIn.objects.get().what == "guessed"


def test_a_guess_at_nobody_leaves_what_a_guess_at_somebody_leaves() -> None:
    """So nothing that can be measured from outside says who has an account; nobody is told of nobody."""
    for n in range(6):
        press(Client(), "sign-in/password/", address="nobody@example.org", password=f"a wrong guess {n}")

    assert Message.objects.filter(kind="sign-in-guessed").count() == 1
    deliver_due(handlers=HANDLERS, now=datetime.now(UTC))
    assert not SignIn.objects.exists()


def test_who_knows_the_first_way_and_guesses_the_second_is_told_of(mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    with_password(client)
    add_authenticator(client)
    thief = Client()
    assert press(thief, "sign-in/password/", address=MAIL, password=WORDS)["Location"] == "/en/sign-in/second/"

    for n in range(5):
        assert press(thief, "sign-in/second/", code=f"00000{n}").status_code == 422

    assert len(told(mailoutbox, "Somebody tried")) == 1


def test_a_code_that_was_used_is_used_up() -> None:
    now, caller = datetime.now(UTC), Caller("198.51.100.7")
    code = ask_code(address=MAIL, language="en", caller=caller, device=Device(), now=now)
    typed = last_code()

    use_code(code=code, typed=typed, now=now)

    with pytest.raises(SignInRefused) as refused:
        use_code(code=code, typed=typed, now=now)
    assert refused.value.code == "code-ended"


def test_a_passkey_that_was_changed_in_the_database_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with_code(Client())
    account, now = Account.objects.get(), datetime.now(UTC)
    row = Authenticator.objects.create(
        user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {"key": "own"}}
    )
    row.data["openhall_level"] = 1
    row.data["openhall_mark"] = passkeys.mark_of(row)
    row.save()
    monkeypatch.setattr(passkeys, "_signs_soundly", lambda _row: True)
    monkeypatch.setattr(webauthn, "extract_user_from_response", lambda _given: account)
    monkeypatch.setattr(webauthn, "complete_authentication", lambda *_: Authenticator.objects.get())

    assert passkeys.use_passkey("{}", now=now) == (account, 1)
    passkeys.seal_authenticators_anew()
    assert passkeys.use_passkey("{}", now=now)[1] == 1
    sound = Authenticator.objects.get().data
    for changes in ({"credential": {"key": "of a thief"}}, {"openhall_level": 3}, {"openhall_mark": ""}):
        Authenticator.objects.update(data={**sound, **changes})
        passkeys.seal_authenticators_anew()
        with pytest.raises(SignInRefused):
            passkeys.use_passkey("{}", now=now)
    # One of somebody else is no better, whole as it is.
    with_code(Client(), "thief@example.org")
    Authenticator.objects.update(data=sound, user=Account.objects.exclude(pk=account.pk).get())
    with pytest.raises(SignInRefused):
        passkeys.use_passkey("{}", now=now)


def _secret() -> str:
    return str(Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"])


def test_the_secret_of_an_authenticator_follows_the_way_of_sealing(settings: Settings) -> None:
    client = Client()
    with_code(client)
    secret = add_authenticator(client)
    for way in (*WAYS, *WAYS):
        settings.OPENHALL_SEALING = way
        done = passkeys.seal_authenticators_anew()
        assert done.is_done
        kept = _secret()
        assert urlsafe_b64decode(kept.removeprefix("sealed:"))[0] == WAYS[way].number
        assert decrypt(kept) == secret
        assert (passkeys.seal_authenticators_anew().anew, _secret()) == (0, kept), "once is enough"


def test_a_secret_of_before_the_ways_of_sealing_is_read_and_sealed_anew() -> None:
    client = Client()
    with_code(client)
    secret = add_authenticator(client)
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    before = Fernet(urlsafe_b64encode(server_keys("authenticators")[0])).encrypt(secret.encode()).decode()
    Authenticator.objects.filter(pk=row.pk).update(data={**row.data, "secret": before})
    assert decrypt(_secret()) == secret

    assert passkeys.seal_authenticators_anew().anew == 1

    assert _secret().startswith("sealed:")
    assert decrypt(_secret()) == secret


@pytest.mark.parametrize("broken", ["gAAAAA of somebody", "sealed:AAAA", "sealed:x", "sealed:"])
def test_a_secret_that_does_not_open_is_left_and_told(broken: str) -> None:
    client = Client()
    with_code(client)
    add_authenticator(client)
    row = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    Authenticator.objects.filter(pk=row.pk).update(data={**row.data, "secret": broken})

    done = passkeys.seal_authenticators_anew()

    assert (done.anew, done.broken, done.late, done.is_done) == (0, 1, 0, False)
    assert _secret() == broken


ENDING = {"me/sign-in/end/": {"session": "others"}, "me/sign-in/not-me/": {}}


@pytest.mark.parametrize("place", ENDING)
def test_an_old_session_throws_nobody_out_and_a_fresh_one_does_at_once(place: str) -> None:
    """A thief who found an open page cannot throw its owner out; the owner signs in anew, and throws the thief out."""
    thief, owner = Client(), Client()
    with_code(thief)
    Session.objects.update(begun_at=datetime.now(UTC) - timedelta(minutes=31))
    with_code(owner)

    refused = press(thief, place, **ENDING[place])
    assert refused["Location"] == "/en/me/sign-in/?again=end"
    page = thief.get(refused["Location"]).content.decode()
    assert "Nobody was signed out" in page
    way = re.search(r'href="(/en/sign-in/\?next=[^"]+)"', page)
    assert way
    assert owner.get("/en/me/").status_code == 200

    assert press(owner, place, **ENDING[place])["Location"].startswith("/en/me/sign-in/?done=")
    assert thief.get("/en/me/").status_code == 302
    assert owner.get("/en/me/").status_code == 200


def test_who_is_asked_to_sign_in_again_is_back_with_the_same_buttons() -> None:
    here, there = Client(), Client()
    with_code(here)
    with_code(there)
    Session.objects.update(begun_at=datetime.now(UTC) - timedelta(minutes=31))
    one = re.search(r'name="session" value="([^"]{16})"', here.get("/en/me/sign-in/").content.decode())
    assert one
    page = here.get(press(here, "me/sign-in/end/", session=one[1])["Location"]).content.decode()
    way = re.search(r'href="/en/sign-in/\?next=([^"]+)"', page)
    assert way

    back = with_code(here, next=unquote(way[1]))["Location"]

    assert back == "/en/me/sign-in/?again=end"
    assert "Now press once more" in here.get(back).content.decode()
    assert press(here, "me/sign-in/end/", session=one[1])["Location"] == "/en/me/sign-in/?done=ended"
    assert there.get("/en/me/").status_code == 302
