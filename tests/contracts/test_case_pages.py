"""The pages of a case over HTTP: what its owner reads, and that nobody else reads or changes anything."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant, Verdict, complete_task, example_for, pass_on, take_task
from openhall.blocks.cases.models import Case, CaseEvent, Letter
from openhall.blocks.cases.tests.applying import MOORING, NOW, everything, prepared, request, service, submit
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import DataRead
from tests.followers import (
    ELDER,
    KEEPER,
    Follower,
    ask,
    decide,
    guests_case,
    hidden_in,
    open_town,
    refuse,
    task_at,
    words_of,
    write,
)
from tests.outcomes import bring_to_its_end

YES = Verdict("approve")
HARBOUR, NOOR = Visitor("amal-haddad"), Visitor("noor-al-bahar", {"en": "Noor"}, 2)
PAGES = ("", "answer", "messages", "withdraw", "objection", "receipt")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    at(monkeypatch, NOW)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let it be ``moment`` for every page."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def reference() -> str:
    return guests_case()


@pytest.fixture
def owner(reference: str) -> Follower:
    return Follower.with_secret(reference)


def test_the_case_says_where_it_stands_and_by_when(owner: Follower) -> None:
    told = words_of(owner.look())

    assert owner.look().status_code == 200
    assert "Submitted" in told
    assert "Who has it now Parks" in told
    assert "Due by Tuesday, 3 March 2026" in told
    assert "Application received" in told
    assert "Nothing is needed from you now." in told


@pytest.mark.parametrize("slug", ["en", "zh-hans"])
def test_every_step_has_plain_words(owner: Follower, reference: str, slug: str) -> None:
    """No event is without words, in any language, and no id stands in its place."""
    take_task(task=task_at(reference).id, visitor=KEEPER, now=NOW)
    ask(reference)
    owner.fill("answer", {"cooking": "gas"})
    write(reference, "Bring a lamp.")
    pass_on(task=task_at(reference).id, authority="harbour-office", reason="It floats.", visitor=KEEPER, now=NOW)
    pass_on(task=task_at(reference).id, authority="parks-office", reason="It does not.", visitor=HARBOUR, now=NOW)
    refuse(reference)
    owner.slug = slug
    page = owner.look().content.decode()
    told = words_of(owner.look())
    kinds = set(CaseEvent.objects.values_list("kind", flat=True))

    assert kinds >= {
        "submitted",
        "taken-up",
        "asked",
        "answered",
        "written",
        "passed-on",
        "kept",
        "task-done",
        "decided",
    }
    assert not [kind for kind in kinds if "-" in kind and f">{kind}<" in page]
    assert "parks-warden" not in told
    assert "parks-office" not in told
    assert "Tomas" not in told
    assert "托马斯" not in told


def test_what_the_hall_does_by_itself_is_told_with_the_paper_that_came_of_it(owner: Follower, reference: str) -> None:
    decide(reference, YES)
    decide(reference, YES)

    bring_to_its_end(reference)

    told = words_of(owner.look())

    assert "A paper was made for you" in told
    assert "Your papers" in told
    assert "Decided" in told


def test_who_was_asked_and_who_has_answered() -> None:
    """Two offices at once; then the leading one goes on."""
    open_town()
    keep_sample_files(now=NOW)
    mooring = service(MOORING)
    answers = example_for(current_catalogue(), mooring, NOW).answers
    reference = submit(prepared(Applicant(NOOR), mooring, answers)).reference
    owner = Follower.signed_in(reference, NOOR.id)
    decide(reference, YES, HARBOUR)
    told = words_of(owner.look())

    assert "Who has it now Harbour Office, Parks and Markets Office" in told
    assert "When every office has answered, Harbour Office goes on." in told
    assert "Parks and Markets Office Give the opinion of a department Has not answered yet" in told
    opinion = task_at(reference, "parks-office").id
    take_task(task=opinion, visitor=KEEPER, now=NOW)
    assert "Give the opinion of a department Works on it" in words_of(owner.look())
    complete_task(task=opinion, verdict=YES, visitor=KEEPER, now=NOW)
    told = words_of(owner.look())
    assert "Give the opinion of a department Has answered Monday, 2 March 2026" in told
    assert (
        "An office has answered: Give the opinion of a department Parks and Markets Office It has no objection." in told
    )
    assert "This step is done now: Look at the boat and the place" in told


def test_the_picture_shows_where_it_is(reference: str) -> None:
    del reference
    open_town()
    booking = submit(prepared(), request("pictured")).reference
    page = Follower.with_secret(booking).look().content.decode()

    assert '<svg class="process"' in page
    assert "The case is here now: Meet on the day." in page
    assert "The same as a table" in page


def test_the_clock_is_seen_to_stand(owner: Follower, reference: str) -> None:
    ask(reference)

    told = words_of(owner.look())

    assert "Waiting for you" in told
    assert "Who has it now You" in told
    assert "The clock stopped on Monday, 2 March 2026, while we wait for you." in told
    assert "1 working day is left when you have answered." in told
    assert "Gas or electric? We cannot tell." in told
    assert "What do you cook with?" in told
    assert "Please answer by Monday, 16 March 2026" in told
    assert "Due by" not in told


def test_a_refusal_names_reason_rule_facts_post_and_the_last_day(owner: Follower, reference: str) -> None:
    refuse(reference)

    told = words_of(owner.look())

    assert "We looked at the boat, and it is not safe yet." in told
    assert "Rule: The safety of boats in the harbour." in told
    assert "What do you cook with?" in told
    assert "The gas bottle stands too near." in told
    assert "Keeper of parks and markets" in told
    assert "Last day: Wednesday, 1 April 2026" in told
    assert "Tomas Berg" not in told
    assert told.index("We looked at the boat") < told.index("What has happened")


def test_each_look_is_a_read_of_ones_own(owner: Follower, reference: str) -> None:
    owner.look()

    read = DataRead.objects.latest("id")

    assert (read.actor, read.case, read.purpose) == ("guest", reference, "own")


def test_where_it_stands_is_told_when_the_answers_are_broken(owner: Follower, reference: str) -> None:
    Case.objects.filter(reference=reference).update(sealed=b"broken")

    shown = owner.look()

    assert shown.status_code == 200
    assert "What you sent cannot be opened now" in words_of(shown)
    assert "Application received" in words_of(shown)
    assert owner.look("messages").status_code == 500
    assert "We cannot open your answers" in words_of(owner.look("messages"))


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_sees_or_sends_anything(reference: str, page: str) -> None:
    ask(reference)
    before = everything()
    strangers = [Follower(reference), Follower.signed_in(reference, "noor-al-bahar")]
    other = Follower.with_secret("22222-22223")
    other.reference = reference
    for stranger in (*strangers, other):
        nobodys = Follower("22222-22223", client=stranger.client)
        if stranger is other:
            nobodys.client.cookies["openhall_matters"] = "44444-44444_AAAA"
        shown, nothing = stranger.look(page), nobodys.look(page)
        assert shown.status_code == nothing.status_code == 404
        assert words_of(shown) == words_of(nothing)
        if page in {"answer", "messages", "withdraw", "objection"}:
            fields = {"cooking": "gas", "words": "x", "facts": "cooking", "_once": "1"}
            sent, unsent = stranger.send(page, fields), nobodys.send(page, fields)
            assert sent.status_code == unsent.status_code == 404
            assert words_of(sent) == words_of(unsent)
    assert everything() == before


def test_a_link_from_a_letter_leads_to_its_page_once_the_secret_is_given(owner: Follower, reference: str) -> None:
    ask(reference)
    stranger = Follower(reference)
    gone = stranger.look("answer").content.decode()

    assert f"/en/track/?reference={reference}&amp;to=answer" in gone
    assert f"/en/sign-in/?next=%2Fen%2Ftrack%2F{reference}%2Fanswer%2F" in gone
    asked = stranger.client.get(f"/en/track/?reference={reference}&to=answer")
    assert 'name="to" value="answer"' in asked.content.decode()
    _, _, secret = owner.client.cookies["openhall_matters"].value.partition("_")
    fields = {"reference": reference, "secret": secret, "to": "answer"}
    sent = stranger.client.post("/en/track/", fields)
    assert sent["Location"] == f"/en/track/{reference}/answer/"
    elsewhere = stranger.client.post("/en/track/", {**fields, "to": "//evil.example"})
    assert elsewhere["Location"] == f"/en/track/{reference}/"


def test_what_was_typed_after_a_session_ended_is_still_there(reference: str) -> None:
    shown = Follower(reference).send("messages", {"words": 'May I "bring" <a lamp>?', "_once": "0"})

    assert shown.status_code == 404
    assert 'name="words" value="May I &#34;bring&#34; &lt;a lamp&gt;?"' in shown.content.decode()


def test_messages_are_read_and_written(owner: Follower, reference: str) -> None:
    assert "Nobody has written yet." in words_of(owner.look("messages"))
    page = hidden_in(owner.look("messages"))
    for _ in range(2):
        sent = owner.send("messages", {**page, "words": "May I bring\r\nmy own lamp?"})
        assert (sent.status_code, sent["Location"]) == (303, owner.place("messages"))
    write(reference, "You may.")

    told = words_of(owner.look("messages"))

    assert Letter.objects.count() == 2, "pressed twice is written once"
    assert told.index("May I bring my own lamp?") < told.index("You may.")
    assert "2 messages" in words_of(owner.look())
    assert "room for 4,000 characters" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [(" \r\n ", "Write your message"), ("x" * 4001, "Write 4,000 characters or fewer. There are 4,001")],
)
def test_a_message_that_cannot_be_sent_stays_on_the_page(owner: Follower, words: str, told: str) -> None:
    before = everything()
    shown = owner.fill("messages", {"words": words})

    assert shown.status_code == 422
    assert told in words_of(shown)
    assert words.strip() in shown.content.decode()
    assert everything() == before


def test_the_language_changes_and_the_message_stays(owner: Follower) -> None:
    shown = owner.fill("messages", {"words": "Half a mess", "_language": "zh-hans"})

    assert shown.status_code == 200
    assert shown["Content-Language"] == "zh-Hans"
    assert "Half a mess" in shown.content.decode()
    assert Letter.objects.count() == 0


def test_withdrawing_says_what_follows_and_is_done_once(owner: Follower) -> None:
    assert "Nobody works on it any more" in words_of(owner.look("withdraw"))
    for sent in [owner.send("withdraw", {}) for _ in range(2)]:
        assert (sent.status_code, sent["Location"]) == (303, owner.place())
    told = words_of(owner.look())

    assert CaseEvent.objects.filter(kind="withdrawn").count() == 1
    assert "Withdrawn" in told
    assert "You withdrew it" in told
    assert "Withdraw this application" not in told
    late = owner.look("withdraw")
    assert late.status_code == 409
    assert "This application has ended already" in words_of(late)


def test_a_decided_case_is_not_withdrawn(owner: Follower, reference: str) -> None:
    page = hidden_in(owner.look("withdraw"))
    refuse(reference)
    before = everything()

    assert owner.send("withdraw", page).status_code == 409
    assert everything() == before


def test_objecting_begins_with_the_facts_of_the_refusal(owner: Follower, reference: str) -> None:
    refuse(reference)
    assert f'href="{owner.place("objection")}"' in owner.look().content.decode()
    page = owner.look("objection")

    assert 'name="facts" value="cooking" checked' in page.content.decode()
    assert "Last day: Wednesday, 1 April 2026" in words_of(page)
    sent = owner.fill("objection", {"facts": ["cooking"], "words": "It is electric; the bottle is my neighbour's."})
    assert (sent.status_code, sent["Location"]) == (303, owner.place())
    again = owner.send("objection", {"facts": ["cooking"], "words": "It is electric; the bottle is my neighbour's."})
    assert again["Location"] == owner.place()
    told = words_of(owner.look())
    assert CaseEvent.objects.filter(kind="objected").count() == 1
    assert "You objected. Somebody who did not decide it looks at it again." in told
    assert "The decision that you objected to" in told
    assert owner.look("objection").status_code == 409
    decide(reference, YES, ELDER)
    assert "Decided" in words_of(owner.look())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"facts": [], "words": "No."}, "Choose at least one answer"),
        ({"facts": ["cooking"], "words": " "}, "Say in your own words"),
        ({"facts": ["phone"], "words": "No."}, "Choose among the answers listed"),
        ({"facts": ["cooking"], "words": "x" * 4001}, "Write 4,000 characters or fewer"),
    ],
)
def test_an_objection_that_lacks_something_changes_nothing(
    owner: Follower, reference: str, fields: dict[str, object], told: str
) -> None:
    refuse(reference)
    before = everything()
    shown = owner.fill("objection", fields)

    assert shown.status_code == 422
    assert told in words_of(shown)
    assert "<title>Error:" in shown.content.decode()
    assert everything() == before


def test_after_the_last_day_nobody_objects(owner: Follower, reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(reference)
    page = hidden_in(owner.look("objection"))
    at(monkeypatch, NOW + timedelta(days=31))
    before = everything()
    sent = owner.send("objection", {**page, "facts": ["cooking"], "words": "No."})

    assert sent.status_code == 409
    assert "The days to object are over" in words_of(sent)
    assert everything() == before
    assert "Object to this decision" not in words_of(owner.look())


def test_a_person_follows_their_own_case_with_their_account(reference: str) -> None:
    del reference
    Case.objects.update(person="noor-al-bahar")
    # What is sealed belongs to the guest's key still; where it stands is told all the same.
    mine = Follower.signed_in(Case.objects.get().reference, "noor-al-bahar")

    assert mine.look().status_code == 200
    assert Follower.with_secret(mine.reference).look().status_code == 404
