"""What is held is not asked again, whoever asks: pages, programs, and systems of other authorities."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.forms.facade import DraftContent
from openhall.channels.portal.applying.walking import Walk
from tests.applicants import Applicant, words_of
from tests.far_systems import ask_signed, public_of
from tests.halls import Answer, Hall, copied, serving
from tests.reports import names_of_services, report_of, services_of

SERVICES = names_of_services("hongkong")
ASKER, OTHER = "transport-department", "leisure-and-cultural-services-department"
WING_SZE = "chan-wing-sze"
KEYS = {ASKER: Ed25519PrivateKey.generate(), OTHER: Ed25519PrivateKey.generate()}


@pytest.fixture(scope="module")
def open_hall(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall that systems of two authorities may ask."""
    home = copied(hall.home, tmp_path_factory.mktemp("exchange") / "home", as_loaded=True)
    environ = {"OPENHALL_ASKERS": " ".join(f"{name}={public_of(key)}" for name, key in KEYS.items())}
    with serving(home, workers=2, environ=environ) as running:
        yield running


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.once
def test_no_service_asks_what_is_held(service: str) -> None:
    """With every fact held that a service can use, none of its questions for one is walked through."""
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    form = form_of(services_of("hongkong")[service], jurisdiction)
    held = {each.id: each.question.prefill for each in form.asked if each.question.prefill}
    example = form.examples[0].answers if form.examples else {}
    answers = {name: example.get(name, "held") for name in held}
    walk = Walk(form, DraftContent(answers=answers, known={name: str(fact) for name, fact in held.items()}))
    assert [each.id for page in walk.asked for each in page.asked if each.id in held] == []
    numbers = {"hkid", "brn", "tax-file", "company-number", "vrm"}
    unexplained = [
        each.id
        for each in form.asked
        if each.question.type in numbers and not each.question.prefill and not each.question.ask_because
    ]
    assert unexplained == [], "what is held is asked without the reason"


def test_every_fact_has_one_source() -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    answered = [fact for source in jurisdiction.fact_sources for fact in source.facts]
    assert sorted(answered) == sorted(each.id for each in jurisdiction.facts)


def _signed(  # noqa: PLR0913 - what can be wrong with a request
    hall: Hall,
    path: str,
    body: Mapping[str, object],
    *,
    by: str = ASKER,
    age: timedelta = timedelta(),
    nonce: str = "",
    key: Ed25519PrivateKey | None = None,
    sent: Mapping[str, object] | None = None,
) -> Answer:
    return ask_signed(hall, path, body, by=by, key=key or KEYS[by], age=age, nonce=nonce, sent=sent)


FACTS, OVER = "/api/v1/exchange/facts", "/api/v1/exchange/predicates/over-18"
ASKED = {"person": WING_SZE, "purpose": "driving test", "facts": ["person.name_en"]}


def test_another_authority_gets_what_the_law_lets_it_have_signed_by_the_hall(open_hall: Hall) -> None:
    got = _signed(open_hall, FACTS, ASKED)
    assert got.status == 200, got.text
    assert got.json()["facts"] == {"person.name_en": "CHAN Wing Sze"}
    known = open_hall.get("/api/v1/exchange/key").json()
    params = got.headers["signature-input"].partition("=")[2]
    assert f'keyid="{known["id"]}"' in params
    assert '"signature";req' in params
    assert f":{base64.b64encode(sha256(got.content).digest()).decode()}:" in got.headers["content-digest"]
    Ed25519PublicKey.from_public_bytes(base64.b64decode(known["ed25519"]))


def test_a_question_is_answered_with_yes_and_nothing_else(open_hall: Hall) -> None:
    got = _signed(open_hall, OVER, {"person": WING_SZE, "purpose": "driving test"})
    assert (got.status, got.json()) == (200, {"holds": True})
    assert "1994" not in got.text


@pytest.mark.parametrize(
    ("wrong", "status"),
    [("old", 401), ("key", 401), ("body", 401), ("fact", 403), ("predicate", 403), ("stranger", 401), ("member", 422)],
)
def test_what_is_not_signed_or_not_agreed_is_refused(open_hall: Hall, wrong: str, status: int) -> None:
    if wrong == "old":
        got = _signed(open_hall, FACTS, ASKED, age=timedelta(minutes=30))
    elif wrong == "key":
        got = _signed(open_hall, FACTS, ASKED, key=Ed25519PrivateKey.generate())
    elif wrong == "body":
        got = _signed(open_hall, FACTS, ASKED, sent={**ASKED, "person": "lee-kwok-hin"})
    elif wrong == "fact":
        got = _signed(open_hall, FACTS, {**ASKED, "facts": ["person.tax_file"]})
    elif wrong == "predicate":
        got = _signed(open_hall, "/api/v1/exchange/predicates/over-60", {"person": WING_SZE, "purpose": "test"})
    elif wrong == "stranger":
        got = _signed(open_hall, FACTS, ASKED, by="treasury", key=KEYS[ASKER])
    else:
        got = _signed(open_hall, FACTS, {**ASKED, "actor": "me"})
    assert got.status == status, got.text
    assert "Wing" not in got.text


def test_the_same_request_is_taken_once(open_hall: Hall) -> None:
    assert _signed(open_hall, FACTS, ASKED, nonce="only-once").status == 200
    assert _signed(open_hall, FACTS, ASKED, nonce="only-once").status == 401


def test_consent_opens_and_its_end_closes_at_once_on_every_process(open_hall: Hall) -> None:
    asked = {"person": WING_SZE, "purpose": "library card"}
    assert _signed(open_hall, OVER, asked, by=OTHER).json()["code"] == "consent-missing"
    with closing(Applicant(open_hall)) as wing_sze:
        wing_sze.sign_in(WING_SZE)
        place = "/en/me/fetches/"
        assert "Only if you allow it" in words_of(wing_sze.look(place))
        for _ in range(3):
            assert wing_sze.send(place, {"source": "library-cards", "_do": "give"}).status == 303
        words = words_of(wing_sze.look(place))
        assert "Allowed since" in words
        assert "Refused: you have not allowed it." in words
        held = wing_sze.look("/en/apply/leisure-and-cultural-services-department/library-renewal/")
        assert "library-card-number" not in held.headers["location"]
        assert wing_sze.send(place, {"source": "library-cards", "_do": "withdraw"}).status == 303
        for _ in range(4):
            asked_again = wing_sze.look("/en/apply/leisure-and-cultural-services-department/library-renewal/")
            assert "library-card-number" in asked_again.headers["location"]
        assert wing_sze.send(place, {"source": "personal-records", "_do": "withdraw"}).status == 404


def test_an_unsigned_look_at_consents_is_no_look(open_hall: Hall) -> None:
    assert open_hall.get("/en/me/fetches/").status == 302
