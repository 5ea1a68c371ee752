"""Accounts of one's own: codes, printed codes, the password of last resort, the counter, and two ways for officers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity.facade import begin_session, code_to_send, invite, print_invitation
from openhall.blocks.identity.models import Account, Address, Person, SentCode, Session
from openhall.blocks.journal.facade import deliver_due
from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.handlers import HANDLERS
from tests.authenticators import secret_on, shown
from tests.publishing import published
from tests.reports import report_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("hall")
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
WORDS, MAIL = "four words in a row", "wing@example.org"


@pytest.fixture
def hall(db: None, settings: Settings) -> Settings:
    """Return the settings of the example town, where guesses are counted as they are everywhere."""
    del db
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_LIMITS = "always"
    settings.OPENHALL_URL = "http://hall.test"
    published(report_of("example"), now=NOW)
    return settings


def press(client: Client, place: str, **fields: str) -> HttpResponse:
    return client.post(f"/en/{place}", fields, headers=FROM_HERE)  # type: ignore[return-value]  # the test client's own kind


def last_code() -> str:
    row = SentCode.objects.latest("made_at")
    found = code_to_send(row.pk, now=datetime.now(UTC))
    assert found is not None
    return found.code


def with_code(client: Client, address: str = MAIL, **more: str) -> HttpResponse:
    assert press(client, "sign-in/send/", address=address, **more)["Location"] == "/en/sign-in/code/"
    return press(client, "sign-in/code/", code=last_code())


def session() -> Session:
    return Session.objects.latest("begun_at")


def add_authenticator(client: Client) -> str:
    """Add an authenticator; return its secret."""
    secret = secret_on(client.get("/en/me/sign-in/authenticator/").content.decode())
    answer = press(client, "me/sign-in/authenticator/", code=shown(secret))
    assert answer["Location"] == "/en/me/sign-in/?done=two-factors", answer.content.decode()
    return secret


def print_sheet(client: Client) -> tuple[str, list[str]]:
    page = press(client, "me/sign-in/sheet/").content.decode()
    number = re.search(r'sheet__number">([\w-]+)<', page)
    assert number
    return number[1], re.findall(r"<li>(\w{4}-\w{4})</li>", page)


def test_a_code_opens_an_account_of_somebody_of_whom_nothing_is_known() -> None:
    client = Client()
    answer = with_code(client, " Wing@Example.org ")

    assert (answer.status_code, answer["Location"]) == (303, "/en/me/")
    person = Account.objects.get().person
    assert (person.level, person.name, person.facts) == (1, None, None)
    assert (session().adapter, session().level) == ("code", 1)
    assert client.get("/en/me/").status_code == 200
    again = Client()
    with_code(again)
    assert Account.objects.count() == 1
    assert Session.objects.filter(person=person).count() == 2
    # No table holds the address as it can be read.
    assert MAIL.encode() not in bytes(Address.objects.get().sealed)


def test_the_code_goes_out_by_mail_once(mailoutbox: list[EmailMessage]) -> None:
    press(Client(), "sign-in/send/", address=MAIL)
    now, code = datetime.now(UTC), last_code()

    assert deliver_due(handlers=HANDLERS, now=now) == 1
    assert deliver_due(handlers=HANDLERS, now=now) == 0
    (mail,) = mailoutbox
    assert (mail.to, code[:4] in mail.subject) == ([MAIL], False)
    assert f"{code[:4]} {code[4:]}" in mail.body


def test_known_and_unknown_addresses_are_answered_alike() -> None:
    with_code(Client())
    known, unknown = (press(Client(), "sign-in/send/", address=each) for each in (MAIL, "nobody@example.org"))
    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code,
        unknown["Location"],
        unknown.content,
    )
    wrong = [
        press(Client(), "sign-in/password/", address=each, password=WORDS[::-1])
        for each in (MAIL, "nobody@example.org")
    ]
    assert [each.status_code for each in wrong] == [422, 422]
    texts = [each.content.decode().replace(MAIL, "x").replace("nobody@example.org", "x") for each in wrong]
    assert texts[0] == texts[1]


def test_a_code_is_good_once_five_guesses_ten_minutes_and_in_its_own_browser() -> None:
    client, other = Client(), Client()
    press(client, "sign-in/send/", address=MAIL)
    code = last_code()
    assert press(other, "sign-in/code/", code=code)["Location"] == "/en/sign-in/send/"
    wrong = f"{(int(code) + 1) % 10**8:08}"
    for _ in range(5):
        assert press(client, "sign-in/code/", code=wrong).status_code == 422
    assert press(client, "sign-in/code/", code=code).status_code == 422
    press(client, "sign-in/send/", address=MAIL)
    SentCode.objects.update(ends_at=datetime.now(UTC) - timedelta(seconds=1))
    assert press(client, "sign-in/code/", code=f"{0:08}").status_code == 422
    assert not Session.objects.exists()


def test_a_printed_code_signs_in_once_without_any_telephone() -> None:
    client = Client()
    with_code(client)
    number, codes = print_sheet(client)
    assert len(codes) == len(set(codes)) == 10
    reader = Client()

    answer = press(reader, "sign-in/printed/", number=number.lower(), code=codes[3].replace("-", " ").lower())

    assert answer.status_code == 303
    assert (session().adapter, session().level) == ("printed-code", 1)
    assert "9 codes are left" in reader.get("/en/me/sign-in/").content.decode()
    for wrong in ({"number": number, "code": codes[3]}, {"number": "AAAA-AAAA", "code": codes[4]}):
        assert press(Client(), "sign-in/printed/", **wrong).status_code == 422
    newer, _ = print_sheet(client)
    assert press(Client(), "sign-in/printed/", number=number, code=codes[5]).status_code == 422
    assert newer != number


def test_a_password_is_a_last_resort_of_level_one() -> None:
    client = Client()
    with_code(client)
    assert press(client, "me/sign-in/password/", password=WORDS[:5]).status_code == 422
    assert press(client, "me/sign-in/password/", password=WORDS)["Location"].endswith("done=password")
    reader = Client()

    assert press(reader, "sign-in/password/", address=MAIL, password=WORDS).status_code == 303
    assert (session().adapter, session().level) == ("password", 1)


def test_a_sheet_from_the_counter_makes_somebody_themself_at_the_level_that_was_proven() -> None:
    person = "lin-xiaoyu"
    Person.objects.filter(pk=person).update(level=1)
    code, _ = print_invitation(person=person, level=3, actor="petra-lim", now=datetime.now(UTC))
    client = Client()

    answer = press(client, "sign-in/counter/", code=code.lower())

    assert (answer.status_code, answer["Location"]) == (303, "/en/me/sign-in/")
    assert (session().person_id, session().level) == (person, 3)
    assert press(Client(), "sign-in/counter/", code=code).status_code == 422
    number, codes = print_sheet(client)
    reader = Client()
    press(reader, "sign-in/printed/", number=number, code=codes[0])
    assert session().level == 2


def test_an_officer_reaches_nothing_of_the_desk_with_one_way_alone() -> None:
    code, _ = invite(person="petra-lim", actor="test", now=datetime.now(UTC))
    client = Client()
    client.post("/en/sign-in/invited/", {"code": code}, headers=FROM_HERE)
    for place in ("/desk/", "/desk/people/"):
        answer = client.get(place)
        assert (answer.status_code, answer["Location"]) == (303, "/en/me/sign-in/")
    refused = client.get("/api/v1/tasks")
    assert (refused.status_code, refused.json()["code"]) == (403, "second-way-needed")
    assert "The desk opens after one more step" in client.get("/en/me/sign-in/").content.decode()
    before = client.cookies[SESSION_COOKIE].value

    secret = add_authenticator(client)

    assert client.cookies[SESSION_COOKIE].value != before
    assert client.get("/desk/").status_code == 200
    number, codes = print_sheet(client)
    # Next time: the sheet alone is not enough, with the authenticator it is.
    reader = Client()
    assert press(reader, "sign-in/printed/", number=number, code=codes[0])["Location"] == "/en/sign-in/second/"
    assert reader.get("/desk/").status_code == 302
    assert press(reader, "sign-in/second/", code="000000").status_code == 422
    seen = shown(secret, 1)
    assert press(reader, "sign-in/second/", code=seen).status_code == 303
    assert reader.get("/desk/").status_code == 200
    # What somebody saw over the shoulder is worth nothing a second time.
    thief = Client()
    press(thief, "sign-in/printed/", number=number, code=codes[1])
    assert press(thief, "sign-in/second/", code=seen).status_code == 422


def test_what_a_weak_session_adds_makes_nobody_an_officer() -> None:
    code, _ = invite(person="petra-lim", actor="test", now=datetime.now(UTC))
    client = Client()
    client.post("/en/sign-in/invited/", {"code": code}, headers=FROM_HERE)
    press(client, "me/sign-in/address/", address=MAIL)
    assert press(client, "me/sign-in/address/", code=last_code())["Location"].endswith("done=address")
    thief = Client()
    with_code(thief)
    assert (session().person_id, session().level) == ("petra-lim", 1)
    assert thief.get("/desk/")["Location"] == "/en/me/sign-in/"

    add_authenticator(thief)

    assert (session().adapter, session().level) == ("two-factors", 1)
    assert thief.get("/desk/")["Location"] == "/en/me/sign-in/"


def test_a_weaker_session_changes_nothing_of_what_a_stronger_one_added() -> None:
    client = Client()
    press(client, "sign-in/", person="lin-xiaoyu")
    print_sheet(client)
    weak = Client()
    weak.cookies[SESSION_COOKIE] = begin_session(person="lin-xiaoyu", adapter="code", level=1, now=datetime.now(UTC))

    assert press(weak, "me/sign-in/sheet/")["Location"] == "/en/me/sign-in/?again=1"
    assert press(weak, "me/sign-in/remove/", what="password")["Location"] == "/en/me/sign-in/?again=1"
    assert "Sign in again to change anything" in weak.get("/en/me/sign-in/").content.decode()


def test_one_ends_ones_sessions_elsewhere_and_nobody_elses() -> None:
    here, there, other = Client(), Client(), Client()
    with_code(here)
    with_code(there)
    with_code(other, "other@example.org")
    theirs = Session.objects.exclude(person=Account.objects.earliest("made_at").person_id).get()

    press(here, "me/sign-in/end/", session=theirs.pk[:16])
    assert Session.objects.filter(pk=theirs.pk).exists()
    press(here, "me/sign-in/end/", session="others")

    assert here.get("/en/me/").status_code == 200
    assert there.get("/en/me/").status_code == 302
    assert other.get("/en/me/").status_code == 200


def test_without_a_demonstration_people_sign_in_all_the_same(hall: Settings) -> None:
    hall.OPENHALL_DEMO = False
    page = Client().get("/en/sign-in/").content.decode()
    assert "Code by email" in page
    assert "Choose who to be" not in page
    assert with_code(Client()).status_code == 303


def test_a_password_hashed_in_fewer_rounds_or_another_way_is_hashed_anew_when_it_is_used(hall: Settings) -> None:
    own = Client()
    with_code(own)
    press(own, "me/sign-in/password/", password=WORDS)
    account = Account.objects.get()
    kept = {"fewer": make_password(WORDS, hasher=_FewRounds()), "another": make_password(WORDS, hasher="scrypt")}
    for encoded in kept.values():
        Account.objects.update(password=encoded)
        assert press(Client(), "sign-in/password/", address=MAIL, password=f"{WORDS}!").status_code == 422
        account.refresh_from_db()
        assert account.password == encoded, "who guesses wrong changes nothing"

        assert press(Client(), "sign-in/password/", address=MAIL, password=WORDS)["Location"] == "/en/me/"

        account.refresh_from_db()
        assert account.password.startswith("pbkdf2_sha256$")
        assert account.password != encoded
        again = account.password
        press(Client(), "sign-in/password/", address=MAIL, password=WORDS)
        account.refresh_from_db()
        assert account.password == again
    del hall


class _FewRounds(PBKDF2PasswordHasher):
    iterations = 1000
