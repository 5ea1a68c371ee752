"""Run by `tools.bench.inside`: make papers, take money and keep times by the hall's own code; write what it cost.

Written are milliseconds of processor time for a signed paper, milliseconds that the ledger adds to a transaction in
which a fee is asked for or paid, bookings a second, and the codes of the papers for whoever looks at them.
"""

import secrets
import sys
import time
from datetime import UTC, date, datetime

import msgspec
from django.db import transaction

from openhall.blocks.appointments.facade import Wishes, book_slot
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, diary_of
from openhall.blocks.documents.facade import (
    PaperContent,
    PaperFact,
    credential_text,
    keep_paper,
    new_paper_code,
    sd_jwt_vc,
    set_paper,
)
from openhall.blocks.payments.facade import AttemptState, News, begin_attempt, request_payment, take_news
from openhall.kernel.references import new_reference
from tools.bench.outcome.work import Made

_PAPERS, _FIRST, _FEES, _BOOKINGS = 60, 10, 300, 300


def main() -> int:
    """Write what was measured."""
    catalogue = current_catalogue()
    codes = [_paper(catalogue) for _ in range(_FIRST)]
    started = time.process_time()
    codes += [_paper(catalogue) for _ in range(_PAPERS)]
    paper = (time.process_time() - started) / _PAPERS * 1000
    plain, paid, booked = _empty(), _paid(catalogue), _booked(catalogue)
    made = Made(
        codes=codes,
        paper_ms=paper,
        ledger_ms=(paid.passed - plain.passed) * 1000,
        ledger_processor_ms=(paid.processor - plain.processor) * 1000,
        bookings=1 / booked.passed,
        booking_processor_ms=booked.processor * 1000,
    )
    sys.stdout.buffer.write(msgspec.json.encode(made))
    return 0


class _Spent:
    """Seconds that passed, and those of processor within them, for each of some acts."""

    def __init__(self, acts: int) -> None:
        self.passed, self.processor, self._acts = 0.0, 0.0, acts

    def __enter__(self) -> None:
        self._passed, self._processor = time.perf_counter(), time.process_time()

    def __exit__(self, *_: object) -> None:
        self.passed += (time.perf_counter() - self._passed) / self._acts
        self.processor += (time.process_time() - self._processor) / self._acts


def _paper(catalogue: Catalogue) -> str:
    service = next(each for each in catalogue.services() if each.outcome == "licence")
    code, now = new_paper_code(), datetime.now(UTC)
    content = PaperContent(
        kind="licence",
        subject=new_reference(),
        service=service.id,
        authority=service.authority,
        authority_name=catalogue.authorities[service.authority].name,
        government=catalogue.jurisdiction.government,
        language="en",
        title=service.name["en"],
        holder=("Lantern Noodle House Limited", "燈籠麵家有限公司"),
        issued_on=now.date(),
        facts=tuple(PaperFact(f"Particular {number}", f"What stands in it, {number}") for number in range(10)),
        is_demo=True,
    )
    text, wallet = credential_text(content=content, code=code, now=now), sd_jwt_vc(content=content, code=code, now=now)
    paper = set_paper(content=content, now=now, code=code, credential=text, attachment=wallet.text.encode())
    with transaction.atomic():
        keep_paper(paper=paper, owner=f"matter:{content.subject}", key=secrets.token_hex(8), now=now)
    return code


def _empty() -> _Spent:
    """Return what a transaction takes in which nothing is done."""
    spent = _Spent(_FEES)
    with spent:
        for _ in range(_FEES):
            with transaction.atomic():
                pass
    return spent


def _paid(catalogue: Catalogue) -> _Spent:
    """Return what asking for a fee and its news take, each within a transaction that would be there anyway."""
    jurisdiction = catalogue.jurisdiction
    authority = next(iter(catalogue.authorities))
    # A case has two such transactions: the one that asks, and the one that is paid.
    spent = _Spent(2 * _FEES)
    for number in range(_FEES):
        now, subject = datetime.now(UTC), new_reference()
        with transaction.atomic(), spent:
            payment = request_payment(
                subject=subject,
                purpose="fee",
                authority=authority,
                payer=f"matter:{subject}",
                amount=1000,
                currency=jurisdiction.currency.code,
                lines=[{"id": "fee", "minor": 1000}],
                law_day=date(2026, 11, 27),
                due_on=None,
                now=now,
            )
        attempt = begin_attempt(
            payment=payment.id,
            provider="counter",
            key=f"bench:{number}:{subject}",
            return_url="http://localhost/",
            terms=jurisdiction.payment,
            now=now,
        )
        news = News("counter", f"bench:{subject}", attempt.id, AttemptState.CAPTURED, 1000, payment.currency)
        with transaction.atomic(), spent:
            take_news(news=news, now=now)
    return spent


def _booked(catalogue: Catalogue) -> _Spent:
    """Return what a booking takes, one after the other, each a transaction on the disk."""
    service = next(each.id for each in catalogue.services() if diary_of(catalogue.jurisdiction, each.id) is not None)
    diary = diary_of(catalogue.jurisdiction, service)
    if diary is None:
        raise LookupError(service)
    spent = _Spent(_BOOKINGS)
    for _ in range(_BOOKINGS):
        subject = new_reference()
        with spent, transaction.atomic():
            book_slot(diary=diary, subject=subject, owner=f"matter:{subject}", wishes=Wishes(), now=datetime.now(UTC))
    return spent


if __name__ == "__main__":
    sys.exit(main())
