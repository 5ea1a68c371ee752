"""Close the books of each day that is over, once, and prove that what was kept is the sum of its postings."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Max, Min

from openhall.blocks.journal.facade import LoggedRecord, RecordCheck, RowFault, append_leaf, register_record_check
from openhall.blocks.payments.books import Totals, add, beginning, totals_before, totals_of
from openhall.blocks.payments.models import ClosedAccount, Closing, Posting
from openhall.kernel.canonical import JSON, canonical

CLOSED = "payment.books-closed"
#: So long after its end a day is left open for what was begun in it, so that little is late.
_GRACE = timedelta(minutes=10)
#: Who pays waits while a day is added up, and longer than this for nobody: it is tried again.
_PATIENCE = "2s"
_ONE_DAY = timedelta(days=1)


def close_books(*, zone: ZoneInfo, now: datetime) -> int:
    """Close the books of every day of the place that is over and was not closed; return how many were."""
    count = 0
    while (ends := _next_end(zone)) is not None and ends + _GRACE <= now:
        count += _close(ends, now)
    return count


def _next_end(zone: ZoneInfo) -> datetime | None:
    """Return the end of the first day that is not closed; nothing where nothing was ever posted."""
    begun = Closing.objects.aggregate(at=Max("ends"))["at"] or Posting.objects.aggregate(at=Min("at"))["at"]
    return None if begun is None else beginning(begun.astimezone(zone).date() + _ONE_DAY, zone)


def _close(ends: datetime, now: datetime) -> bool:
    with transaction.atomic():
        _let_nobody_post()
        last = Closing.objects.order_by("-ends").first()
        if last is not None and last.ends >= ends:
            return False  # another worker was first
        totals = totals_before(ends)
        newest = Posting.objects.aggregate(last=Max("id"))["last"] or 0
        row = Closing.objects.create(ends=ends, last=newest, closed_at=now)
        ClosedAccount.objects.bulk_create(
            ClosedAccount(closing=row, account=account, currency=currency, debits=sums[0], credits=sums[1])
            for (account, currency), sums in sorted(totals.items())
        )
        told: dict[str, JSON] = {"ends": ends.isoformat(), "last": newest, "accounts": _digest(totals)}
        append_leaf(kind=CLOSED, subject=f"books:{row.pk}", statement=told, now=now)
    return True


def _let_nobody_post() -> None:
    """Wait for whoever posts, and let the next wait: what is written until here has a smaller number than all later.

    SQLite knows one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
            cursor.execute("LOCK TABLE payments_posting IN SHARE MODE")


def _digest(totals: Totals) -> str:
    lines: list[JSON] = [[*name, *sums] for name, sums in sorted(totals.items())]
    return sha256(canonical({"accounts": lines})).hexdigest()


def _kept(row: Closing) -> Totals:
    found = Totals(lambda: [0, 0])
    for account, currency, *sums in row.accounts.values_list("account", "currency", "debits", "credits"):
        found[account, currency] = sums
    return found


def _as_logged(record: LoggedRecord) -> Iterator[RowFault]:
    """Compare closed books with the log, and with the postings that came since the books before them."""
    said, number = record.statement, record.subject.removeprefix("books:")
    row = Closing.objects.filter(pk=number).first()
    if row is None:
        yield RowFault("closed books", "there are none with this number")
        return
    kept = _kept(row)
    if (_digest(kept), row.ends.timestamp(), row.last) != (
        said.get("accounts"),
        datetime.fromisoformat(str(said.get("ends"))).timestamp(),
        said.get("last"),
    ):
        yield RowFault("closed books", "are not what was closed")
    elif kept != _added_up(row):
        yield RowFault("closed books", "are not the sum of their postings")


def _added_up(row: Closing) -> Totals:
    """Add up the postings anew, without what was noted as late: by their numbers and moments alone."""
    before = Closing.objects.filter(ends__lt=row.ends).order_by("-ends").first()
    upto = Posting.objects.filter(pk__lte=row.last)
    if before is None:
        return totals_of(upto.filter(at__lt=row.ends))
    totals = _kept(before)
    add(totals, totals_of(upto.filter(at__gte=before.ends, at__lt=row.ends)))
    add(totals, totals_of(upto.filter(pk__gt=before.last, at__lt=before.ends)))
    return totals


def register() -> None:
    """Let the audit of the log ask here about closed books."""
    register_record_check(RecordCheck(CLOSED, _as_logged))
