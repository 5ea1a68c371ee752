"""Somebody in the example town who looks at their own page, without a running hall."""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.test import Client

from openhall.blocks.cases.facade import Applicant
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import NOW, prepared, request, submit
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import PaymentFacts, request_payment
from openhall.kernel.references import new_reference
from tests.followers import browser, words_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

NOOR, IDRIS, LIN = "noor-al-bahar", "idris-al-bahar", "lin-xiaoyu"
FIRM = "lamp-oil-cooperative"
PLACE = "/en/me/"


def signed_in(person: str) -> Client:
    client = browser()
    assert client.post("/en/sign-in/", {"person": person}).status_code == 303
    return client


def case_for(person: str, key: str = "one", now: datetime = NOW) -> str:
    """Let somebody ask for a stall; return the reference."""
    visitor = Visitor(person, {"en": person}, 2)
    return submit(prepared(Applicant(visitor)), request(key), now).reference


def move(reference: str, **to: object) -> str:
    """Put a case where a test needs it."""
    Case.objects.filter(reference=reference).update(**to)
    return reference


def bill_for(
    reference: str, amount: int = 32_000, due_on: date = date(2026, 3, 20), purpose: str = "fee"
) -> PaymentFacts:
    """Ask for money for a case."""
    return request_payment(
        subject=reference,
        purpose=purpose,
        authority="parks-office",
        payer=f"person:{NOOR}",
        amount=amount,
        currency="KWD",
        lines=[{"id": "fee", "minor": amount}],
        law_day=date(2026, 3, 2),
        due_on=due_on,
        now=NOW,
    )


def copies(reference: str, count: int) -> None:
    """Let somebody have many more cases like this one."""
    first = Case.objects.get(reference=reference)
    rows = []
    for number in range(count):
        row = Case.objects.get(pk=first.pk)
        row.pk, row.reference, row.leaf, row.key = None, new_reference(), 10_000 + number, f"copy-{number}"
        rows.append(row)
    Case.objects.bulk_create(rows)


def references_in(page: "Shown") -> list[str]:
    """Return the references on a page, in its order, each once."""
    return list(dict.fromkeys(re.findall(r"/en/track/([0-9A-Z-]{11})/\"", page.content.decode())))


def part(page: "Shown", title: str, until: str) -> str:
    """Return the words of a page between two titles."""
    return words_of(page).partition(title)[2].partition(until)[0]
