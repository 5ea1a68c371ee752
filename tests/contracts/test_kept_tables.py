"""A decision table that is published no more goes on deciding for the cases whose drawing asks it."""

from datetime import timedelta

import msgspec
import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import Verdict, case_of, complete_task
from openhall.blocks.cases.tests.applying import NOW, prepared, submit
from openhall.blocks.catalogue.facade import current_catalogue, publish_catalogue
from openhall.blocks.processes.facade import model_of, tasks_of
from openhall.blocks.processes.tests.drawn import SIGNED, end, flow, model, user
from tests.followers import KEEPER
from tests.reports import report_of

pytestmark = pytest.mark.django_db
#: Somebody reads it, then a table says what it says.
ASKING = model(
    "asking",
    '<startEvent id="begin"/>',
    user("review"),
    '<businessRuleTask id="rule" name="rule" openhall:decision="old-rule"/>',
    '<exclusiveGateway id="which" default="f4"/>',
    user("decide"),
    end("granted", "approved"),
    end("looked", "approved"),
    flow("f1", "begin", "review"),
    flow("f2", "review", "rule"),
    flow("f3", "rule", "which"),
    flow("f4", "which", "decide"),
    flow("f5", "which", "granted", "rule == 'pass'"),
    flow("f6", "decide", "looked"),
)


def publish(drawing: str, tables: tuple[str, ...], days: int) -> None:
    """Publish the town with a drawing for appointments and further tables, all of them copies of its one."""
    report = report_of("example")
    town = report.jurisdiction
    assert town is not None
    patterns = [
        msgspec.structs.replace(each, model=drawing, clocks={"decide": 5}) if each.id == "appointment" else each
        for each in town.patterns
    ]
    (table,) = town.tables
    copies = [msgspec.structs.replace(table, id=name) for name in tables]
    report.jurisdiction = msgspec.structs.replace(town, patterns=tuple(patterns), tables=(table, *copies))
    publish_catalogue(report=report, actor="test", now=NOW + timedelta(days=days))


def test_a_case_reaches_a_table_that_was_taken_away_meanwhile(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    model_of.cache_clear()
    publish(ASKING, ("old-rule",), 0)
    reference = submit(prepared()).reference
    (task,) = tasks_of(reference)
    assert task.node == "review"

    publish(SIGNED, (), 1)
    publish(SIGNED, ("new-rule",), 2)
    complete_task(task=task.id, verdict=Verdict("approve"), visitor=KEEPER, now=NOW)
    found = case_of(reference)
    assert found is not None
    assert (found.status, found.decision) == ("decided", "done")


def test_a_table_that_never_was_is_a_fault(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    publish(SIGNED, (), 0)
    with pytest.raises(LookupError, match="no-rule"):
        current_catalogue().table("no-rule")
