"""An authenticator's code is good in its own thirty seconds; whoever is late hears it, and it counts as a guess."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client

from openhall.blocks.identity import passkeys
from openhall.blocks.identity.models import Account, SignIn
from openhall.blocks.journal.facade import deliver_due
from openhall.project.handlers import HANDLERS
from tests.authenticators import secret_on
from tests.contracts.test_accounts import MAIL, hall, press, with_code

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")
#: The first moment of a half minute, in seconds since 1970.
BEGIN = 30 * 59_000_000
ADDING, SECOND = "me/sign-in/authenticator/", "sign-in/second/"
LATE, WRONG = "That code has just run out. Type the one that is shown now", "This code is not right"


class Clock:
    """The clock of the hall, which a test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = float(BEGIN)
        monkeypatch.setattr(passkeys, "time", lambda: self.moment)

    def shows(self, secret: str) -> str:
        """Return what an authenticator shows at this moment."""
        return str(totp.format_hotp_value(totp.hotp_value(secret, int(self.moment) // 30)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def added(clock: Clock) -> str:
    """Let somebody add an authenticator ten minutes before; return its secret."""
    client, clock.moment = Client(), BEGIN - 600
    with_code(client)
    secret = secret_on(client.get(f"/en/{ADDING}").content.decode())
    assert press(client, ADDING, code=clock.shows(secret)).status_code == 303
    return secret


def typed(code: str) -> HttpResponse:
    """Type a code as somebody who has shown the first way, in another browser."""
    browser = Client()
    assert with_code(browser)["Location"] == f"/en/{SECOND}"
    return press(browser, SECOND, code=code)


@pytest.mark.parametrize(
    ("after", "said"), [(-0.01, WRONG), (0, ""), (29.99, ""), (30, LATE), (59.99, LATE), (60, WRONG)]
)
def test_a_code_of_an_authenticator_is_good_in_its_own_thirty_seconds(clock: Clock, after: float, said: str) -> None:
    secret = added(clock)
    clock.moment = BEGIN
    code = clock.shows(secret)

    clock.moment = BEGIN + after
    answer = typed(code)

    assert (answer.status_code, said in answer.content.decode()) == (422 if said else 303, True)


def test_an_authenticator_is_added_by_the_code_of_this_half_minute(clock: Clock) -> None:
    client = Client()
    with_code(client)
    page = client.get(f"/en/{ADDING}").content.decode()
    assert "The code changes every 30 seconds" in page
    code = clock.shows(secret_on(page))

    clock.moment = BEGIN + 30
    late = press(client, ADDING, code=code)
    assert (late.status_code, LATE in late.content.decode()) == (422, True)
    assert passkeys.authenticator_level(Account.objects.get().pk) is None
    assert press(client, ADDING, code=clock.shows(secret_on(late.content.decode()))).status_code == 303


def test_the_code_that_added_an_authenticator_opens_nothing(clock: Clock) -> None:
    secret = added(clock)

    assert typed(clock.shows(secret)).status_code == 422
    clock.moment += 30
    assert typed(clock.shows(secret)).status_code == 303


def test_whoever_is_late_counts_as_one_who_guesses_and_its_owner_is_told(clock: Clock) -> None:
    """Whoever has seen a code too late has seen it: to let that go uncounted would be a gift to who looks on."""
    secret = added(clock)
    Account.objects.update(made_at=datetime.now(UTC) - timedelta(hours=1))
    clock.moment = BEGIN
    code = clock.shows(secret)
    clock.moment = BEGIN + 31
    browser = Client()
    with_code(browser, MAIL)

    assert [press(browser, SECOND, code=code).status_code for _ in range(6)] == [*[422] * 5, 429]
    deliver_due(handlers=HANDLERS, now=datetime.now(UTC))
    assert SignIn.objects.filter(what="guessed").count() == 1


def test_the_page_of_the_second_way_says_how_long_a_code_is_shown(clock: Clock) -> None:
    added(clock)
    browser = Client()
    with_code(browser)

    for language, words in (("en", "The code changes every 30 seconds"), ("zh-hans", "验证码每 30 秒更换一次")):
        assert words in browser.get(f"/{language}/{SECOND}").content.decode()
