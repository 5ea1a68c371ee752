"""Attack 46: an officer looks for somebody famous without a case: for a reason, flagged, and the person sees it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.authorities.models import PostRow
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor, people_like
from openhall.blocks.journal.facade import How, Purpose, Reader, deliver_due, record_reads, verify_log
from openhall.blocks.journal.models import DataRead, Record
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.oversight.facade import (
    LOOK_ALERT,
    MOST_LOOKS,
    NoSuchLook,
    judge_look,
    look_results,
    watch_looks,
)
from openhall.blocks.oversight.models import Alert, Look
from openhall.project.handlers import HANDLERS
from tests.desks import CLERK, ELDER, HARBOUR, KEEPER, MASTER, NOOR, Browser, apply_for_mooring, text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
FIND, STAR = "/desk/find/", "Noor Al-Bahar"
REASON = "She rang at the counter and asks whether her letter came."
MINE = "/en/me/who-looked/"


def look(who: str = CLERK, key: str = "k1", **changes: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
    sent = {"name": STAR, "number": "", "purpose": "enquiry", "reason": REASON, "_once": key} | changes
    return Browser(who).send(FIND, **sent)


def reads() -> list[DataRead]:
    return list(DataRead.objects.filter(owner=f"person:{NOOR}").exclude(look=""))


def test_for_a_reason_it_is_allowed_flagged_and_the_person_sees_it() -> None:
    reference = apply_for_mooring()
    made = look()
    assert made.status_code == 303
    shown = words_of(Browser(CLERK).look(made["Location"]))
    assert STAR in shown
    assert reference in shown, "an open case of the officer's own office"
    assert "LB-2047-1157" not in shown, "and nothing else of her"

    (read,) = reads()
    assert (read.actor, read.office, read.post, read.purpose, read.how) == (
        CLERK,
        HARBOUR,
        "harbour-clerk",
        "enquiry",
        "found",
    )
    assert read.is_outside

    told = words_of(Browser(NOOR).look(MINE))
    assert "looked for you by your name or number. To answer an enquiry." in told
    assert REASON in told
    assert "No open case" in told

    flagged = words_of(Browser(MASTER).look("/desk/looks/"))
    assert REASON in flagged
    assert "Amal Haddad" in flagged
    assert "To be checked" in flagged
    checked = words_of(Browser(NOOR).look(MINE))
    assert "(Harbour master) checked a look at your data without a case" in checked
    assert checked.count(REASON) == 1, "the reason stands beside the look alone"
    assert [each.kind for each in Record.objects.filter(kind__startswith="look.")] == ["look.made"]
    assert verify_log() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"reason": "because"},
        {"purpose": ""},
        {"purpose": "curiosity"},
        {"name": "", "number": ""},
        {"number": "LB-2047-1157"},
        {"reason": "x" * 1_001},
    ],
)
def test_without_a_reason_nothing_is_looked_for(changes: dict[str, str]) -> None:
    answer = look(**changes)
    assert answer.status_code == 422
    assert not Look.objects.exists()
    assert reads() == []
    assert 'id="find-' in text_of(answer)


@pytest.mark.parametrize("who", [NOOR, "petra-lim"])
def test_who_deals_with_no_matters_looks_for_nobody(who: str) -> None:
    PostRow.objects.filter(holdings__person_id=who).update(role="administrator")
    assert look(who).status_code == 403
    assert Browser(who).look(FIND).status_code == 403
    assert not Look.objects.exists()


def test_a_number_finds_the_same_person_however_it_is_typed() -> None:
    for number in ("LB-2047-1157", "lb 2047 1157", "ＬＢ２０４７１１５７"):
        assert people_like(number=number, facts=("person.resident_number",)) == (NOOR,)
    # A number is not found among other facts, nor by a part of it; neither is a name.
    assert people_like(number="555-0147", facts=("person.resident_number",)) == ()
    assert people_like(number="LB-2047", facts=("person.resident_number",)) == ()
    assert people_like(name="Noor") == ()
    assert people_like(name="  noor   AL-BAHAR ") == (NOOR,)


def test_whoever_is_not_there_is_flagged_all_the_same() -> None:
    made = look(name="Mallory Nobody")
    assert "Nobody here is called that" in words_of(Browser(CLERK).look(made["Location"]))
    assert "Mallory Nobody" in words_of(Browser(MASTER).look("/desk/looks/"))


def test_sent_twice_it_is_one_look_and_one_line() -> None:
    first, second = look(), look()
    assert first["Location"] == second["Location"]
    for _ in range(3):
        Browser(CLERK).look(first["Location"])
    assert Look.objects.count() == 1
    assert len(reads()) == 1


def test_so_many_in_an_hour_and_no_more() -> None:
    for number in range(MOST_LOOKS):
        assert look(key=f"k{number}").status_code == 303
    stopped = look(key="one too many")
    assert stopped.status_code == 429
    assert Look.objects.count() == MOST_LOOKS
    assert Record.objects.filter(kind="look.stopped").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.filter(serial=1).update(serial=MOST_LOOKS + 1)
    # Many in a day stand out.
    assert "Today by the same officer" in words_of(Browser(MASTER).look("/desk/looks/"))


def test_a_supervisor_is_told_once_of_unusually_many_looks() -> None:
    now = datetime.now(UTC)
    for number in range(2):
        look(key=f"k{number}")
    assert watch_looks(now=now) == 0
    look(key="k2")
    assert watch_looks(now=now) == 1
    assert watch_looks(now=now) == 0, "once a day"
    assert "Unusually many looks by one officer" in words_of(Browser(MASTER).look("/desk/looks/"))

    delivered = deliver_due(handlers={LOOK_ALERT: HANDLERS[LOOK_ALERT]}, now=now + timedelta(minutes=1))
    assert delivered == 1
    (letter,) = inbox_of(person=MASTER).letters
    assert "Amal" not in str(letter), "subjects name nobody"
    told = words_of(Browser(MASTER).look(f"/en/me/letters/{letter.id}/"))
    assert "Amal Haddad looked for 3 people without a case" in told
    assert not [*inbox_of(person=CLERK).letters, *inbox_of(person=KEEPER).letters]
    assert Record.objects.filter(kind="look.many").count() == 1
    # What the supervisor looks for themselves, another one hears of.
    for number in range(3):
        look(MASTER, key=f"m{number}")
    assert watch_looks(now=now) == 1
    assert deliver_due(handlers={LOOK_ALERT: HANDLERS[LOOK_ALERT]}, now=now + timedelta(minutes=1)) == 1
    assert len(inbox_of(person=MASTER).letters) == 1


def test_a_supervisor_says_what_came_of_an_alert_once_and_never_of_their_own() -> None:
    now = datetime.now(UTC)
    for number in range(3):
        look(key=f"k{number}")
        look(MASTER, key=f"m{number}")
    assert watch_looks(now=now) == 2
    theirs, own = Alert.objects.get(actor=CLERK).pk, Alert.objects.get(actor=MASTER).pk
    place, words = f"/desk/looks/alerts/{theirs}/", "Three people asked at the counter that morning."
    for who in (CLERK, ELDER, KEEPER):
        assert Browser(who).send(place, words=words).status_code == 403
    assert Browser(MASTER).send(f"/desk/looks/alerts/{own}/", words=words).status_code == 403
    assert "another supervisor" in words_of(Browser(MASTER).look("/desk/looks/"))
    assert Browser(MASTER).send(place, words=" ").status_code == 422
    assert Browser(MASTER).send(place, words="x" * 4_001).status_code == 422
    assert not Record.objects.filter(kind="look.seen").exists()

    assert Browser(MASTER).send(place, words=words).status_code == 303
    assert Browser(MASTER).send(place, words=words).status_code == 409
    shown = words_of(Browser(MASTER).look("/desk/looks/"))
    assert words in shown
    assert "Seen to by" in shown
    assert Record.objects.filter(kind="look.seen").count() == 1
    assert words.encode() not in bytes(Alert.objects.get(pk=theirs).note or b"")
    assert words not in words_of(Browser(CLERK).look(FIND))
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=own).update(seen_by=MASTER, seen_at=now, note=b"x")
    assert verify_log() == []


def test_whoever_reads_very_many_people_s_data_is_noticed_too() -> None:
    now = datetime.now(UTC)
    reader = Reader(CLERK, Purpose.WORK, "a-case", now, office=HARBOUR, post="harbour-clerk")
    most = current_catalogue().jurisdiction.many_looks.people
    record_reads([f"matter:{number}" for number in range(most - 1)], reader)
    # One matter read over and over, and what the program reads at an act, is not more people.
    record_reads(["matter:1", "matter:2"], reader)
    record_reads([f"matter:w{number}" for number in range(most)], replace(reader, how=How.WORKED))
    assert watch_looks(now=now) == 0
    record_reads([f"matter:{most}"], reader)
    assert watch_looks(now=now) == 1
    shown = words_of(Browser(MASTER).look("/desk/looks/"))
    assert f"People or matters read {most}" in shown


def test_what_was_found_is_shown_to_nobody_else_and_not_for_long() -> None:
    place = look()["Location"]
    for who in (MASTER, ELDER, KEEPER):
        assert Browser(who).look(place).status_code == 404
    made = Look.objects.get().pk
    with pytest.raises(NoSuchLook):
        look_results(look=made, visitor=Visitor(CLERK), now=datetime.now(UTC) + timedelta(hours=2))


def test_the_supervisor_accepts_or_asks_and_the_officer_reads_it() -> None:
    look()
    made = Look.objects.get().pk
    for who in (CLERK, ELDER):
        assert Browser(who).send(f"/desk/looks/{made}/?accept").status_code == 403
    assert Browser(KEEPER).send(f"/desk/looks/{made}/?accept").status_code == 403
    assert Browser(MASTER).send(f"/desk/looks/{made}/", words=" ").status_code == 422
    assert Browser(MASTER).send(f"/desk/looks/{made}/", words="Which letter was it?").status_code == 303
    assert Browser(MASTER).send(f"/desk/looks/{made}/?accept").status_code == 409
    assert "Which letter was it?" in words_of(Browser(CLERK).look(FIND))
    assert Record.objects.filter(kind="look.judged").count() == 1


def test_nobody_judges_a_look_of_their_own() -> None:
    look(MASTER)
    made = Look.objects.get()
    assert Browser(MASTER).send(f"/desk/looks/{made.pk}/?accept").status_code == 403
    assert "another supervisor" in words_of(Browser(MASTER).look("/desk/looks/"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.update(judged_by=MASTER, state="accepted")
    with pytest.raises(NoSuchLook):
        judge_look(look="0" * 24, is_accepted=True, words="", visitor=Visitor(MASTER), now=datetime.now(UTC))


def test_the_person_asks_why_and_the_supervisor_answers() -> None:
    Browser(CLERK).look(look()["Location"])
    page = text_of(Browser(NOOR).look(MINE))
    action = re.search(rf'action="({MINE}{reads()[0].pk}/ask/)"', page)
    assert action is not None
    assert Browser(NOOR).send(action[1]).status_code == 303
    assert "A look without a case" in words_of(Browser(MASTER).look("/desk/looks/questions/"))


def test_reason_and_name_lie_sealed() -> None:
    look()
    kept = Look.objects.get()
    for words in (REASON, STAR):
        assert words.encode() not in bytes(kept.sealed)
    assert STAR.lower().replace(" ", "") not in repr(Record.objects.filter(kind="look.made").values_list("statement"))
