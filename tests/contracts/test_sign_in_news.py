"""Whoever signs in with somebody's account on a device that is new is not alone with it: its person is told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity.facade import print_invitation, sign_ins_of
from openhall.blocks.identity.models import Account, Session, SignIn
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.messages.models import InboxMessage
from openhall.project.cli import main
from openhall.project.handlers import HANDLERS
from openhall.ui.assets import own_stylesheet
from tests.contracts.test_accounts import MAIL, WORDS, add_authenticator, hall, press, print_sheet, with_code

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")
AGENT = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}


def told(mailoutbox: list[EmailMessage]) -> list[EmailMessage]:
    """Deliver what waits; return the mails about sign-ins."""
    deliver_due(handlers=HANDLERS, now=datetime.now(UTC))
    return [mail for mail in mailoutbox if "account" in mail.subject]


def grow_old(hours: int = 1) -> Account:
    """Let an account have been opened some hours ago."""
    Account.objects.update(made_at=datetime.now(UTC) - timedelta(hours=hours))
    return Account.objects.get()


def test_nobody_is_told_that_they_opened_their_account(mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    with_code(client)
    add_authenticator(client)

    assert told(mailoutbox) == []
    page = client.get("/en/me/sign-in/").content.decode()
    assert "An authenticator was added" in page
    assert own_stylesheet().path in page, "the page brings the looks of accounts"


def test_a_sign_in_on_a_new_device_is_told_by_mail_and_in_the_inbox_once(mailoutbox: list[EmailMessage]) -> None:
    own, stranger = Client(), Client(headers=AGENT)
    with_code(own)
    person = str(grow_old().person_id)
    # On a device that is known nothing is told.
    press(own, "sign-out/")
    with_code(own)
    assert told(mailoutbox) == []

    with_code(stranger)

    (mail,) = told(mailoutbox)
    assert told(mailoutbox) == [mail]
    assert mail.to == [MAIL]
    assert "iPhone" in mail.body
    assert "iPhone" not in mail.subject
    assert MAIL not in mail.body
    # Who has chosen no language reads it in each: the page may have been a stranger's.
    assert "http://hall.test/en/me/sign-in/" in mail.body
    assert "不是我" in mail.body
    (letter,) = inbox_of(person=person, organisations=()).letters
    assert set(letter.titles) >= {"en", "zh-Hans"}
    opened = own.get(f"/en/me/letters/{letter.id}/").content.decode()
    assert "iPhone" in opened


def test_a_way_that_is_added_is_told_too(mailoutbox: list[EmailMessage]) -> None:
    own = Client()
    with_code(own)
    grow_old()
    Session.objects.update(begun_at=datetime.now(UTC))
    print_sheet(own)
    press(own, "me/sign-in/password/", password=WORDS)

    deliver_due(handlers=HANDLERS, now=datetime.now(UTC))
    bodies = [mail.body for mail in mailoutbox if "way to sign in" in mail.subject]
    assert len(bodies) == 2
    assert any("a sheet of codes was printed" in body for body in bodies)
    assert any("a password was chosen" in body for body in bodies)


def test_that_was_not_me_ends_everything_but_here_at_once(mailoutbox: list[EmailMessage]) -> None:
    own, stranger = Client(), Client(headers=AGENT)
    with_code(own)
    grow_old()
    with_code(stranger)
    assert stranger.get("/en/me/").status_code == 200
    page = own.get("/en/me/sign-in/").content.decode()
    assert "new device" in page
    assert "That was not me" in page

    answer = press(own, "me/sign-in/not-me/")

    assert answer["Location"] == "/en/me/sign-in/?done=not-me"
    assert own.get("/en/me/sign-in/?done=not-me").status_code == 200
    assert stranger.get("/en/me/")["Location"].startswith("/en/sign-in/")
    # Another website cannot press it, a guest neither.
    assert own.post("/en/me/sign-in/not-me/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert press(Client(), "me/sign-in/not-me/")["Location"].startswith("/en/sign-in/")
    del mailoutbox


def test_it_is_nobody_elses_and_for_three_months(mailoutbox: list[EmailMessage]) -> None:
    one, other = Client(), Client()
    with_code(one)
    with_code(other, "lam@example.org")
    now = datetime.now(UTC)
    first, second = (str(each) for each in Account.objects.order_by("made_at").values_list("person_id", flat=True))
    assert len(sign_ins_of(first, now=now)) == len(sign_ins_of(second, now=now)) == 1
    SignIn.objects.filter(person=first).update(at=now - timedelta(days=91))
    assert sign_ins_of(first, now=now) == ()
    with_code(one)
    assert SignIn.objects.filter(person=first).count() == 1, "what is too old is gone with the next"
    press(one, "me/sign-in/not-me/")
    assert other.get("/en/me/").status_code == 200
    del mailoutbox


def test_who_has_no_address_has_a_letter(mailoutbox: list[EmailMessage], hall: Settings) -> None:
    del hall
    now = datetime.now(UTC)
    first, _ = print_invitation(person="noor-al-bahar", level=3, actor="clerk", now=now)
    press(Client(), "sign-in/counter/", code=first)
    second, _ = print_invitation(person="noor-al-bahar", level=3, actor="clerk", now=now)

    press(Client(), "sign-in/counter/", code=second)

    assert told(mailoutbox) == []
    assert InboxMessage.objects.filter(person="noor-al-bahar", template="sign-in-news").count() == 1


def test_a_demonstration_shows_the_code_that_this_browser_asked_for(hall: Settings) -> None:
    client, another = Client(), Client()
    press(client, "sign-in/send/", address=MAIL)
    assert "/en/demo/mailbox/" in client.get("/en/sign-in/code/").content.decode()
    deliver_due(handlers=HANDLERS, now=datetime.now(UTC))

    shown = client.get("/en/demo/mailbox/").content.decode()
    figures = shown.partition("Your code: ")[2][:9]
    assert figures.replace(" ", "").isdecimal()
    assert MAIL not in shown
    assert "Your code: " not in another.get("/en/demo/mailbox/").content.decode()
    assert press(client, "sign-in/code/", code=figures)["Location"] == "/en/me/"
    hall.OPENHALL_DEMO = False
    other = Client()
    press(other, "sign-in/send/", address="lam@example.org")
    assert "/demo/mailbox/" not in other.get("/en/sign-in/code/").content.decode()
    assert other.get("/en/demo/mailbox/").status_code == 404


def test_an_operator_signs_somebody_out_and_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = Client(), Client()
    with_code(one)
    with_code(other, "lam@example.org")
    person = str(Account.objects.order_by("made_at")[0].person_id)

    assert main(["sessions", "end", "--person", person]) == 0
    assert one.get("/en/me/")["Location"].startswith("/en/sign-in/")
    assert other.get("/en/me/").status_code == 200
    assert main(["sessions", "end", "--person", person]) == 1
    assert main(["sessions", "count"]) == 0
    assert "1 sessions and tokens" in capsys.readouterr().out
    assert main(["sessions", "end", "--all"]) == 0
    assert other.get("/en/me/")["Location"].startswith("/en/sign-in/")


def test_refusals_leave_a_line_that_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    client, number = Client(), "7KQ4M-X2P9C"
    press(client, "sign-in/password/", address=MAIL, password=WORDS)
    with_code(client)
    client.get(f"/en/track/{number}/")
    client.post("/en/me/sign-in/not-me/", headers={"Sec-Fetch-Site": "cross-site"})

    lines = [record.getMessage() for record in caplog.records if record.name == "openhall.security"]
    assert "refused to sign in: password-wrong at sign-in/password/" in lines
    assert any(line.startswith("refused status=404 method=GET route=/<slug:slug>/track/") for line in lines)
    assert any(
        line.startswith("refused status=403 method=POST route=/<slug:slug>/me/sign-in/not-me/") for line in lines
    )
    assert not any(secret in " ".join(lines) for secret in (number, MAIL, WORDS))


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("Lantern-Bay-2026!", False),
        ("HarbourOffice12345", False),
        ("openhall-openhall", False),
        ("123 456 789 012 345", True),
        ("a ferry under the lantern", True),
        ("灯湾镇灯湾镇灯湾镇灯湾镇", False),
    ],
)
def test_names_of_the_place_are_no_password(password: str, *, is_good: bool) -> None:
    client = Client()
    with_code(client)
    answer = press(client, "me/sign-in/password/", password=password)
    assert (answer.status_code == 303) is is_good, password
