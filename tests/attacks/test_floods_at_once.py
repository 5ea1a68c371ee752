"""Twenty of one network, or of one person, in the same moment: exactly as many as may are let through."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from openhall.blocks.identity import memory, pace
from openhall.blocks.identity.facade import Caller, Doer, TooOften, count_act
from openhall.blocks.identity.models import Tally
from openhall.blocks.identity.pace import written_lightly
from openhall.blocks.identity.paces import MINUTE, PACES, Pace
from openhall.kernel.acts import Act
from tools.together import at_once

NOW = datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
@pytest.mark.parametrize(("own", "most"), [("", 5), ("person:noor", 3)])
def test_of_twenty_at_once_as_many_as_may_are_let_through(monkeypatch: pytest.MonkeyPatch, own: str, most: int) -> None:
    monkeypatch.setattr(pace, "PACES", {**PACES, Act.SUBMIT: Pace({MINUTE: 3}, {MINUTE: 5})})
    memory.forget()

    def one(number: int) -> bool:
        try:
            count_act(Act.SUBMIT, Doer(Caller(f"198.51.100.{number}"), own), now=NOW)
        except TooOften:
            return False
        return True

    assert sum(at_once(20, one)) == most
    assert Tally.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_a_count_waits_for_no_disk_and_everything_else_does() -> None:
    is_server = connection.vendor == "postgresql"
    asked = (
        "SELECT current_setting('synchronous_commit')" if is_server else "SELECT synchronous FROM pragma_synchronous"
    )
    light, waits = ("off", "on") if is_server else (1, 2)

    def said() -> object:
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return cursor.fetchone()[0]

    assert written_lightly(asked, []) == [(light,)]
    assert said() == waits
    with transaction.atomic():
        assert written_lightly(asked, []) == [(waits,)], "within an act nothing changes"
        assert said() == waits


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("shared_database")
def test_a_count_that_fails_holds_up_nobody() -> None:
    with pytest.raises(DatabaseError):
        written_lightly("INSERT INTO nowhere VALUES (%s) RETURNING 1", [1])

    count_act(Act.SUBMIT, Doer(Caller("198.51.100.7")), now=NOW)
    assert Tally.objects.count() > 0
