"""What happens to a case and leaves rows behind walls: money, a paper, a place, a fetch, a hold, a look."""

from datetime import timedelta

from django.db import transaction

from openhall.blocks.appointments.facade import Wishes, book_slot, enter_draw, open_draw
from openhall.blocks.appointments.tests.diaries import NOW as APPOINTED
from openhall.blocks.appointments.tests.diaries import diary
from openhall.blocks.cases.models import Case, Hold, Remark
from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.documents.models import File
from openhall.blocks.exchange.facade import Outcome
from openhall.blocks.exchange.models import Fetch, Stated
from openhall.blocks.oversight.models import Alert, Look
from openhall.blocks.oversight.models import Question as Asked
from openhall.blocks.oversight.rules import Many
from openhall.blocks.payments.facade import begin_bundle, cash_news, refund_payment, take_news, waive_payment
from openhall.blocks.payments.tests.paying import TERMS, asked, begun


def paid(reference: str) -> None:
    """Let one fee be paid and given back, and another one waived."""
    fee, copy = (asked(reference, purpose=purpose) for purpose in ("fee", "copy"))
    attempt = begun(fee, provider="counter")
    news = cash_news(attempt=attempt.id, cashier="x", slip=reference, amount=fee.amount)
    with transaction.atomic():
        take_news(news=news, now=NOW)
    begin_bundle(
        payments=[copy.id],
        amount=copy.amount,
        payer="person:x",
        provider="fps",
        key=reference,
        return_url="http://localhost/",
        terms=TERMS,
        now=NOW,
    )
    refund_payment(payment=fee.id, amount=1, rule="refused", key=reference, now=NOW)
    waive_payment(payment=copy.id, rule="pupils", today=NOW.date(), now=NOW)


def paper(name: str, *, subject: str, owner: str = "person:x") -> None:
    File.objects.create(
        id=name.replace("-", "").lower(),
        owner=owner,
        key_owner="x",
        sealed=b"x",
        kind="pdf",
        size=1,
        sha256="x",
        scheme="x",
        address="x",
        subject=subject,
        taken_at=NOW,
        kept_until=NOW,
    )


def appointed(reference: str) -> None:
    """Keep a place for a case, and give it a ticket in a draw."""
    town = diary()
    book_slot(diary=town, subject=reference, owner="x", wishes=Wishes(), now=APPOINTED)
    draw = open_draw(diary=town, slots=(), opens_at=APPOINTED, closes_at=APPOINTED + timedelta(days=1), now=APPOINTED)
    enter_draw(draw=draw.id, subject=reference, owner="x", now=APPOINTED)


def fetched(reference: str) -> None:
    """Fetch something for a case, have some of it to check, hold it; its office looked for somebody, was asked."""
    case, day = Case.objects.get(reference=reference), NOW.date()
    Fetch.objects.create(
        at=NOW, day=day, person="x", source="far", facts="[]", subject=reference, actor="x", outcome=Outcome.GIVEN
    )
    said = {"question": "phone", "fact": "person.phone", "source": "far", "owner": case.owner, "stated_at": NOW}
    Stated.objects.create(subject=reference, authority=case.authority, **said)
    leaf = -Hold.objects.count() - 1
    Hold.objects.create(case=case, number=1, at=NOW, by="x", reason=b"x", leaf=leaf)
    Remark.objects.create(case=case, part="pass/1", sealed=b"x")
    made = {"office": case.authority, "post": "x", "purpose": "work", "due_on": day, "actor": reference}
    Look.objects.create(id=reference, sealed=b"x", at=NOW, hour=NOW, serial=1, key="x", **made)
    Asked.objects.create(
        read=Asked.objects.count(), owner="x", case=reference, read_at=NOW, language="en", asked_at=NOW, **made
    )
    Alert.objects.create(actor=reference, office=case.authority, day=day, kind=Many.PEOPLE, count=60, at=NOW)
