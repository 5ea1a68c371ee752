"""What somebody sent without an account comes to their own page, by its code, once; and never to anybody without it."""

import json
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.actions.claim import LetGoOver, NotClaimed
from openhall.blocks.cases.facade import (
    MAIL,
    Applicant,
    Template,
    Verdict,
    Why,
    case_of,
    claim_case,
    erase_case,
    erase_own,
    let_case_go,
    own_references,
    secret_of_case,
    submitted_answers,
    withdraw_case,
)
from openhall.blocks.cases.tests.applying import ANSWERS, NOW, prepared, request, submit
from openhall.blocks.documents.facade import Limits, attach_files, files_of, take_file
from openhall.blocks.documents.tests.samples import pdf
from openhall.blocks.forms.facade import key_of
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.facade import OWN, Reader, deliver_due
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.registers.models import Entry
from openhall.channels.mail.sending import send_letter
from openhall.project.handlers import HANDLERS
from tests.followers import KEEPER, Follower, decide, guests_case, words_of
from tools.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
NOOR, LIN = Visitor("noor-al-bahar", {"en": "Noor"}, 2), Visitor("lin-feld", {"en": "Lin"}, 2)
SOON, LATE = NOW + timedelta(hours=1), NOW + timedelta(hours=50)
JSON = {"content_type": "application/json", "headers": {"Accept": "application/json", "Idempotency-Key": "k"}}


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: SOON)


@pytest.fixture
def reference() -> str:
    return guests_case()


def _claim(reference: str, visitor: Visitor = NOOR, secret: str | None = None) -> None:
    code = secret_of_case(reference) if secret is None else secret
    claim_case(reference=reference, secret=code, visitor=visitor, now=SOON)


def _why(reference: str, visitor: Visitor = NOOR, secret: str | None = None) -> str:
    with pytest.raises(NotClaimed) as refused:
        _claim(reference, visitor, secret)
    return refused.value.why


def _person(reference: str) -> str:
    facts = case_of(reference)
    assert facts is not None
    return facts.person


def _letters(reference: str) -> list[str]:
    rows = Message.objects.filter(kind="mail").order_by("pk").values_list("payload", flat=True)
    told = [each if isinstance(each, dict) else json.loads(each) for each in rows]
    return [each["template"] for each in told if each["reference"] == reference]


def test_it_is_theirs_by_its_code_and_stands_in_history_and_log(reference: str) -> None:
    _claim(reference)
    assert own_references(person=NOOR.id, most=9) == (reference,)
    facts = case_of(reference, may_see=lambda person: person == NOOR.id)
    assert facts is not None
    assert [(each.kind, each.actor) for each in facts.timeline][-1] == ("claimed", NOOR.id)
    assert NOOR.id in str(Record.objects.get(kind="case.claimed", subject=reference).statement)
    assert submitted_answers(reference, reader=Reader(NOOR.id, OWN, reference, SOON)) == ANSWERS
    assert _letters(reference)[-1] == "claimed", "whoever stands in the case is told at once"


@pytest.mark.parametrize("secret", ["", "0000-0000-0000-0000", "another's"])
def test_without_its_code_nothing_moves(reference: str, secret: str) -> None:
    other = submit(prepared(), request("two")).reference
    typed = secret_of_case(other) if secret == "another's" else secret  # noqa: S105 - which one it is
    assert (_why(reference, secret=typed), _person(reference)) == ("unknown", "")
    assert _why(reference, GUEST) == "unknown"
    assert _why("7KQ4M-X2P9C") == "unknown"
    assert not Record.objects.filter(kind="case.claimed").exists()


def test_what_is_somebodys_comes_to_nobody_else_and_twice_is_once(reference: str) -> None:
    _claim(reference)
    _claim(reference)
    assert (_why(reference, LIN), _person(reference)) == ("owned", NOOR.id)
    assert Record.objects.filter(kind="case.claimed").count() == 1
    assert _letters(reference).count("claimed") == 1
    signed_in = submit(prepared(Applicant(LIN)), request("lins", caller="person:lin")).reference
    assert (_why(signed_in), _person(signed_in)) == ("owned", LIN.id)


def test_two_at_once_and_one_has_it(shared_database: None) -> None:
    del shared_database
    reference, both = guests_case(), (NOOR, LIN)

    def claimed(number: int) -> str:
        try:
            _claim(reference, both[number])
        except NotClaimed as refused:
            return refused.why
        return ""

    assert sorted(at_once(2, claimed)) == ["", "owned"]
    assert Record.objects.filter(kind="case.claimed").count() == 1


def test_who_worked_on_it_for_an_office_does_not_own_it(reference: str) -> None:
    decide(reference, Verdict("approve"))
    assert (_why(reference, KEEPER), _person(reference)) == ("own-work", "")


def test_letters_lie_in_their_inbox_and_files_and_entries_are_theirs(reference: str) -> None:
    limits = Limits()
    kept = take_file(stream=BytesIO(pdf()), name="a.pdf", limits=limits, owner=key_of(reference), now=NOW)
    _attach(reference, kept.id)
    Entry.objects.create(register="stalls", number="S-1", year=2026, serial=1, subject=reference, state="active")
    Entry.objects.create(register="stalls", number="S-2", year=2026, serial=2, subject="OTHER", state="active")
    _claim(reference)
    send_letter(reference=reference, template="decided", key="d", now=SOON)

    assert [each.subject for each in inbox_of(person=NOOR.id).letters] == [reference]
    assert [each.owner for each in files_of(f"case:{reference}")] == [f"person:{NOOR.id}"]
    assert list(Entry.objects.order_by("serial").values_list("person", flat=True)) == [NOOR.id, ""]

    let_case_go(reference=reference, secret=secret_of_case(reference), now=SOON)
    assert inbox_of(person=NOOR.id).letters == ()
    assert [each.owner for each in files_of(f"case:{reference}")] == [key_of(reference)]
    assert list(Entry.objects.order_by("serial").values_list("person", flat=True)) == ["", ""]
    assert own_references(person=NOOR.id, most=9) == ()
    _claim(reference, LIN)
    assert [each.subject for each in inbox_of(person=LIN.id).letters] == [reference], "they come with the case"


def test_who_found_the_code_shuts_nobody_out_for_two_days(reference: str) -> None:
    _claim(reference, LIN)
    for secret in ("", secret_of_case("7KQ4MX2P9C")):
        with pytest.raises(NotClaimed):
            let_case_go(reference=reference, secret=secret, now=SOON)
    assert _person(reference) == LIN.id
    let_case_go(reference=reference, secret=secret_of_case(reference), now=SOON)
    with pytest.raises(LetGoOver):
        let_case_go(reference=reference, secret=secret_of_case(reference), now=SOON)
    assert (_person(reference), _letters(reference)[-1]) == ("", Template.LET_GO)
    _claim(reference)
    with pytest.raises(LetGoOver):
        let_case_go(reference=reference, secret=secret_of_case(reference), now=LATE)
    assert _person(reference) == NOOR.id


def test_two_who_both_have_the_code_do_not_go_on_for_ever(reference: str) -> None:
    for _ in range(3):
        _claim(reference)
        let_case_go(reference=reference, secret=secret_of_case(reference), now=SOON)
    assert (_why(reference), _person(reference)) == ("times", "")


def test_what_is_theirs_is_erased_as_theirs_and_what_was_erased_comes_to_nobody(reference: str) -> None:
    other = submit(prepared(), request("two")).reference
    for each in (reference, other):
        withdraw_case(reference=each, visitor=GUEST, now=NOW)
    _claim(reference)
    done = erase_own(person=NOOR.id, today=(SOON + timedelta(days=1)).date(), now=SOON)
    assert done.erased == (reference,)
    assert submitted_answers(reference, reader=Reader(NOOR.id, OWN, reference, SOON)) is None

    erase_case(reference=other, by="test", why=Why.OPERATOR, now=SOON)
    assert _why(other) == "erased"


def test_the_page_has_one_button_and_afterwards_the_code_opens_nothing(reference: str) -> None:
    guest = Follower.with_secret(reference)
    assert "Have you an account?" in words_of(guest.look())
    owner = Follower.signed_in(reference, NOOR.id)
    assert owner.look().status_code == 404
    assert owner.send("keep", {}).status_code == 404, "signed in is not enough"

    owner.client.cookies["openhall_matters"] = guest.client.cookies["openhall_matters"].value
    assert "Keep this on my page" in words_of(owner.look())
    sent = owner.send("keep", {})
    assert (sent.status_code, sent["Location"]) == (303, owner.place())
    assert reference not in owner.client.cookies["openhall_matters"].value
    assert "This is kept on your page now" in words_of(owner.look())
    assert "Kept in an account You" in words_of(owner.look())
    assert owner.send("keep", {}).status_code == 303
    assert reference in owner.client.get("/en/me/").content.decode()

    assert guest.send("withdraw", {}).status_code == 404
    assert guest.send("keep", {}).status_code == 404


def test_a_browser_that_has_the_code_is_told_that_it_was_kept_and_takes_it_out(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No contact stands in the case: nobody can be written to, so the page of the case itself says it."""
    guest, stranger = Follower.with_secret(reference), Follower(reference)
    assert guest.look().status_code == 200
    _claim(reference)
    assert stranger.look().status_code == 404, "without the code there is nothing to tell"
    told = words_of(guest.look())
    assert "This application is in an account" in told
    assert "It was put there on Monday, 2 March 2026" in told, told
    assert "You can take it out of the account until" in told
    assert ANSWERS["full_name"] not in told, "what stands in it is its owner's now"
    assert "This application is in an account" in words_of(guest.look("messages"))
    assert guest.send("messages", {"text": "Hello"}).status_code == 404

    fields = dict(re.findall(r'type="hidden" name="(reference|secret)" value="([^"]+)"', guest.look().content.decode()))
    taken = guest.client.post("/en/track/taken/", fields)
    assert (taken.status_code, _person(reference)) == (303, "")
    assert ANSWERS["full_name"] in words_of(guest.look())

    _claim(reference)
    monkeypatch.setattr(timezone, "now", lambda: LATE)
    late = words_of(guest.look())
    assert "They are over: the code opens it no more" in late
    assert "Take it out of the account" not in late
    by_code = guest.client.post("/en/track/", {"reference": reference, "secret": secret_of_case(reference)})
    assert "They are over" in words_of(by_code)
    assert _person(reference) == NOOR.id


def test_a_lost_code_comes_to_the_contact_for_as_long_as_it_can_take_the_case_out(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its applicant learns from the letter that somebody keeps it, and has no code to take it out with."""
    monkeypatch.setattr("openhall.channels.mail.letters.contact_in", lambda *_: "noor@example.org")
    _claim(reference, LIN)
    guest = Follower(reference)
    assert "Look at your messages" in words_of(guest.client.post("/en/track/lost/", {"reference": reference}))
    assert _letters(reference)[-1] == "secret"
    sent = Message.objects.filter(kind="mail", key__contains=":secret:")
    assert deliver_due(handlers={MAIL: HANDLERS[MAIL]}, now=SOON) == len(_letters(reference))
    assert sent.get().state == "delivered"
    word = next(each for each in mail.outbox if "secret code" in each.subject)
    assert (word.to, secret_of_case(reference) in word.body) == (["noor@example.org"], True)
    assert "you can take it out until Wednesday" in word.body
    letters = inbox_of(person=LIN.id).letters
    assert "secret" not in {each.template for each in letters}, "whoever keeps it gets no code"
    let_case_go(reference=reference, secret=secret_of_case(reference), now=SOON)

    _claim(reference)
    before = len(_letters(reference))
    monkeypatch.setattr(timezone, "now", lambda: LATE)
    same = words_of(guest.client.post("/en/track/lost/", {"reference": reference}))
    assert "Look at your messages" in same, "the answer is the same for every number"
    assert len(_letters(reference)) == before


def test_the_page_that_asks_for_the_code_takes_it_out_again(reference: str) -> None:
    _claim(reference)
    guest = Follower(reference)
    both = {"reference": reference, "secret": secret_of_case(reference)}
    shown = guest.client.post("/en/track/", both)
    assert "This application is in an account" in words_of(shown)
    assert "openhall_matters" not in shown.cookies
    turned = guest.client.post("/en/track/taken/", {**both, "_language": "zh-hans"})
    assert "这件申请已在账户内" in words_of(turned)
    assert guest.client.post("/en/track/taken/", {**both, "secret": "0"}).status_code == 303
    assert _person(reference) == NOOR.id
    sent = guest.client.post("/en/track/taken/", both)
    assert (sent.status_code, sent["Location"], _person(reference)) == (303, guest.place(), "")
    assert guest.look().status_code == 200


def test_over_the_api_with_a_token_and_the_secret(reference: str) -> None:
    client, place = Client(), f"/api/v1/applications/{reference}/keep"
    code = {"secret": secret_of_case(reference)}
    assert client.post(place, code, **JSON).status_code == 401  # type: ignore[arg-type]
    token = client.post("/api/v1/demo/token", {"person": NOOR.id}, content_type="application/json").json()["token"]
    bearer = {**JSON["headers"], "Authorization": f"Bearer {token}"}  # type: ignore[dict-item]
    wrong = client.post(place, {"secret": "0"}, content_type="application/json", headers=bearer)
    assert (wrong.status_code, wrong.json()["code"]) == (404, "unknown-application")
    for _ in range(2):
        kept = client.post(place, code, content_type="application/json", headers={**bearer, "Idempotency-Key": "j"})
        assert (kept.status_code, kept.json()["timeline"][-1]["event"]) == (200, "claimed")
    by_secret = client.get(place.removesuffix("/keep"), headers={"Authorization": f"Secret {code['secret']}"})
    assert by_secret.status_code == 404
    assert client.get(place.removesuffix("/keep"), headers=bearer).status_code == 200


def _attach(reference: str, file: str) -> None:
    with transaction.atomic():
        attach_files([file], owner=key_of(reference), subject=f"case:{reference}")
