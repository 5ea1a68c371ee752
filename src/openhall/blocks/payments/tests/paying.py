"""A town's ways to pay, and payments to try things on."""

import json
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction

from openhall.blocks.payments.facade import (
    AttemptFacts,
    PaymentFacts,
    PaymentTerms,
    ProviderTerms,
    begin_attempt,
    pay_in_sandbox,
    read_news,
    request_payment,
    take_news,
    trial_balance,
)

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
HARBOUR = "harbour-office"
FPS_OPTIONS = {
    "scheme": "com.example.pay",
    "identifier": "7123456",
    "currency_code": "KWD",
    "currency_number": "414",
    "country": "KW",
    "city": "LANTERN BAY",
}
TERMS = PaymentTerms(
    (
        ProviderTerms("sandbox", {"en": "Practice card"}),
        ProviderTerms("fps", {"en": "Scan and pay"}, options=FPS_OPTIONS),
        ProviderTerms("counter", {"en": "Cash"}),
        ProviderTerms("stripe", {"en": "Card"}, options={"product": "Town fee"}),
    ),
    decimals=3,
)


def asked(subject: str = "7KQ4M-X2P9C", amount: int = 32_000, purpose: str = "fee") -> PaymentFacts:
    """Return a payment that was asked for."""
    return request_payment(
        subject=subject,
        purpose=purpose,
        authority=HARBOUR,
        payer="person:noor",
        amount=amount,
        currency="KWD",
        lines=[{"id": "permit", "minor": amount}],
        law_day=date(2026, 11, 27),
        due_on=date(2026, 12, 11),
        now=NOW,
    )


def begun(payment: PaymentFacts, *, provider: str = "sandbox", key: str = "", manner: str = "") -> AttemptFacts:
    """Return an attempt to pay it."""
    key = key or f"{payment.id}:{provider}"
    return begin_attempt(
        payment=payment.id,
        provider=provider,
        key=key,
        return_url="http://localhost/back",
        terms=TERMS,
        now=NOW,
        manner=manner,
    )


def heard(attempt: AttemptFacts, now: datetime = LATER) -> list[PaymentFacts]:
    """Press “pay” in the sandbox, and take all that it sends; return what changed."""
    changed: list[PaymentFacts] = []
    for headers, body in pay_in_sandbox(attempt=attempt.id, now=now):
        for news in read_news(provider="sandbox", headers=headers, body=body):
            with transaction.atomic():
                found = take_news(news=news, now=now)
            changed += found
    return changed


def paid(**given: object) -> PaymentFacts:
    """Return a payment that was paid in the sandbox."""
    (payment,) = heard(begun(asked(**given), manner="pays"))  # type: ignore[arg-type]
    return payment


def held() -> dict[str, int]:
    """Return what each account holds that holds something; together that is always nothing."""
    lines = trial_balance()
    assert sum(line.closing for line in lines) == 0
    return {line.account: line.closing for line in lines if line.closing}


def leaves(kind: str) -> list[dict[str, object]]:
    """Return what the log was told of a kind, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM journal_record WHERE kind = %s ORDER BY id", [kind])
        return [json.loads(row[0]) for row in cursor.fetchall()]
