"""The operator makes the first administrator, who signs in once with an address: the command and the page together."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from openhall.blocks.authorities.facade import office_of
from openhall.blocks.identity.models import Invitation, Session
from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.cli import main
from tests.authenticators import secret_on
from tests.authenticators import shown as shown_by
from tests.publishing import published
from tests.reports import report_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGE, ADDING = "/en/sign-in/invited/", "/en/me/sign-in/authenticator/"
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def town(db: None, settings: Settings) -> None:
    """Publish the example town, which is no demonstration."""
    del db
    settings.OPENHALL_DEMO = False
    settings.OPENHALL_URL = "http://hall.test"
    published(report_of("example"), now=NOW)


@pytest.fixture
def officer(town: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return the command; it answers with its exit code and everything that it said."""
    del town

    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["officer", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def create(officer: Run, *more: str, authority: str = "harbour-office") -> tuple[int, str]:
    return officer("create", "--authority", authority, "--name", "Rae Moor", "--name-zh-hans", "雷", *more)


def code_in(said: str) -> str:
    found = re.search(r"http://hall\.test/en/sign-in/invited/\nwith this code: ((?:\w{4}-){3}\w{4})$", said.strip())
    assert found is not None, said
    return found[1]


def test_the_first_administrator_signs_in_once_and_is_at_the_desk(officer: Run) -> None:
    status, said = create(officer, "--id", "rae")
    code, browser = code_in(said), Client()
    assert status == 0

    shown = browser.get(PAGE)
    assert (shown.status_code, shown["Cache-Control"]) == (200, "no-store")
    assert SESSION_COOKIE not in shown.cookies
    sent = browser.post(PAGE, {"code": code}, headers=FROM_HERE)
    assert (sent.status_code, sent["Location"]) == (303, "/desk/people/?lang=en")
    # The desk opens when they have a second way to sign in besides.
    assert browser.get("/desk/people/")["Location"] == "/en/me/sign-in/"
    secret = secret_on(browser.get(ADDING).content.decode())
    assert browser.post(ADDING, {"code": shown_by(secret)}, headers=FROM_HERE).status_code == 303
    assert browser.get("/desk/people/").status_code == 200
    assert Session.objects.get().level == 3

    again = Client().post(PAGE, {"code": code}, headers=FROM_HERE)
    assert (again.status_code, SESSION_COOKIE in again.cookies) == (422, False)


def test_a_code_in_the_address_signs_nobody_in(officer: Run) -> None:
    code = code_in(create(officer)[1])
    shown = Client().get(f"{PAGE}?code={code}")

    assert code not in shown.content.decode()
    assert Client().post(f"{PAGE}?code={code}", headers=FROM_HERE).status_code == 422
    assert not Session.objects.exists()


def test_a_code_ends_with_its_hour(officer: Run) -> None:
    code = code_in(create(officer)[1])
    Invitation.objects.update(ends_at=datetime.now(UTC) - timedelta(seconds=1))
    answer = Client().post(PAGE, {"code": code}, headers=FROM_HERE)

    assert answer.status_code == 422
    assert "its time is over" in answer.content.decode()
    assert not Session.objects.exists()


def test_another_website_cannot_use_a_code_in_somebodys_browser(officer: Run) -> None:
    code = code_in(create(officer)[1])
    sent = Client().post(PAGE, {"code": code}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (sent.status_code, Session.objects.exists()) == (403, False)


def test_an_authority_has_one_administrator_of_the_operator_unless_another_is_meant(officer: Run) -> None:
    assert create(officer, "--id", "rae")[0] == 0
    code, said = create(officer, "--id", "ray")
    assert (code, "--another" in said, office_of("ray", now=NOW)) == (1, True, None)
    assert create(officer, "--id", "ray", "--another")[0] == 0
    assert create(officer, "--id", "roy", authority="parks-office")[0] == 0

    office = office_of("ray", now=NOW)
    assert office is not None
    assert [(seat.post, seat.role) for seat in office.seats] == [("harbour-office-administrator", "administrator")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--authority", "no-office", "--name", "Rae"], "no authority 'no-office'"),
        (["--authority", "harbour-office", "--name", " "], "give a --name"),
        (["--authority", "harbour-office", "--name", "R", "--id", "Rae Moor"], "is no id"),
    ],
)
def test_what_cannot_be_used_is_told_and_changes_nothing(officer: Run, arguments: list[str], told: str) -> None:
    code, said = officer("create", *arguments)

    assert (code, told in said, Invitation.objects.exists()) == (1, True, False)


def test_an_officer_is_invited_again_and_nobody_else(officer: Run) -> None:
    first = code_in(create(officer, "--id", "rae")[1])
    code, said = officer("invite", "rae")
    used = [Client().post(PAGE, {"code": each}, headers=FROM_HERE) for each in (first, code_in(said))]
    assert (code, [each.status_code for each in used]) == (0, [422, 303])

    code, said = officer("invite", "nobody")
    assert (code, "holds a post" in said) == (1, True)
    code, said = create(officer, "--id", "rae", "--another")
    assert (code, "already" in said) == (1, True)


@pytest.mark.django_db
def test_a_hall_without_a_publication_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["officer", "invite", "rae"]) == 1
    assert "openhall load" in capsys.readouterr().err
