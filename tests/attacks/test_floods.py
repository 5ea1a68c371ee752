"""Floods: whoever asks for too much is refused with nothing changed, and nobody else has to wait for it."""

import html
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from openhall.blocks.appointments.models import Booking, WalkIn
from openhall.blocks.cases.holding_places import MOST_OF_PERSON
from openhall.blocks.cases.models import Case
from openhall.blocks.forms.models import Draft
from openhall.blocks.identity import memory, pace
from openhall.blocks.identity.facade import Caller, Device, Doer, TooOften, count_act, written_device
from openhall.blocks.identity.models import Tally
from openhall.blocks.identity.paces import DAY, HOUR, MINUTE, PACES, Pace
from openhall.blocks.payments.models import Attempt
from openhall.channels.portal.signing.asked import DEVICE_COOKIE
from openhall.kernel.acts import Act
from tests.followers import words_of
from tests.publishing import published
from tests.reports import report_of

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE, BESIDE, THERE = "198.51.100.7", "198.51.100.200", "203.0.113.9"
STALL, MOORING = "parks-office/night-market-stall", "harbour-office/mooring-permit"
NEW = f"/en/apply/{STALL}/new/evening/"
ANSWERS = {"evening": "2026-12-10", "sells": ["crafts"], "full_name": "Noor Al-Bahar", "phone": "555-0147"}
OWN = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
NOOR, LIN, COUNTER = "noor-al-bahar", "lin-xiaoyu", "odile-okafor"
pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the example town, with everything counted, in an hour that does not end in the middle of a test."""
    del db
    settings.OPENHALL_DEMO, settings.OPENHALL_LIMITS, settings.OPENHALL_PROXIES = True, "always", 1
    settings.OPENHALL_URL = "http://testserver"
    published(report_of("example"), now=NOW)
    monkeypatch.setattr("openhall.project.pacing.datetime", _Still)
    memory.forget()


class _Still:
    @staticmethod
    def now(zone: object) -> datetime:
        del zone
        return datetime.now(UTC).replace(minute=1, second=1, microsecond=0)


@pytest.fixture
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let three of one person, and five of the strangers of a network, be all that there may be."""
    few: dict[Act, Pace] = {act: Pace({MINUTE: 3}, {MINUTE: 5}) for act in Act if act is not Act.LOOK}
    monkeypatch.setattr(pace, "PACES", {**PACES, **few})


def browser(person: str = "", whence: str = HERE) -> Client:
    somebody = Client(headers={**OWN, "X-Forwarded-For": whence})
    if person:
        assert somebody.post("/en/sign-in/", {"person": person}).status_code == 303
    return somebody


def rows() -> Mapping[str, int]:
    return {each.__name__: each.objects.count() for each in (Case, Draft, Booking, WalkIn)}


def begin(somebody: Client) -> Any:  # noqa: ANN401 - the test client's own kind of response
    return somebody.post(NEW, {"evening-day": "10", "evening-month": "12", "evening-year": "2026"})


def submit(somebody: Client, key: str, service: str = STALL, **headers: str) -> Any:  # noqa: ANN401 - as above
    body = json.dumps({"service": service, "answers": ANSWERS})
    place, kind = "/api/v1/applications", "application/json"
    return somebody.post(place, body, kind, headers={"Idempotency-Key": key, "Accept": kind, **headers})


def price(somebody: Client) -> Any:  # noqa: ANN401 - as above
    body = json.dumps({"answers": {"boat_length": 6}})
    return somebody.post(f"/api/v1/services/{MOORING}/fee", body, "application/json")


def number(somebody: Client, key: str) -> Any:  # noqa: ANN401 - as above
    place = "/en/appointments/offices/market-square/now/"
    return somebody.post(place, {"kind": "night-market-stall", "_once": key})


@pytest.mark.usefixtures("low")
def test_a_flood_of_drafts_stops_its_network_and_nobody_else() -> None:
    owner = browser(NOOR)
    flood = [begin(Client(headers={**OWN, "X-Forwarded-For": HERE})) for _ in range(9)]

    assert [each.status_code for each in flood] == [303] * 5 + [429] * 4
    assert Draft.objects.count() == 5
    before = rows(), Tally.objects.count()
    assert begin(browser(whence=BESIDE)).status_code == 429, "they are strangers of the same network"
    assert (rows(), Tally.objects.count()) == before, "what is refused writes nothing at all"
    assert begin(owner).status_code == 303, "whoever is signed in has a count of their own, on the same line"
    assert begin(browser(whence=THERE)).status_code == 303


@pytest.mark.usefixtures("low")
def test_a_flood_of_cases_stops_its_network_and_nobody_else() -> None:
    owner = browser(NOOR)
    flood = [submit(browser(), f"key-{n}") for n in range(8)]

    assert [each.status_code for each in flood] == [201] * 5 + [429] * 3
    assert Case.objects.count() == 5
    before = rows()
    assert submit(browser(whence=BESIDE), "key-x").status_code == 429
    assert rows() == before
    assert submit(owner, "key-o").status_code == 201
    assert submit(browser(whence=THERE), "key-t").status_code == 201


@pytest.mark.usefixtures("low")
def test_whoever_is_signed_in_uses_up_their_own_count_in_every_browser_and_with_a_token() -> None:
    token = browser(NOOR, THERE).post("/api/v1/demo/token", json.dumps({"person": NOOR}), "application/json")
    bearer = {"Authorization": f"Bearer {token.json()['token']}"}
    browsers = [browser(NOOR, whence) for whence in (HERE, THERE)]
    sent = [submit(each, f"key-{n}").status_code for n, each in enumerate(browsers)]
    sent += [submit(Client(), f"token-{n}", **bearer).status_code for n in range(3)]

    assert sent == [201, 201, 201, 429, 429]
    assert submit(browser(LIN), "hers").status_code == 201


@pytest.mark.usefixtures("low")
def test_a_known_browser_is_not_locked_out_by_strangers_and_does_not_multiply() -> None:
    known, again, other = (browser() for _ in range(3))
    known.cookies[DEVICE_COOKIE] = written_device_of("noor")
    again.cookies[DEVICE_COOKIE] = written_device_of("noor")
    other.cookies[DEVICE_COOKIE] = "forged"
    assert [begin(browser()).status_code for _ in range(6)][-1] == 429

    assert [begin(each).status_code for each in (known, known, again, again, other)] == [303, 303, 303, 429, 429]


def written_device_of(account: str) -> str:
    """Return the cookie of a browser in which somebody has signed in, whoever else signs in to how many browsers."""
    return written_device(Device(), account)


@pytest.mark.usefixtures("low")
def test_prices_and_numbers_are_counted_too() -> None:
    assert [price(browser()).status_code for _ in range(6)] == [200] * 5 + [429]
    assert price(browser(whence=THERE)).status_code == 200

    shut_or_given = [number(browser(), f"k{n}").status_code for n in range(6)]
    assert (429 in shut_or_given[:5], shut_or_given[5]) == (False, 429)
    before = rows()
    assert number(browser(), "one-more").status_code == 429
    assert rows() == before


def test_places_of_a_kind_are_not_all_for_one_network_or_one_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PACES", {**PACES, Act.PLACE_OF_KIND: Pace({HOUR: 60}, {DAY: 2})})
    guests = [submit(browser(), f"guest-{n}") for n in range(4)]
    own = [submit(browser(NOOR), f"noor-{n}").status_code for n in range(MOST_OF_PERSON + 2)]

    assert [each.status_code for each in guests] == [201, 201, 429, 429]
    assert own == [201] * (MOST_OF_PERSON + 2), "she may ask as often as anybody"
    theirs = Booking.objects.filter(subject__in=Case.objects.filter(person=NOOR).values("reference"))
    assert theirs.filter(state="booked").count() == MOST_OF_PERSON, "and holds no more than her share"
    reference = Case.objects.filter(person=NOOR).exclude(reference__in=theirs.values("subject")).first()
    assert reference is not None
    place = f"/api/v1/applications/{reference.reference}/appointment"
    slots = browser().get("/api/v1/appointments/slots?kind=night-market-stall").json()["slots"]
    body = json.dumps({"office": slots[-1]["office"], "starts_at": slots[-1]["starts_at"]})
    refused = browser(NOOR).post(place, body, "application/json", headers={"Idempotency-Key": "choose"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-places")


def test_an_officer_at_a_counter_files_forty_in_a_row() -> None:
    officer = browser(COUNTER)

    assert {submit(officer, f"case-{n}").status_code for n in range(40)} == {201}
    assert Case.objects.count() == 40


def test_a_library_behind_one_address_is_not_hindered() -> None:
    """Forty at their computers begin in the same minute, fill in their pages, and send within the next."""
    readers = [browser() for _ in range(40)]

    assert {begin(each).status_code for each in readers} == {303}
    assert {submit(each, f"reader-{n}").status_code for n, each in enumerate(readers[:20])} == {201}


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize(
    ("slug", "title", "wait", "lost"),
    [
        ("en", "Too much at once", "Wait 59 minutes, then try again.", "nothing is lost"),
        ("zh-hans", "短时间内请求过多", "请等59分钟，然后再试。", "没有丢失"),
    ],
)
def test_the_page_says_when_to_come_again_and_keeps_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, slug: str, title: str, wait: str, lost: str
) -> None:
    monkeypatch.setattr(pace, "PACES", dict.fromkeys(Act, Pace({HOUR: 1}, {HOUR: 1})))
    typed = {"described": "<b>Lanterns</b> & tea", "full_name": "林小雨"}
    place = f"/{slug}/apply/{STALL}/new/described/?from=here"
    browser().post(place, typed)
    page = browser().post(place, typed)
    text = words_of(page)

    assert (page.status_code, page["Retry-After"], page["Cache-Control"]) == (429, "3539", "no-store")
    assert title in text
    assert wait in text
    assert lost in text
    held = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    assert {name: html.unescape(told) for name, told in held}.items() >= typed.items()
    assert f'action="{place}"' in page.content.decode()


@pytest.mark.usefixtures("low")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Too much came in a short time. Nothing was done. Send it again in 59 seconds (“Retry-After”)."),
        ("zh-Hant", "短時間內請求過多"),
        ("zh-Hans", "短时间内请求过多"),
    ],
)
def test_the_problem_of_the_api_has_its_code_in_three_languages(language: str, told: str) -> None:
    answers = [price(Client(headers={"X-Forwarded-For": HERE, "Accept-Language": language})) for _ in range(6)]
    problem = answers[-1]

    assert (problem.status_code, problem["Content-Type"]) == (429, "application/problem+json")
    assert (problem["Retry-After"], problem.json()["code"]) == ("59", "too-often")
    assert told in problem.json()["detail"]


def test_a_word_of_signing_in_is_not_written_onto_another_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PACES", dict.fromkeys(Act, Pace({HOUR: 1}, {HOUR: 1})))
    pages = [browser().post("/en/track/lost/", {"name": "secret-word"}) for _ in range(2)]

    assert pages[1].status_code == 429
    assert "secret-word" not in pages[1].content.decode()


@pytest.mark.usefixtures("low")
def test_an_officer_whose_presses_are_too_many_is_led_back_to_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "FOR_OFFICERS", 1)
    officer = browser("tomas-berg")
    answers = [officer.post("/desk/next/", {}) for _ in range(5)]

    assert [each.status_code == 429 for each in answers] == [False] * 3 + [True] * 2
    assert 'href="/desk/"' in answers[-1].content.decode()


def test_on_the_machine_of_a_demonstration_nothing_is_counted(settings: Settings) -> None:
    settings.OPENHALL_LIMITS, settings.OPENHALL_PROXIES = "elsewhere", 0

    assert begin(Client(headers=OWN)).status_code == 303
    assert Tally.objects.count() == 0


def test_looks_are_counted_without_a_word_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PACES", {**PACES, Act.LOOK: Pace({MINUTE: 20}, {MINUTE: 8})})
    noor = browser(NOOR)
    before = Tally.objects.count()
    places = ("/en/registers/", "/api/v1/registers") * 5
    shown = [browser().get(place) for place in places]

    assert [each.status_code for each in shown] == [200] * 8 + [429] * 2
    assert shown[-1].json()["code"] == "too-often"
    assert {each["Retry-After"] for each in shown[-2:]} == {"59"}
    assert [noor.get(places[0]).status_code, browser(whence=THERE).get(places[1]).status_code] == [200, 200]
    token = noor.post("/api/v1/demo/token", json.dumps({"person": NOOR}), "application/json").json()["token"]
    for word, status in ((token, 200), ("forged", 429)):
        asked = Client(headers={"X-Forwarded-For": HERE, "Authorization": f"Bearer {word}"})
        assert asked.get(places[1]).status_code == status
    assert [browser().get(place).status_code for place in ("/healthz", "/static/none")] == [200, 404]
    assert Tally.objects.count() == before + 2, "of the token alone"


@pytest.mark.usefixtures("low")
def test_a_file_of_everything_is_counted_whenever_it_is_asked_for() -> None:
    noor = browser(NOOR)

    assert [noor.get("/en/me/privacy/my-data.zip").status_code for _ in range(5)] == [200] * 3 + [429] * 2


@pytest.mark.usefixtures("low")
def test_what_is_over_is_refused_without_asking_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stranger = Doer(Caller(HERE))
    for _ in range(5):
        count_act(Act.SUBMIT, stranger, now=_Still.now(UTC))
    with pytest.raises(TooOften):
        count_act(Act.SUBMIT, stranger, now=_Still.now(UTC))

    with django_assert_num_queries(0), pytest.raises(TooOften):
        count_act(Act.SUBMIT, stranger, now=_Still.now(UTC))
    later = _Still.now(UTC) + timedelta(minutes=1)
    count_act(Act.SUBMIT, stranger, now=later)


def test_a_process_remembers_so_many_and_forgets_what_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MOST_KEPT", 3)
    names = [*"abcde", "a", "e"]

    assert [memory.counted(name, 130, now=100) for name in names] == [1, 1, 1, 1, 1, 2, 1]
    soon, later = ([memory.counted("late", 200, now=now) for _ in "12"] for now in (140, 161))
    assert (soon, later) == ([1, 1], [1, 2]), "there is room again, a minute after it was last looked for"


def test_payments_and_bookings_keep_the_pace_of_hands() -> None:
    """Twenty in a minute, in all browsers and over the API together, as the documentation has it; hers alone."""
    one, two, other = browser(NOOR), browser(NOOR, THERE), browser(LIN)
    before = Attempt.objects.count(), Booking.objects.count()

    def pressed(somebody: Client, places: Sequence[str]) -> list[int]:
        return [somebody.post(place, {}, headers={"Idempotency-Key": "k"}).status_code for place in places]

    paying = ("/en/me/bills/", "/api/v1/payments/none/pay")
    paid = [status for _ in range(6) for each in (one, two) for status in pressed(each, paying)]
    moving = ("/en/track/7KQ4M-X2P9C/appointment/", "/api/v1/applications/7KQ4M-X2P9C/appointment/cancel")
    moved = [status for _ in range(6) for each in (one, two) for status in pressed(each, moving)]

    for pressed_by_her in (paid, moved):
        assert 429 not in pressed_by_her[:20]
        assert pressed_by_her[20:] == [429] * 4
    assert 429 not in pressed(other, (*paying, *moving))
    assert (Attempt.objects.count(), Booking.objects.count()) == before
