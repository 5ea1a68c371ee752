"""Attack 31: providers that are down, slow or late, workers that die amid a call: it arrives, and never twice."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.messages.definitions import Channel, State
from openhall.blocks.messages.models import Delivery
from openhall.blocks.messages.providers.kinds import AddressRefusedError, NotAcceptedError
from openhall.blocks.messages.sending import InDoubtError, NotSentError, send_out, token_of
from openhall.blocks.messages.tests.providers import NOW, Fake, Killed, letter_out
from tools.rows import rows_of

pytestmark = pytest.mark.django_db
#: When nobody can still be at a call that was begun at ``NOW``.
LATER = NOW + timedelta(minutes=5)


def send(*providers: Fake, later: bool = False, key: str = "one", **changes: object) -> State:
    moment = LATER if later else NOW
    return send_out(channel=Channel.MAIL, outgoing=letter_out(key, **changes), providers=providers, now=moment)


def reached(*providers: Fake) -> int:
    """Return how often the person got it."""
    return sum(len(each.got) for each in providers)


def state() -> tuple[str, str]:
    row = Delivery.objects.get()
    return row.state, row.provider


def test_the_first_that_takes_it_gets_it_and_the_same_key_goes_out_once() -> None:
    first, second = Fake("A"), Fake("B")
    for _ in range(3):
        assert send(first, second) is State.SENT
    assert (reached(first), reached(second), first.calls) == (1, 0, 1)
    assert Delivery.objects.get().provider_reference == "A-1"


def test_the_second_takes_over_at_once_when_the_first_is_down() -> None:
    down, other = Fake("A", NotAcceptedError()), Fake("B")
    assert send(down, other) is State.SENT
    assert (state(), reached(down, other)) == (("sent", "B"), 1)


def test_when_all_are_down_it_waits_and_goes_out_once_one_is_back() -> None:
    down, also = Fake("A", NotAcceptedError()), Fake("B", NotAcceptedError())
    with pytest.raises(NotSentError):
        send(down, also)
    assert state()[0] == "queued"
    also.fault = None
    assert send(down, also) is State.SENT
    assert reached(down, also) == 1


@pytest.mark.parametrize("took_it", [True, False])
def test_a_slow_one_is_asked_and_the_other_called_only_when_it_says_no(took_it: bool) -> None:  # noqa: FBT001 - a case
    down, slow, third = Fake("A", NotAcceptedError()), Fake("B", TimeoutError(), takes_it=took_it), Fake("C")
    with pytest.raises(InDoubtError):
        send(down, slow, third)
    assert (state(), third.calls) == (("doubt", "B"), 0)
    slow.fault = None
    assert send(down, slow, third) is State.SENT
    assert reached(down, slow, third) == 1
    assert third.calls == (0 if took_it else 1)


def test_one_that_cannot_be_asked_keeps_it_and_nobody_else_is_called() -> None:
    slow, other = Fake("A", TimeoutError(), can_be_asked=False), Fake("B")
    for _ in range(4):
        with pytest.raises(InDoubtError):
            send(slow, other)
    assert (slow.calls, other.calls, reached(slow, other)) == (1, 0, 1)
    assert state() == ("doubt", "A")


def test_one_that_knows_its_token_again_may_be_given_it_again() -> None:
    slow, other = Fake("A", TimeoutError(), can_be_asked=False, repeats_safely=True), Fake("B")
    with pytest.raises(InDoubtError):
        send(slow, other)
    slow.fault = None
    assert send(slow, other) is State.SENT
    assert (slow.calls, other.calls, reached(slow, other)) == (2, 0, 1)


@pytest.mark.parametrize("took_it", [True, False])
def test_a_worker_that_dies_between_call_and_commit_sends_nothing_twice(took_it: bool) -> None:  # noqa: FBT001 - a case
    first, second = Fake("A", Killed(), takes_it=took_it), Fake("B")
    with pytest.raises(Killed):
        send(first, second)
    assert state() == ("calling", "A")
    with pytest.raises(InDoubtError):
        send(first, second)  # somebody may still be at it
    assert first.calls == 1
    first.fault = None
    assert send(first, second, later=True) is State.SENT
    assert reached(first, second) == 1


def test_two_workers_at_once_are_one() -> None:
    def another() -> None:
        with pytest.raises(InDoubtError):
            send(first, second)

    first, second = Fake("A"), Fake("B")
    first.meanwhile = another
    assert send(first, second) is State.SENT
    assert (first.calls, second.calls, reached(first, second)) == (1, 0, 1)


def test_a_worker_that_wakes_after_another_has_ended_it_changes_nothing() -> None:
    """The first call takes minutes; meanwhile another worker asks and learns that it was taken."""

    def another() -> None:
        first.meanwhile = lambda: None
        first.got.append(token_of("one"))
        assert send(first, later=True) is State.SENT

    first = Fake("A", TimeoutError(), repeats_safely=True)
    first.meanwhile = another
    with pytest.raises(InDoubtError):
        send(first)
    assert (state(), first.calls, reached(first)) == (("sent", "A"), 1, 1)


def test_an_address_that_nobody_reaches_is_not_tried_again() -> None:
    first, second = Fake("A", AddressRefusedError(), takes_it=False), Fake("B")
    assert send(first, second, has_legal_effect=True) is State.BOUNCED
    assert send(first, second, has_legal_effect=True) is State.BOUNCED
    assert (first.calls, second.calls) == (1, 0)
    assert rows_of("journal_record", "kind") == [("notice.bounced",)]


def test_the_provider_that_was_called_is_gone_from_the_settings() -> None:
    with pytest.raises(InDoubtError):
        send(Fake("A", TimeoutError()))
    other = Fake("B")
    with pytest.raises(InDoubtError):
        send(other)
    assert other.calls == 0


def test_the_log_knows_when_a_letter_of_legal_effect_was_handed_over_and_nothing_of_whom() -> None:
    send(Fake("A"), has_legal_effect=True)
    send(Fake("A"), key="two")
    ((kind, subject, statement),) = rows_of("journal_record", "kind", "subject", "statement")
    assert (kind, subject) == ("notice.sent", letter_out().subject)
    assert "noor" not in statement
    assert "A letter" not in statement


def test_neither_address_nor_words_stand_in_a_row() -> None:
    send(Fake("A"))
    row = Delivery.objects.values().get()
    told = " ".join(str(bytes(each) if isinstance(each, memoryview) else each) for each in row.values())
    assert "noor" not in told
    assert "Its words" not in told


def test_the_database_itself_lets_nothing_that_ended_go_out_again() -> None:
    send(Fake("A"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state=State.QUEUED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.all().delete()
    assert state() == ("sent", "A")
