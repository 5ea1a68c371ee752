"""Give out vouchers, and find the one that somebody brings: each pays one fee of the office that gave it."""

import hmac
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from openhall.blocks.journal.facade import Reader, append_leaf, code_keys, destroy_key
from openhall.blocks.payments.definitions import VoucherFacts
from openhall.blocks.payments.models import PaymentRequest, Voucher, Waiver
from openhall.blocks.payments.refusals import VoucherRefused
from openhall.blocks.payments.sealing import owner_of_voucher as _owner
from openhall.blocks.payments.sealing import sealed_words, words_of
from openhall.kernel.canonical import JSON
from openhall.kernel.references import ALPHABET, grouped

_CODE_SIZE = 16


def issue_voucher(  # noqa: PLR0913 - all of it is one voucher
    *, authority: str, issued_by: str, most: int, reason: str, valid_until: date, key: str, now: datetime
) -> str:
    """Return the code of a voucher for one fee of an authority, of at most ``most`` minor units.

    Only its hash is kept. The same ``key`` of the same officer is the same voucher, whose code is told again.
    """
    seed = f"{authority}:{issued_by}:{key}"
    code, *before = (_code(seed, each) for each in code_keys("vouchers"))
    for known in before:
        # The form came before the keys changed, and comes again now.
        if Voucher.objects.filter(code_hash=_hash(known)).exists():
            return grouped(known)
    row = Voucher(authority=authority, code_hash=_hash(code), most=most, issued_by=issued_by)
    row.reason = sealed_words(row.code_hash, reason) if reason else None
    row.issued_at, row.valid_until = now, valid_until
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            told: dict[str, JSON] = {"authority": authority, "most": most, "valid_until": valid_until.isoformat()}
            append_leaf(kind="payment.voucher", subject=f"voucher:{row.pk}", statement=told, now=now)
    except IntegrityError:
        # The same form was sent before, or in this moment.
        if not Voucher.objects.filter(code_hash=row.code_hash).exists():
            raise
    return grouped(code)


def fitting_voucher(code: str, owed: PaymentRequest, today: date, bearer: str) -> Voucher:
    """Return the voucher that pays what is owed, or raise ``VoucherRefused``: ``why`` it does not.

    Nobody pays with a voucher that they gave out. One that was spent on the same payment fits again.
    """
    found = Voucher.objects.filter(code_hash=_hash(code)).first()
    if found is None:
        raise VoucherRefused(why="unknown")
    for why, stands in (
        ("other-office", found.authority != owed.authority),
        ("own", found.issued_by == bearer),
        ("used", Waiver.objects.filter(voucher=found).exclude(payment=owed).exists()),
        ("over", found.valid_until < today),
        ("too-small", found.most < owed.amount),
    ):
        if stands:
            raise VoucherRefused(why=why)
    return found


def vouchers_of(authority: str, *, reader: Reader, most: int = 100) -> list[VoucherFacts]:
    """Return the vouchers that an authority gave out, the newest first.

    The read of each reason is recorded. It is told of those that were not spent yet: afterwards it lies with the case.
    """
    rows = Voucher.objects.filter(authority=authority).select_related("waiver__payment").order_by("-id")[:most]
    return [
        VoucherFacts(
            id=row.pk,
            most=row.most,
            reason="" if hasattr(row, "waiver") else words_of(row, reader),
            issued_by=row.issued_by,
            issued_at=row.issued_at,
            valid_until=row.valid_until,
            spent_on=row.waiver.payment.subject if hasattr(row, "waiver") else "",
        )
        for row in rows
    ]


def reason_of_voucher(payment: str, *, reader: Reader) -> str:
    """Return why the voucher was given that pays ``payment``; empty without one, and when it was forgotten.

    The read is recorded.
    """
    row = Voucher.objects.filter(waiver__payment__public_id=payment).first()
    return "" if row is None else words_of(row, reader)


def forget_reasons(subject: str, *, now: datetime) -> None:
    """Destroy the keys of why vouchers were given that were spent on a matter: its words go with it."""
    for code_hash in Voucher.objects.filter(waiver__payment__subject=subject).values_list("code_hash", flat=True):
        destroy_key(_owner(code_hash), now=now)


def _code(seed: str, key: bytes) -> str:
    """Return a code that only this hall can reckon, so that whoever asks twice gets one voucher and not two."""
    drawn = int.from_bytes(hmac.digest(key, seed.encode(), "sha256"))
    signs = []
    for _ in range(_CODE_SIZE):
        drawn, sign = divmod(drawn, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def _hash(code: str) -> str:
    bare = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return sha256(bare.encode()).hexdigest()
