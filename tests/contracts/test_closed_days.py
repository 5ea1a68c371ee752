"""Days on which offices had to stay shut: the dates below were counted by hand on the town's calendar.

In the town offices work from Sunday to Thursday; 20 and 21 March 2026 are a holiday there and a Saturday.
"""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import (
    TIMER,
    Applicant,
    NoWorkingDay,
    Question,
    ask_applicant,
    case_of,
    close_day,
    supplement_case,
)
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import STALL, opened, prepared, request, service, submit
from openhall.blocks.catalogue.facade import Pledge, current_catalogue
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.processes.models import Task, Token
from openhall.blocks.processes.tests.drawn import JOINT, SIGNED, end, flow, model, user
from tests.followers import KEEPER, task_at
from tests.halls import TOWN_ZONE

pytestmark = pytest.mark.django_db
PARKS, HARBOUR, MASTER = "parks-office", "harbour-office", Visitor("captain-reyes")
MONDAY, TUESDAY, THURSDAY, MONDAY_16 = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 16)
TUESDAY_17, WEDNESDAY_18 = date(2026, 3, 17), date(2026, 3, 18)
STORM = datetime(2026, 3, 3, 20, tzinfo=UTC)


def timer(name: str, duration: str) -> str:
    """Return an event that waits."""
    waits = f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition>"
    return f'<intermediateCatchEvent id="{name}">{waits}</intermediateCatchEvent>'


#: A rest of ten working days and one of 28 days, and a task without a day that is hurried along.
WAITING = model(
    "waiting",
    '<startEvent id="begin"/><parallelGateway id="all"/><parallelGateway id="together"/>',
    timer("rest", "opinion working days"),
    timer("month", "P28D"),
    user("review"),
    '<boundaryEvent id="hurry" attachedToRef="review" cancelActivity="false"><timerEventDefinition>'
    "<timeDuration>opinion working days</timeDuration></timerEventDefinition></boundaryEvent>",
    '<endEvent id="hurried"/>',
    end("done", "approved"),
    flow("f1", "begin", "all"),
    *(flow(f"to_{each}", "all", each) for each in ("rest", "month", "review")),
    *(flow(f"from_{each}", each, "together") for each in ("rest", "month", "review")),
    flow("f2", "hurry", "hurried"),
    flow("f3", "together", "done"),
)


@pytest.fixture
def _officers(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


@pytest.fixture
def reference() -> str:
    catalogue = opened(pledge=Pledge(1, "working_days", "high"), appointment=SIGNED)
    return submit(prepared(of=catalogue.service(STALL))).reference


def due(reference: str) -> date | None:
    found = case_of(reference)
    assert found is not None
    return found.due_on


def test_a_lost_day_moves_what_was_counted_over_it(reference: str) -> None:
    # Received on Monday; one working day: Tuesday. Tuesday is lost: Wednesday. Wednesday too: Thursday.
    assert due(reference) == TUESDAY
    assert close_day(day=TUESDAY, reason="The harbour is flooded.", now=STORM).cases == 1
    assert due(reference) == date(2026, 3, 4)
    assert not close_day(day=TUESDAY, reason="The harbour is flooded.", now=STORM).is_new
    close_day(day=date(2026, 3, 4), reason="Still flooded.", now=STORM)
    assert due(reference) == THURSDAY
    # Friday and Saturday are the weekend there: a lost Thursday makes it Sunday.
    close_day(day=THURSDAY, reason="Still flooded.", now=STORM)
    assert due(reference) == date(2026, 3, 8)
    assert Task.objects.get().pressing_on == date(2026, 3, 8)
    assert Record.objects.filter(kind="calendar.closed").count() == 3
    found = case_of(reference)
    assert found is not None
    assert [event.detail for event in found.timeline if event.kind == "day-closed"] == [
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
    ]


def test_a_lost_day_before_or_after_moves_nothing(reference: str) -> None:
    for day in (date(2026, 3, 1), MONDAY, date(2026, 3, 4)):
        assert close_day(day=day, reason="Storm.", now=STORM).cases == 0
    assert due(reference) == TUESDAY


def test_what_comes_later_counts_the_lost_day_from_the_beginning(reference: str) -> None:
    close_day(day=TUESDAY, reason="Storm.", now=STORM)
    again = submit(prepared(of=current_catalogue().service(STALL)), request("two"))
    assert again.reference != reference
    assert due(again.reference) == date(2026, 3, 4)


def at(day: date) -> datetime:
    """Return the noon of a day in the town."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def asked(reference: str, on: date, authority: str = PARKS, who: Visitor = KEEPER) -> None:
    question = Question(("cooking",), "Gas or electric?", why="Nobody has told us.")
    ask_applicant(task=task_at(reference, authority).id, question=question, visitor=who, now=at(on))


def answered(reference: str, on: date) -> None:
    supplement_case(reference=reference, answers={"cooking": "gas"}, applicant=Applicant(GUEST), now=at(on))


@pytest.mark.usefixtures("_officers")
def test_a_day_that_is_lost_while_the_clock_stands_is_not_lost_to_the_office() -> None:
    """Three working days on Monday: Thursday. Asked on Monday, answered on Wednesday: Thursday, Sunday, Monday."""
    catalogue = opened(pledge=Pledge(3, "working_days", "high"), appointment=SIGNED)
    reference = submit(prepared(of=catalogue.service(STALL))).reference
    asked(reference, MONDAY)
    close_day(day=TUESDAY, reason="Storm.", now=STORM)
    answered(reference, date(2026, 3, 4))
    assert due(reference) == date(2026, 3, 9)


@pytest.fixture
def joint(_officers: None) -> str:
    """Return a case on which two offices give their opinions within ten working days: until 16 March."""
    process = msgspec.structs.replace(service().process, pattern="inspect-and-decide", departments=(PARKS, HARBOUR))
    stall = service(id=f"{PARKS}/big-stall", process=process)
    opened(more=(stall,), inspect_and_decide=JOINT)
    return submit(prepared(of=stall)).reference


def last_days(reference: str, authority: str) -> tuple[date | None, date]:
    """Return by when an office has to answer, and the last day before its silence is taken for an answer."""
    task = Task.objects.get(subject=reference, authority=authority)
    token = Token.objects.get(instance=task.instance_id, scope=task.token)
    timer = Message.objects.get(kind=TIMER, key=f"{task.instance_id}:{token.number}")
    return task.due_on, (timer.due_at.astimezone(TOWN_ZONE) - timedelta(seconds=1)).date()


def test_a_lost_day_gives_an_office_as_long_before_its_silence_means_something(joint: str) -> None:
    assert last_days(joint, HARBOUR) == (MONDAY_16, MONDAY_16)
    close_day(day=TUESDAY, reason="Storm.", now=STORM)
    assert last_days(joint, HARBOUR) == (date(2026, 3, 17), date(2026, 3, 17))


def test_each_office_has_as_many_working_days_left_as_it_had_when_it_asked(joint: str) -> None:
    """The parks office asks on Monday the 2nd, the harbour on Thursday the 12th with two days left."""
    asked(joint, MONDAY)
    asked(joint, date(2026, 3, 12), HARBOUR, MASTER)
    assert last_days(joint, HARBOUR)[1].year > 2100  # it stands
    answered(joint, date(2026, 3, 16))
    # Ten days: 19, 20, 21, 27 and 28 March are a holiday and weekends. Two: Tuesday and Wednesday.
    assert last_days(joint, PARKS) == (date(2026, 3, 31), date(2026, 3, 31))
    assert last_days(joint, HARBOUR) == (date(2026, 3, 18), date(2026, 3, 18))


@pytest.mark.usefixtures("_officers")
def test_a_timer_that_stands_alone_gets_the_lost_day_as_well() -> None:
    """Ten working days after Monday: until the 16th. One of 28 days counts them all; the task has no day of its own."""
    process = msgspec.structs.replace(service().process, pattern="inspect-and-decide")
    stall = service(id=f"{PARKS}/slow-stall", process=process)
    opened(more=(stall,), inspect_and_decide=WAITING)
    reference = submit(prepared(of=stall)).reference
    nodes = ("rest", "month", "hurry")
    assert [timer_at(node) for node in nodes] == [MONDAY_16, date(2026, 3, 30), MONDAY_16]

    for other in (MONDAY, TUESDAY_17):
        close_day(day=other, reason="Too early, or too late.", now=STORM)
    assert [timer_at(node) for node in nodes] == [MONDAY_16, date(2026, 3, 30), MONDAY_16]
    close_day(day=TUESDAY, reason="Storm.", now=STORM)
    # The 17th is closed already.
    assert [timer_at(node) for node in nodes] == [WEDNESDAY_18, date(2026, 3, 30), WEDNESDAY_18]
    close_day(day=TUESDAY, reason="Storm.", now=STORM)
    assert timer_at("rest") == WEDNESDAY_18

    # While the applicant has the ball, the timer of the task stands; the other one goes on.
    asked(reference, MONDAY)
    close_day(day=THURSDAY, reason="Storm.", now=STORM)
    assert (timer_at("rest"), timer_at("hurry").year > 2100) == (date(2026, 3, 22), True)


def timer_at(node: str) -> date:
    """Return the last day before a timer goes off."""
    token = Token.objects.get(node=node)
    timer = Message.objects.get(kind=TIMER, key=f"{token.instance_id}:{token.number}")
    return (timer.due_at.astimezone(TOWN_ZONE) - timedelta(seconds=1)).date()


def test_a_period_set_by_law_runs_on_to_the_next_day(reference: str) -> None:
    Case.objects.filter(reference=reference).update(statutory_on=THURSDAY, due_on=None)
    close_day(day=THURSDAY, reason="Storm.", now=STORM)
    # Friday is a weekly holiday in law there; Saturday only an office's day off.
    assert Case.objects.get(reference=reference).statutory_on == date(2026, 3, 7)


@pytest.mark.parametrize("day", [date(2026, 3, 6), date(2031, 3, 4)])
def test_a_day_on_which_nobody_works_cannot_be_closed(reference: str, day: date) -> None:
    with pytest.raises(NoWorkingDay):
        close_day(day=day, reason="Storm.", now=STORM)
    assert due(reference) == TUESDAY
