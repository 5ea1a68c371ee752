"""Somebody at a counter says yes themselves, before an officer sends anything for them or prints a way to be them.

A code goes to an address of theirs, or they name the next code of their printed sheet. An officer alone can do neither:
the code stays with the hall, and opens nothing but this. Where neither works just now the officer goes on without, says
why; that is counted, and seen by whoever answers for the office. Whoever has no way of their own yet cannot be asked.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from secrets import token_urlsafe

from django.db import transaction

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.attending import NO_WAY, SCOPES, AttendanceRefused, open_attendance
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.codes import CODE_LASTS, addresses_of, guess, sealed_for_sending
from openhall.blocks.identity.limits import Caller, take
from openhall.blocks.identity.mandates import set_scopes
from openhall.blocks.identity.models import Account, Attendance, Mandate, SentCode, Sheet
from openhall.blocks.identity.sheets import use_printed_of
from openhall.blocks.journal.facade import append_leaf, post

#: The kind of message in the outbox that asks to send a code to whoever stands at a counter.
COUNTER_CODE = "counter-code"
#: So many people may one officer send for in a day without their own yes, where they have a way to say it.
MOST_WITHOUT = 5
_FIGURES = 8


class Yes(StrEnum):
    """How somebody at a counter said yes: by a code, by their sheet, not at all, or nobody could ask them."""

    SENT = "sent"
    PRINTED = "printed"
    #: They have no address and no sheet here: this is their first time, say.
    NO_WAY = NO_WAY
    #: Why an officer went on without: it is not with them, nothing arrives, they cannot use it.
    AWAY = "away"
    SILENT = "silent"
    CANNOT = "cannot"


WITHOUT = (Yes.AWAY, Yes.SILENT, Yes.CANNOT)


def ways_to_confirm(person: str) -> frozenset[Yes]:
    """Return how somebody could say yes at a counter: ``SENT``, ``PRINTED``, both or none."""
    mine = Account.objects.filter(person=person)
    has_address = mine.filter(addresses__isnull=False).exists()
    has_sheet = Sheet.objects.filter(account__in=mine).exists()
    return frozenset({*([Yes.SENT] if has_address else []), *([Yes.PRINTED] if has_sheet else [])})


@transaction.atomic
def send_confirming(*, attendance: str, officer: str, language: str, now: datetime) -> int:
    """Send a code to each address of whoever stands there; return to how many.

    Raises ``AttendanceRefused``, and ``TooOften`` after three in a quarter of an hour.
    """
    row = open_attendance(attendance, officer, now)
    account = Account.objects.filter(person=row.person_id).first()
    addresses = addresses_of(account.pk, now=now, is_own=False) if account else ()
    if account is None or not addresses:
        raise AttendanceRefused("no-address")
    take("send", f"counter:{row.person_id}", Caller("", officer), is_known=True, now=now)
    fresh = token_urlsafe(32)
    for number, (channel, address) in enumerate(addresses):
        code = fresh if not number else f"{fresh}.{number}"
        SentCode.objects.create(
            id=code,
            channel=channel,
            sealed=sealed_for_sending(code, address),
            language=language,
            account=account,
            made_at=now,
            ends_at=now + CODE_LASTS,
        )
        post(kind=COUNTER_CODE, key=code, payload={"code": code, "office": row.office}, now=now)
    row.code = fresh
    row.save(update_fields=["code"])
    return len(addresses)


def confirm_attendance(*, attendance: str, officer: str, typed: str, now: datetime) -> Yes:
    """Take the code that somebody at the counter names; from then on the officer may send for them.

    Raises ``SignInRefused`` for another code and ``AttendanceRefused``.
    """
    row = open_attendance(attendance, officer, now)
    figures = "".join(filter(str.isalnum, typed[:40]))
    if len(figures) == _FIGURES and figures.isdecimal():
        _guess_any(row.code, typed, now)
        way = Yes.SENT
    else:
        account = Account.objects.filter(person=row.person_id).values_list("pk", flat=True).first() or ""
        take("guess", f"counter:{row.person_id}", Caller("", officer), is_known=True, now=now)
        use_printed_of(account=account, code=typed)
        way = Yes.PRINTED
    _go_on(row, officer, way, now)
    return way


def go_on_without(*, attendance: str, officer: str, why: Yes, now: datetime) -> None:
    """Let the officer send without the person's own yes, and count it; raise ``AttendanceRefused``."""
    row = open_attendance(attendance, officer, now)
    if why not in WITHOUT:
        raise AttendanceRefused("no-reason")
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    done = Attendance.objects.filter(officer=officer, begun_at__gte=since, confirmed_by__in=WITHOUT).count()
    if done >= MOST_WITHOUT:
        raise AttendanceRefused("too-many-without")
    _go_on(row, officer, why, now)


def count_confirmed(office: str, *, since: datetime) -> Mapping[str, int]:
    """Count how those whom the counters of an office attended said yes, by ``Yes``; empty of who did not yet."""
    rows = Attendance.objects.filter(office=office, begun_at__gte=since)
    return Counter(rows.values_list("confirmed_by", flat=True))


def _guess_any(code: str, typed: str, now: datetime) -> None:
    """Count the guess at each code that was sent, and refuse it where it is none of them."""
    sent = SentCode.objects.filter(pk__startswith=code).values_list("pk", flat=True) if code else ()
    refused = SignInRefused("code-ended")
    for each in sent:
        try:
            guess(each, typed, now)
        except SignInRefused as error:
            refused = error
        else:
            # None of the others is worth anything any more.
            SentCode.objects.filter(pk__startswith=code, used_at=None).update(used_at=now)
            return
    raise refused


@transaction.atomic
def _go_on(row: Attendance, officer: str, way: Yes, now: datetime) -> None:
    if Attendance.objects.filter(pk=row.pk, confirmed_by="").update(confirmed_by=way) != 1:
        return
    for mandate in Mandate.objects.select_for_update().filter(attendance=row, helper=officer, giver=row.person_id):
        set_scopes(mandate, SCOPES)
    kind = "attendance.unconfirmed" if way in WITHOUT else "attendance.confirmed"
    append_leaf(kind=kind, subject=f"attendance:{row.pk}", statement={"by": officer, "how": str(way)}, now=now)
    write_cards([officer])
