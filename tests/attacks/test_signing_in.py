"""Signing in under attack (61, 64): floods from everywhere, a computer that others use, sessions that were planted."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from openhall.blocks.identity import passwords
from openhall.blocks.identity.facade import Caller, Device, TooOften, code_to_send, take, visitor_of
from openhall.blocks.identity.models import SentCode, Session, Tally
from openhall.channels.portal.signing.whence import caller_of
from openhall.kernel.visits import SESSION_COOKIE
from tests.publishing import published
from tests.reports import report_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("hall")
FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
MAIL, PASSWORD = "wing@example.org", "four words in a row"
#: So many passwords of strangers are hashed in a minute, and so many codes go to one address.
HASHES, CODES = 60, 3


@pytest.fixture
def hall(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings of the example town, where guesses are counted as they are everywhere."""
    del db
    settings.OPENHALL_DEMO = True
    settings.OPENHALL_LIMITS = "always"
    settings.OPENHALL_PROXIES = 1
    settings.OPENHALL_URL = "http://hall.test"
    # Hashing is counted here, not timed.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    published(report_of("example"), now=NOW)
    # Nobody's quarter of an hour ends in the middle of a test.
    monkeypatch.setattr("openhall.channels.portal.signing.asked.timezone", _Still)
    return settings


class _Still:
    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC).replace(minute=1, second=1, microsecond=0)


def press(client: Client, place: str, **fields: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
    return client.post(f"/en/{place}", fields, headers={**FROM_HERE, "X-Forwarded-For": "1.2.3.4, 198.51.100.7"})


def code_now() -> str:
    found = code_to_send(SentCode.objects.filter(used_at=None).latest("made_at").pk, now=_Still.now())
    assert found is not None
    return found.code


def signed_in() -> Client:
    """Return a browser of somebody who has an account with a password."""
    client = Client()
    client.post("/en/sign-in/send/", {"address": MAIL}, headers={**FROM_HERE, "X-Forwarded-For": "198.51.100.7"})
    assert press(client, "sign-in/code/", code=code_now()).status_code == 303
    Session.objects.update(begun_at=datetime.now(UTC))
    assert press(client, "me/sign-in/password/", password=PASSWORD).status_code == 303
    return client


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "6.6.6.6", "6.6.6.6"),
        (1, "9.9.9.9, 6.6.6.6", "6.6.6.6"),
        (2, "9.9.9.9, 8.8.8.8, 6.6.6.6", "8.8.8.8"),
        (2, "6.6.6.6", "127.0.0.1"),
    ],
)
def test_only_as_many_proxies_as_there_are_are_believed(
    settings: Settings, proxies: int, told: str, believed: str
) -> None:
    """Whoever asks can write what they like before it: their network is what the outermost trusted proxy saw."""
    settings.OPENHALL_PROXIES = proxies
    request = RequestFactory().get("/en/", headers={"X-Forwarded-For": told} if told else {})
    assert caller_of(request, Device()).address == believed


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nobody", "unknown"),
    ],
)
def test_a_network_is_what_one_household_or_office_has(address: str, network: str) -> None:
    assert Caller(address).network == network


def try_password(client: Client, password: str, whence: str) -> Any:  # noqa: ANN401 - as above
    fields = {"address": MAIL, "password": password}
    return client.post("/en/sign-in/password/", fields, headers={**FROM_HERE, "X-Forwarded-For": whence})


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets a line for each password that is hashed from now on."""
    hashed = list[str]()

    def counted(name: str, hashing: Callable[..., object]) -> Callable[..., object]:
        def count(*given: object) -> object:
            hashed.append(name)
            return hashing(*given)

        return count

    for name, hashing in (("check_password", check_password), ("make_password", make_password)):
        monkeypatch.setattr(passwords, name, counted(name, hashing))
    return hashed


def test_a_flood_is_refused_before_hashing_and_its_victim_signs_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    victim = signed_in()
    hashed = counting(monkeypatch)

    # Each from another network, without a cookie: three hundred at one account.
    answers = [try_password(Client(), f"guess {n}", f"10.{n // 250}.{n % 250}.5") for n in range(300)]

    statuses = [answer.status_code for answer in answers]
    assert statuses[:10] == [422] * 10
    assert set(statuses[10:]) == {429}
    assert len(hashed) == 10
    assert 0 < int(answers[-1]["Retry-After"]) <= 900
    told = answers[-1].content.decode()
    assert "Too many tries" in told
    assert "answer to change" not in told, "nothing that was typed is wrong"
    # While it goes on, on the device that they know, also from the attacker's own network:
    victim.post("/en/sign-out/", headers=FROM_HERE)
    assert try_password(victim, PASSWORD, "10.0.1.5").status_code == 303
    assert len(hashed) == 11


def test_a_flood_over_all_accounts_stays_under_the_cap_of_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    victim = signed_in()
    hashed = counting(monkeypatch)
    for n in range(200):
        fields = {"address": f"p{n}@example.org", "password": "guess"}
        headers = {**FROM_HERE, "X-Forwarded-For": f"10.1.{n}.5"}
        answer = Client().post("/en/sign-in/password/", fields, headers=headers)
        assert answer.status_code == (422 if n < HASHES else 429)
    assert len(hashed) == HASHES
    rows = Tally.objects.count()
    assert try_password(Client(), "guess", "10.9.9.9").status_code == 429
    assert Tally.objects.count() == rows, "what is refused writes nothing"
    assert try_password(victim, PASSWORD, "10.9.9.9").status_code == 303


def test_one_telephone_is_not_flooded_with_codes_and_its_owner_still_gets_one() -> None:
    victim = Client()
    for_telephone = {"address": "+852 5123 4567"}
    victim.post("/en/sign-in/send/", for_telephone, headers={**FROM_HERE, "X-Forwarded-For": "198.51.100.7"})
    press(victim, "sign-in/code/", code=code_now())
    sent = SentCode.objects.count()

    answers = [
        Client().post("/en/sign-in/send/", for_telephone, headers={**FROM_HERE, "X-Forwarded-For": f"10.2.{n}.5"})
        for n in range(200)
    ]

    assert SentCode.objects.count() - sent == CODES - 1
    assert [each.status_code for each in answers].count(429) == 200 - (CODES - 1)
    own = victim.post("/en/sign-in/send/", for_telephone, headers={**FROM_HERE, "X-Forwarded-For": "10.2.1.5"})
    assert own["Location"] == "/en/sign-in/code/"


def test_a_device_that_knows_another_account_is_a_stranger_to_this_one() -> None:
    signed_in()
    attacker = Client()
    attacker.post("/en/sign-in/send/", {"address": "evil@example.org"}, headers=FROM_HERE)
    press(attacker, "sign-in/code/", code=code_now())

    statuses = [try_password(attacker, f"guess {n}", f"10.3.{n}.5").status_code for n in range(20)]

    assert statuses == [422] * 10 + [429] * 10


def test_a_forged_device_is_a_stranger() -> None:
    victim = signed_in()
    forged = Client()
    forged.cookies["openhall_device"] = victim.cookies["openhall_device"].value[:-3] + "abc"

    statuses = [try_password(forged, f"guess {n}", f"10.4.{n}.5").status_code for n in range(20)]

    assert statuses == [422] * 10 + [429] * 10


@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8:1:2:3::4"])
def test_neighbours_of_one_network_share_its_count(address: str) -> None:
    neighbour = {"198.51.100.7": "198.51.100.200", "2001:db8:1:2:3::4": "2001:db8:1:2:ffff::1"}[address]
    for n in range(20):
        take("password", f"{n}", Caller(address), is_known=False, now=NOW)

    with pytest.raises(TooOften):
        take("password", "x", Caller(neighbour), is_known=False, now=NOW)
    take("password", "x", Caller("203.0.113.1"), is_known=False, now=NOW)
    take("password", "x", Caller(address), is_known=False, now=NOW + timedelta(minutes=15))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_allowed_are_let_through() -> None:
    def one(n: int) -> bool:
        try:
            take("password", "one", Caller(f"10.5.{n}.1"), is_known=False, now=NOW)
        except TooOften:
            return False
        finally:
            connection.close()
        return True

    if connection.vendor == "sqlite":
        pytest.skip("the database of a test in memory is one connection's")
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(60))) == 10


def test_what_was_planted_before_signing_in_is_worth_nothing() -> None:
    client = Client()
    client.cookies[SESSION_COOKIE] = "planted-by-somebody-else-aaaaaaaaaaaaaaaaaa"
    client.cookies["openhall_ceremony"] = "planted0000000000000000000000000"
    client.post("/en/sign-in/send/", {"address": MAIL}, headers=FROM_HERE)
    ceremony = client.cookies["openhall_ceremony"].value
    assert ceremony != "planted0000000000000000000000000"
    press(client, "sign-in/code/", code=code_now())

    assert client.cookies[SESSION_COOKIE].value != "planted-by-somebody-else-aaaaaaaaaaaaaaaaaa"
    assert client.cookies["openhall_ceremony"].value == ""
    stale = Client()
    stale.cookies["openhall_ceremony"] = ceremony
    assert press(stale, "sign-in/code/", code="00000000")["Location"] == "/en/sign-in/send/"


def test_a_shared_computer_keeps_nothing_and_forgets_who_walks_away() -> None:
    client = Client()
    client.post("/en/sign-in/send/", {"address": MAIL, "shared": "true"}, headers=FROM_HERE)
    press(client, "sign-in/code/", code=code_now())
    cookie, begun = client.cookies[SESSION_COOKIE].value, Session.objects.get().begun_at
    assert "openhall_device" not in client.cookies

    def is_known(minutes: int) -> bool:
        return not visitor_of(cookie=cookie, authorization="", now=begun + timedelta(minutes=minutes)).is_guest

    # Each look keeps it for ten minutes more; then it is over.
    assert [is_known(9), is_known(18), is_known(27), is_known(38)] == [True, True, True, False]
    Session.objects.update(ends_at=datetime.now(UTC) + timedelta(minutes=5), seen_at=datetime.now(UTC))
    for place in ("me/", "me/sign-in/"):
        assert client.get(f"/en/{place}")["Cache-Control"] == "no-store"
    left = client.post("/en/sign-out/", headers=FROM_HERE)
    assert left["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.exists()


def test_a_shared_session_is_over_after_a_day_however_busy() -> None:
    client = Client()
    client.post("/en/sign-in/send/", {"address": MAIL, "shared": "true"}, headers=FROM_HERE)
    press(client, "sign-in/code/", code=code_now())
    cookie, begun = client.cookies[SESSION_COOKIE].value, Session.objects.get().begun_at

    known = [
        not visitor_of(cookie=cookie, authorization="", now=begun + timedelta(minutes=n)).is_guest
        for n in range(5, 24 * 60 + 10, 5)
    ]

    assert known == [True] * (24 * 12 - 1) + [False] * (len(known) - (24 * 12 - 1))
