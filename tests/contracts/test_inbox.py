"""Letters of people who are signed in: in their language, once, read by them and their firm alone; and a mailbox."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.halls import Answer, Hall
from tests.officers import Officers

RESTAURANT = "food-and-environmental-hygiene-department/general-restaurant-licence"
HYGIENE = RESTAURANT.partition("/")[0]
#: A service for guests that calls by telephone.
DRAIN = "drainage-services-department/blocked-drain-report"
OWNER, FIRM, SOMEBODY_ELSE = "ho-ka-ming", "lantern-noodle-house", "gurung-bishnu-maya"


@pytest.fixture(scope="module")
def home(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return halls.copied(hall.home, tmp_path_factory.mktemp("inbox") / "home", as_loaded=True)


@pytest.fixture(scope="module")
def own_hall(home: Path) -> Iterator[Hall]:
    with halls.serving(home) as running:
        yield running


@pytest.fixture
def owner(own_hall: Hall) -> Iterator[Applicant]:
    somebody = Applicant(own_hall)
    somebody.sign_in(OWNER)
    yield somebody
    somebody.close()


@pytest.fixture
def guest(own_hall: Hall) -> Iterator[Applicant]:
    somebody = Applicant(own_hall)
    yield somebody
    somebody.close()


def worked(hall: Hall) -> None:
    """Let the worker do everything that is due."""
    assert halls.run("work", hall.home, "--once").returncode == 0


@pytest.fixture(scope="module")
def reference(own_hall: Hall) -> str:
    """Return the application for a restaurant that its owner sent in 简体中文, with the letters that it made."""
    applicant = Applicant(own_hall)
    applicant.become(OWNER)
    answers = applicant.call("GET", f"/api/v1/services/{RESTAURANT}/example").json()["answers"]
    body = {"service": RESTAURANT, "answers": answers, "on_behalf_of": FIRM}
    given = applicant.call(
        "POST", "/api/v1/applications", body, Idempotency_Key="inbox", Accept_Language="zh-Hans"
    ).json()
    applicant.close()
    worked(own_hall)
    return str(given["reference"])


def test_the_owner_of_a_restaurant_and_the_letters_about_it(own_hall: Hall, owner: Applicant, reference: str) -> None:
    """One story, as each part of it stands on the one before."""
    _finds_the_letter_in_the_language_of_the_application(own_hall, owner, reference)
    _a_letter_of_legal_effect_says_so_and_when_it_was_read(own_hall, owner, reference)
    _nobody_else_reads_it_and_a_guest_is_led_to_sign_in(own_hall, owner, reference)
    _what_is_chosen_is_kept_and_followed(own_hall, owner, reference)


def letters_of(somebody: Applicant, slug: str = "en") -> list[str]:
    page = somebody.look(f"/{slug}/me/letters/")
    assert page.status == 200
    return re.findall(rf'href="(/{slug}/me/letters/[0-9a-f]+/)"', page.text)


def _finds_the_letter_in_the_language_of_the_application(own_hall: Hall, owner: Applicant, reference: str) -> None:
    page = owner.look("/zh-hans/me/letters/")
    words = words_of(page)
    assert "有1封信未读。" in words
    assert f"我们已收到您的申请：{reference}" in words
    assert "食物环境卫生署" in words
    assert page.headers["cache-control"] == "no-store"

    (place,) = letters_of(owner, "zh-hans")
    letter = owner.look(place)
    words = words_of(letter)
    assert "普通食肆执照" in words
    assert "灯笼" in words or "Lantern" in words, "it is to the firm"
    assert f'href="/zh-hans/track/{reference}/"' in letter.text
    assert letter.headers["cache-control"] == "no-store"
    assert "您已读完全部信件。" in words_of(owner.look("/zh-hans/me/letters/"))
    assert "We have received your application" in words_of(owner.look(place.replace("zh-hans", "en")))

    worked(own_hall)
    assert len(letters_of(owner)) == 1, "the worker came again, and nothing came twice"


def _a_letter_of_legal_effect_says_so_and_when_it_was_read(own_hall: Hall, owner: Applicant, reference: str) -> None:
    officers = Officers(own_hall)
    person, task = officers.tasks(reference, [HYGIENE])[0]
    fields = {"questions": ["floor_area"], "words": "Which of the two?", "days": 14}
    body = {"decision": "ask", "reasons": [], "fields": fields}
    asked = officers.of(person).call("POST", f"/api/v1/tasks/{task['id']}/complete", body)
    officers.close()
    assert asked.status == 200, asked.text
    worked(own_hall)

    words = words_of(owner.look("/en/me/letters/"))
    assert f"Please answer: {reference}" in words
    assert words.count("Has legal effect") == 1
    words = words_of(owner.look(letters_of(owner)[0]))
    assert "First read" in words
    assert "Please answer by" in words
    assert "Which of the two?" not in words


def _nobody_else_reads_it_and_a_guest_is_led_to_sign_in(own_hall: Hall, owner: Applicant, reference: str) -> None:
    places = letters_of(owner)
    assert reference in words_of(owner.look("/en/me/letters/"))
    with closing(Applicant(own_hall)) as other, closing(Applicant(own_hall)) as guest:
        _others(other, guest, places)


def _others(other: Applicant, guest: Applicant, places: list[str]) -> None:
    other.sign_in(SOMEBODY_ELSE)
    assert letters_of(other) == []
    assert [other.look(place).status for place in places] == [404] * len(places)
    for place in (*places, "/en/me/letters/", "/en/me/preferences/"):
        answer = guest.look(place)
        assert (answer.status, answer.headers["location"].partition("?")[0]) == (302, "/en/sign-in/")
    assert other.look("/en/me/letters/?page=999999999999999999999").status == 200


def _what_is_chosen_is_kept_and_followed(own_hall: Hall, owner: Applicant, reference: str) -> None:
    chosen = {"language": "zh-Hant", "letters": "none", "reminders": "both"}
    wrong = owner.send("/en/me/preferences/", {**chosen, "letters": "pigeon"})
    assert (wrong.status, "Choose one of these" in words_of(wrong)) == (422, True)
    assert _chosen(owner.look("/en/me/preferences/")) == ["each", "mail", "mail"]
    kept = owner.send("/en/me/preferences/", chosen)
    assert kept.status == 303
    page = owner.look(kept.headers["location"])
    assert "Your choice is kept" in words_of(page)
    assert _chosen(page) == ["zh-Hant", "none", "both"]

    before, mails = len(letters_of(owner)), _about(owner, reference)
    applicant = Applicant(own_hall)
    applicant.become(OWNER)
    answers = applicant.call("GET", f"/api/v1/services/{RESTAURANT}/example").json()["answers"]
    body = {"service": RESTAURANT, "answers": answers, "on_behalf_of": FIRM}
    second = applicant.call("POST", "/api/v1/applications", body, Idempotency_Key="inbox 2").json()["reference"]
    applicant.close()
    worked(own_hall)
    assert len(letters_of(owner)) == before + 1, "it lies in the inbox whatever is chosen"
    assert (_about(owner, reference), _about(owner, second)) == (mails, 0), "and nobody is told of it"


def test_a_guest_without_an_email_gets_the_code_by_telephone_once(own_hall: Hall, guest: Applicant) -> None:
    answers = guest.call("GET", f"/api/v1/services/{DRAIN}/example").json()["answers"]
    del answers["email"]
    body = {"service": DRAIN, "answers": answers}
    given = guest.call("POST", "/api/v1/applications", body, Idempotency_Key="inbox 3").json()
    reference, secret = given["reference"], given["secret"]
    for _ in range(2):
        assert guest.send("/en/track/lost/", {"reference": reference}).status == 200
    worked(own_hall)

    assert reference not in words_of(guest.look("/en/demo/mailbox/")), "who has no secret sees nothing of it"
    guest.send("/en/track/", {"reference": reference, "secret": secret})
    words = words_of(guest.look("/en/demo/mailbox/"))
    assert words.count(f"We have received your application: {reference}") == 1
    assert words.count(f"Your secret code for {reference}") == 1
    assert words.count(f"Secret code: {secret}") == 2
    assert "Text message" in words
    telephone = next(str(value) for name, value in answers.items() if "phone" in name)
    assert telephone not in words
    assert f"…{telephone[-3:]}" in words


def test_the_mailbox_is_only_in_a_demonstration(home: Path) -> None:
    with halls.serving(home, environ={"OPENHALL_DEMO": "0"}) as serious:
        assert serious.get("/en/demo/mailbox/").status == 404


def _chosen(page: Answer) -> list[str]:
    return re.findall(r'type="radio"[^>]*value="([^"]*)" checked', page.text)


def _about(somebody: Applicant, reference: str) -> int:
    """Return how many mails and text messages about a case stand in the mailbox."""
    return len(re.findall(rf"<h2[^>]*>[^<]*{reference}", somebody.look("/en/demo/mailbox/").text))
