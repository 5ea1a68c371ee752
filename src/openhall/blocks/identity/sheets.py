"""Printed sheets of one-time codes, for people without a smartphone: a number, and ten codes that work once each."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from hmac import new as hmac
from secrets import choice

from django.db import transaction

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.models import Account, Sheet
from openhall.blocks.identity.sign_ins import end_weaker_sessions, note_way
from openhall.blocks.journal.facade import append_leaf, code_keys

CODES = 10
#: Without signs that are taken for one another.
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIZE, _GROUP, _KEY = 8, 4, "sheets"


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """What stands on a sheet, in groups of four signs; shown once, when it is made."""

    number: str
    codes: tuple[str, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What its owner is told of a sheet later: since when, and how many codes are left."""

    made_at: datetime
    left: int


@transaction.atomic
def make_sheet(*, account: str, level: int, now: datetime) -> PrintedSheet:
    """Make the sheet of an account; the one that it had works no more. ``level`` is the most that it proves."""
    Sheet.objects.filter(account=account).delete()
    number = random_signs(_SIZE)
    Sheet.objects.create(number=number, account_id=account, level=level, made_at=now)
    append_leaf(kind="sign-in.sheet", subject=f"account:{account}", statement={"level": level}, now=now)
    end_weaker_sessions(account, level)
    note_way(account=account, what="sheet", now=now)
    return PrintedSheet(grouped(number), tuple(grouped(each) for each in _codes(number, code_keys(_KEY)[0])), now)


def sheet_of(account: str) -> SheetFacts | None:
    """Return what is known of the sheet of an account."""
    row = Sheet.objects.filter(account=account).first()
    return SheetFacts(row.made_at, codes_left(row)) if row else None


def codes_left(sheet: Sheet) -> int:
    """Return how many codes of a sheet still work."""
    return CODES - sheet.used.bit_count()


def use_printed(*, number: str, code: str) -> tuple[Account, int]:
    """Use a code up; return the account and the level of the sheet. Raise ``SignInRefused``, alike for all faults."""
    sheet = Sheet.objects.select_related("account").filter(pk=bare(number)).first()
    # Compared with something in any case: a number that exists takes as long as one that does not.
    place = _place(bare(number) if sheet else "-", bare(code))
    if sheet is None or place is None or sheet.used >> place & 1 or not _used(sheet, place):
        raise SignInRefused("printed-wrong")
    return sheet.account, sheet.level


def use_printed_of(*, account: str, code: str) -> int:
    """Use a code of the account's own sheet up and return its level; raise ``SignInRefused``."""
    number = Sheet.objects.filter(account=account).values_list("number", flat=True).first() or "-"
    return use_printed(number=number, code=code)[1]


def random_signs(size: int) -> str:
    """Return random signs that can be read aloud: nearly five bits each."""
    return "".join(choice(SIGNS) for _ in range(size))


def signs_from(secret: bytes, size: int) -> str:
    """Return the signs that random bytes stand for: the same bytes give the same ones."""
    left, signs = int.from_bytes(secret), ""
    for _ in range(size):
        left, sign = divmod(left, len(SIGNS))
        signs += SIGNS[sign]
    return signs


def grouped(signs: str) -> str:
    """Return signs as people read them."""
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))


def bare(typed: str) -> str:
    """Return the signs that somebody meant, without spaces, dashes and small letters."""
    return "".join(sign for sign in typed[:80].upper() if sign in SIGNS)


def _used(sheet: Sheet, place: int) -> bool:
    """Mark a code used; of two who come at once with it one is let in."""
    while True:
        if Sheet.objects.filter(pk=sheet.pk, used=sheet.used).update(used=sheet.used | 1 << place):
            return True
        sheet.refresh_from_db()
        if sheet.used >> place & 1:
            return False


def _codes(number: str, key: bytes) -> list[str]:
    return [_code(number, place, key) for place in range(CODES)]


def _code(number: str, place: int, key: bytes) -> str:
    return signs_from(hmac(key, f"{number}:{place}".encode(), "sha256").digest(), _SIZE)


def _place(number: str, code: str) -> int | None:
    found = None
    for key in code_keys(_KEY):
        for place, each in enumerate(_codes(number, key)):
            if compare_digest(each.encode(), code.encode()):
                found = place
    return found
