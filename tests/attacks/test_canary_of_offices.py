"""Attack 65, the other side: officers type somebody's name wherever a page lets them write, and text messages go out.

What an officer writes about somebody is that person's data too. Every table is looked at byte by byte, and every line
of the log and every address that a page led to.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from openhall.blocks.cases.facade import withdraw_case
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.journal.models import DataRead
from openhall.blocks.messages.facade import Kind, set_preferences
from openhall.blocks.messages.models import Delivery
from openhall.blocks.oversight.facade import watch_looks
from openhall.blocks.oversight.models import Alert, Look, Question
from openhall.blocks.payments.facade import refunds_of
from openhall.project.handlers import HANDLERS
from tests.desks import (
    CLERK,
    KEEPER,
    MASTER,
    NOOR,
    PARKS,
    Browser,
    apply_for_mooring,
    demo_town,
    published_town,
    words_of,
)
from tests.moorings import paid_mooring, payment, unpaid_mooring
from tests.outcomes import make_papers

__all__ = ["demo_town", "published_town"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]

NAME, NUMBER, PHONE = "Zephyrine Quillfeather", "LB-9000-0001", "555-0177"
WORDS = f"{NAME} ({NUMBER}) rang about the kumquat jam."
CANARIES = ("Quillfeather", "quillfeather", NUMBER, "LB90000001", "lb90000001", "kumquat", PHONE, "5550177")


def _tables() -> Iterator[tuple[str, bytes]]:
    """Yield every byte of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            cells = (cell for row in cursor.fetchall() for cell in row)
            yield (
                table,
                b"\0".join(
                    bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in cells
                ),
            )


def _leaks() -> list[tuple[str, str]]:
    return [(table, each) for table, held in _tables() for each in CANARIES if each.encode() in held]


def _deliver(days: int = 0) -> None:
    deliver_due(handlers=HANDLERS, now=datetime.now(UTC) + timedelta(minutes=1, days=days))


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Hold that no line of any log has it, however the test goes on."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="openhall")
    yield caplog
    lines = "\n".join(f"{each.getMessage()} {each.exc_text or ''}" for each in caplog.records if "sql" not in each.name)
    assert not [each for each in CANARIES if each in lines]


def _sent(answer: object, status: int = 303) -> str:
    assert answer.status_code == status, words_of(answer)  # type: ignore[attr-defined]  # the test client's own kind
    place = answer.get("Location", "")  # type: ignore[attr-defined]  # as above
    assert not [each for each in CANARIES if each in place]
    return str(place)


def test_what_officers_write_at_a_case() -> None:
    reference = apply_for_mooring(full_name=NAME)
    clerk, master = Browser(CLERK), Browser(MASTER)
    _sent(clerk.act(reference, "message", words=WORDS))
    _sent(clerk.act(reference, "ask", asked=["boat_length"], words=WORDS, days="10"))
    _sent(Browser(NOOR).send(f"/en/track/{reference}/messages/", words=WORDS))
    _sent(Browser(CLERK).send(f"/desk/cases/{reference}/tasks/{_task(reference)}/take-back/"))
    _sent(master.act(reference, "ask", asked=["boat_length"], words=WORDS, days="10", second_reason=WORDS))
    assert WORDS in words_of(master.look(f"/desk/cases/{reference}/")), "officers read it"
    _sent(master.send(f"/desk/cases/{reference}/tasks/{_task(reference)}/take-back/"))
    _sent(clerk.act(reference, "pass", office=PARKS, words=WORDS))
    withdraw_case(reference=reference, visitor=Visitor(NOOR, {"en": NAME}, 2), now=datetime.now(UTC))
    _sent(master.act(reference, "hold", words=WORDS))
    _deliver()
    assert _leaks() == []


def test_what_officers_write_about_money_and_entries() -> None:
    clerk, master = Browser(CLERK), Browser(MASTER)
    _sent(master.act(unpaid_mooring(), "waive", reason=WORDS))
    paid = paid_mooring()
    _sent(clerk.act(paid, "refund", amount="8", reason=WORDS))
    refund = refunds_of(payment(paid).id)[0].id
    assert WORDS in words_of(master.look(f"/desk/cases/{paid}/")), "whoever approves it reads why"
    _sent(master.send(f"/desk/cases/{paid}/refunds/{refund}/decline/"))
    make_papers()
    _deliver()
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM registers_entry WHERE register = 'moorings' AND state = 'active'")
        entries = [str(number) for (number,) in cursor.fetchall()]
    assert entries
    for number in entries[:1]:
        _sent(master.send(f"/desk/registers/moorings/{number}/suspend/", words=WORDS))
        _sent(master.send(f"/desk/registers/moorings/{number}/restore/", words=WORDS))
    _deliver()
    assert _leaks() == []


def test_what_is_written_about_looks() -> None:
    now = datetime.now(UTC)
    clerk, master = Browser(CLERK), Browser(MASTER)
    for number, sought in enumerate(({"name": NAME}, {"number": NUMBER}, {"name": "Noor Al-Bahar"})):
        fields = {"name": "", "number": "", "purpose": "enquiry", "reason": WORDS, "_once": str(number)}
        place = _sent(clerk.send("/desk/find/", **(fields | sought)))
        assert clerk.look(place).status_code == 200
    assert watch_looks(now=now) == 1
    _deliver()
    for look in Look.objects.all()[:2]:
        _sent(master.send(f"/desk/looks/{look.pk}/", words=WORDS))
    _sent(master.send(f"/desk/looks/alerts/{Alert.objects.get().pk}/", words=WORDS))
    read = DataRead.objects.filter(owner=f"person:{NOOR}").exclude(look="").first()
    assert read is not None
    _sent(Browser(NOOR).send(f"/en/me/who-looked/{read.pk}/ask/"))
    _sent(master.send(f"/desk/looks/questions/{Question.objects.get().pk}/", words=WORDS))
    _deliver()
    assert _leaks() == []


def test_who_comes_to_a_counter_and_what_is_written_there() -> None:
    clerk = Browser("odile-okafor")
    fields = {"paper": "resident-card", "number": NUMBER, "name": NAME, "services": "all", "_once": "canary"}
    place = _sent(clerk.send("/desk/counter/", **fields))
    assert NAME in words_of(clerk.look(place))
    assert clerk.send(f"{place}codes/").status_code == 200
    _deliver()
    assert _leaks() == []
    assert "Quillfeather" not in words_of(Browser(KEEPER).look("/desk/"))


def test_text_messages_and_whom_they_go_to(settings: Settings) -> None:
    """They lie sealed in the mailbox of the demonstration, as the number does; a gateway that fails says neither."""
    ways = dict.fromkeys(Kind, "sms")
    set_preferences(person=NOOR, language="en", channels=ways, now=datetime.now(UTC))
    reference = apply_for_mooring(full_name=NAME, phone=PHONE)
    Browser(CLERK).act(reference, "message", words=WORDS)
    _deliver()
    assert Delivery.objects.filter(subject=reference, channel="sms").exists(), [*Delivery.objects.values()]
    settings.OPENHALL_SMS = ("sms+https://secret@gateway.invalid/send",)
    Browser(CLERK).act(reference, "message", words=f"{WORDS} Again.")
    for days in range(3):
        _deliver(days)
    assert _leaks() == []


def _task(reference: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM processes_task WHERE subject = %s AND state <> 'done' ORDER BY id DESC", [reference]
        )
        return int(cursor.fetchone()[0])
