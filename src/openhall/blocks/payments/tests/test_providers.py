"""The registry says what is wrong with ways to pay; attempts that nobody told of are asked about; days add up."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.facade import (
    ASK,
    PaymentTerms,
    ProviderTerms,
    ask_provider,
    attempts_of,
    open_providers,
    pay_in_sandbox,
    provider_faults,
    statement_for,
    take_news,
    terms_faults,
)
from openhall.blocks.payments.models import Attempt
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, NOW, TERMS, asked, begun, held

_NAME = {"en": "Pay"}


@pytest.mark.parametrize(
    ("providers", "told"),
    [
        ([ProviderTerms("cheque", _NAME)], "there is no provider “cheque”"),
        ([ProviderTerms("counter", _NAME)] * 2, "“counter” stands in this file twice"),
        ([ProviderTerms("fps", _NAME)], "the options of “fps” cannot be used"),
        ([ProviderTerms("counter", _NAME, options={"valid_days": 0})], "valid_days"),
        ([ProviderTerms("sandbox", _NAME, options={"secret": "x"})], "secret"),
    ],
)
def test_a_way_to_pay_that_cannot_be_is_told(providers: list[ProviderTerms], told: str) -> None:
    ((_, found),) = terms_faults(PaymentTerms(tuple(providers)))
    assert told in found


def test_what_a_machine_lacks_is_told_and_not_offered(settings: Settings) -> None:
    assert list(terms_faults(TERMS)) == []
    settings.OPENHALL_DEMO = False

    assert [way.id for way in open_providers(TERMS)] == ["fps", "counter"]
    assert [fault.split(":")[0] for fault in provider_faults(TERMS)] == [
        "payment “sandbox”",
        "payment “stripe”",
        "payment “stripe”",
    ]


@pytest.mark.django_db
def test_a_silent_provider_is_asked_and_the_payment_is_paid(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    attempt = begun(asked(), manner="silent")
    assert pay_in_sandbox(attempt=attempt.id, now=NOW) == ()
    due: list[Delivery] = []
    deliver_due(handlers={ASK: due.append}, now=NOW + timedelta(minutes=1))
    assert due == []
    deliver_due(handlers={ASK: due.append}, now=NOW + timedelta(minutes=2))
    assert [each.payload for each in due] == [{"attempt": attempt.id}]
    news = ask_provider(attempt=attempt.id, now=LATER)
    assert news is not None
    with transaction.atomic():
        (changed,) = take_news(news=news, now=LATER)

    assert changed.state == "paid"
    assert ask_provider(attempt=attempt.id, now=LATER) is None
    assert held() == {"clearing:sandbox": 32_000, f"revenue:{HARBOUR}": -32_000}


@pytest.mark.django_db
def test_a_provider_that_cannot_say_is_asked_ever_less_often(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    attempt = begun(asked(), provider="counter")
    moment, gaps = NOW, []
    for _ in range(5):
        when = Attempt.objects.get(public_id=attempt.id).ask_at
        assert when is not None
        gaps.append(when - moment)
        moment = when
        asked_about: list[object] = []
        deliver_due(handlers={ASK: lambda message, kept=asked_about: kept.append(message.payload)}, now=moment)  # type: ignore[misc]
        assert asked_about == [{"attempt": attempt.id}]
        assert ask_provider(attempt=attempt.id, now=moment) is None

    assert [gap.total_seconds() / 60 for gap in gaps] == [2, 4, 8, 16, 32]
    assert attempts_of(attempt.payment)[0].state == "pending"


@pytest.mark.django_db
def test_a_days_statement_begins_where_the_day_before_ended() -> None:
    asked()
    zone = ZoneInfo("Asia/Kuwait")
    days = [statement_for(date(2026, 11, day), zone) for day in (26, 27, 28)]

    assert days[0] == []
    assert [(each.account, each.opening, each.closing) for each in days[1]] == [
        (f"deferred:{HARBOUR}", 0, -32_000),
        (f"receivable:{HARBOUR}", 0, 32_000),
    ]
    assert [(each.opening, each.debits, each.credits) for each in days[2]] == [(-32_000, 0, 0), (32_000, 0, 0)]
