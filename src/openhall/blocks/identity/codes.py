"""One-time codes by mail and text message: asked for, sent once, entered in the browser that asked for them.

Known and unknown addresses are answered alike, with the same steps: whoever enters the code opens their account, or
becomes somebody new, of whom nothing is known but the address.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from hmac import new as hmac
from secrets import token_urlsafe

from django.db import transaction
from django.db.models import F

from openhall.blocks.identity.accounts import keep_account, new_person
from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.devices import Device
from openhall.blocks.identity.limits import Caller, serialised_by, take
from openhall.blocks.identity.models import Account, Address, SentCode
from openhall.blocks.identity.shut_ways import hold_open
from openhall.blocks.identity.sign_ins import note_way
from openhall.blocks.journal.facade import Purpose, Reader, code_keys, marks_of, opened_to_compare, post, seal, unseal

#: The kind of message in the outbox that asks to send a code.
SIGN_IN_CODE = "sign-in-code"
CODE_LASTS = timedelta(minutes=10)
GUESSES = 5
DIGITS = 8
_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_TELEPHONE = re.compile(r"\+?\d{6,15}")
_LONGEST = 254
#: Addresses of people who are nobody yet lie under one key, for minutes.
CODES_OWNER = "sign-in"
_SENT = "sent-codes"
#: The use of the marks of addresses.
ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A code for whoever sends it: the channel (``mail`` or ``sms``), its address, the language's code, the code."""

    channel: str
    address: str
    language: str
    code: str
    ends_at: datetime


def plain_address(typed: str) -> tuple[str, str]:
    """Return channel and address as they are kept, from what somebody typed; raise ``SignInRefused``."""
    mail = typed.strip().lower()
    if len(mail) <= _LONGEST and mail.isprintable() and _MAIL.fullmatch(mail):
        return "mail", mail
    telephone = re.sub(r"[\s()-]", "", typed)
    if telephone.isascii() and _TELEPHONE.fullmatch(telephone):
        return "sms", telephone
    raise SignInRefused("no-address")


def context_of_code(code: str) -> bytes:
    """Return what the address that a code goes to is bound to."""
    return f"code:{code}".encode()


def context_of_address(digest: str) -> bytes:
    """Return what an address of an account is bound to."""
    return f"address:{digest}".encode()


def marks_of_address(channel: str, address: str) -> tuple[str, ...]:
    """Return what finds an address, that of now first; keyed, so that nobody with the database alone tries some out."""
    return marks_of(ADDRESSES, text_of_address(channel, address))


def text_of_address(channel: str, address: str) -> str:
    """Return what is marked of an address."""
    return f"{channel}:{address}"


def text_of_kept(row: Address) -> str:
    """Return what is marked of an address that is kept, opened for nobody; empty where it has no key any more."""
    owner, context = f"person:{row.account.person_id}", context_of_address(row.digest)
    plain = opened_to_compare(owner=owner, sealed=bytes(row.sealed), context=context)
    return text_of_address(row.channel, plain.decode()) if plain else ""


def marks_of_code(row: SentCode) -> tuple[str, ...]:
    """Return what finds the address that a code was sent to, opened for nobody."""
    plain = opened_to_compare(owner=CODES_OWNER, sealed=bytes(row.sealed), context=context_of_code(row.pk))
    return marks_of_address(row.channel, plain.decode())


@transaction.atomic
def ask_code(*, address: str, language: str, caller: Caller, device: Device, account: str = "", now: datetime) -> str:
    """Post a code to ``address`` and return its id, for the browser's ceremony; raise ``SignInRefused``, ``TooOften``.

    ``account`` is who wants to add the address; empty to sign in with it.
    """
    channel, plain = plain_address(address)
    if not account:
        hold_open(channel)
    marks = marks_of_address(channel, plain)
    owner = Address.objects.filter(pk__in=marks).values_list("account_id", flat=True).first() or ""
    take("send", marks[0], caller, is_known=device.knows(owner), now=now)
    SentCode.objects.filter(ends_at__lt=now - timedelta(days=1)).delete()
    fresh = token_urlsafe(32)
    SentCode.objects.create(
        id=fresh,
        channel=channel,
        sealed=sealed_for_sending(fresh, plain),
        language=language,
        account_id=account or None,
        made_at=now,
        ends_at=now + CODE_LASTS,
    )
    post(kind=SIGN_IN_CODE, key=fresh, payload={"code": fresh}, now=now)
    return fresh


def sealed_for_sending(code: str, address: str) -> bytes:
    """Seal the address that a code goes to, for as long as it takes."""
    return seal(owner=CODES_OWNER, plain=address.encode(), context=context_of_code(code))


def code_to_send(code: str, *, now: datetime) -> CodeToSend | None:
    """Return a code and where it goes; ``None`` when nobody waits for it any more."""
    row = SentCode.objects.filter(pk=code, used_at=None, ends_at__gt=now).first()
    if row is None:
        return None
    return CodeToSend(row.channel, _address(row, now), row.language, digits_of(row.pk), row.ends_at)


def notice_of_code(code: str) -> str:
    """Return the key of the notice that carries a code, by the id that ``ask_code`` gave."""
    return f"sign-in:{code}"


def digits_of(code: str) -> str:
    """Return the figures of a sent code: derived, so that no table holds them."""
    return _digits(code, code_keys(_SENT)[0])


def _digits(code: str, key: bytes) -> str:
    number = int.from_bytes(hmac(key, code.encode(), "sha256").digest()[:8])
    return f"{number % 10**DIGITS:0{DIGITS}}"


class AddressElsewhere(SignInRefused):
    """The address is that of another account; the code was right, and is used up."""

    def __init__(self) -> None:
        super().__init__("address-taken")


@transaction.atomic
def _confirmed(code: str, now: datetime) -> SentCode:
    row = SentCode.objects.get(pk=code)
    if SentCode.objects.filter(pk=code, used_at=None).update(used_at=now) != 1:
        raise SignInRefused("code-ended")
    return row


def use_code(*, code: str, typed: str, now: datetime) -> Account:
    """Return the account whose address the code confirms, made now where there was none; raise ``SignInRefused``.

    ``code`` is the id that ``ask_code`` gave. Each call is a guess; the right one uses the code up.
    Raises ``AddressElsewhere`` where the address was to be added to one account and is that of another.
    """
    guess(code, typed, now)
    with transaction.atomic():
        row = _confirmed(code, now)
        if row.account_id is None:
            hold_open(row.channel)
        marks = marks_of_code(row)
        known = address_marked(marks)
        if known is None:
            # Of two who come at once, the second sees what the first wrote, in whichever way either of them marks it.
            serialised_by(marks, now=now)
            known = address_marked(marks)
        if known is None:
            return _kept_address(row, marks[0], now)
        if row.account_id in {None, known.account_id}:
            return known.account
    # Written down that it was confirmed: whoever has both accounts may bring them together.
    raise AddressElsewhere


def address_marked(marks: Collection[str]) -> Address | None:
    """Return the address that has one of its marks, with its account."""
    return Address.objects.filter(pk__in=marks).select_related("account__person").first()


def _kept_address(row: SentCode, mark: str, now: datetime) -> Account:
    account = row.account or keep_account(new_person(), now)
    _keep_address(row, mark, account, now=now)
    if row.account_id:
        note_way(account=account.pk, what="address", now=now)
    return account


def guess(code: str, typed: str, now: datetime) -> None:
    """Compare what was typed with a code that was sent; raise ``SignInRefused``.

    The guess is counted before it is looked at: however many come at once, no more than allowed are compared.
    """
    open_ones = SentCode.objects.filter(pk=code, used_at=None, ends_at__gt=now, guesses__lt=GUESSES)
    if not code or open_ones.update(guesses=F("guesses") + 1) != 1:
        raise SignInRefused("code-ended")
    given = "".join(filter(str.isdecimal, typed[:40]))
    fits = [compare_digest(given.encode(), _digits(code, key).encode()) for key in code_keys(_SENT)]
    if not any(fits):
        raise SignInRefused("code-wrong")


def _keep_address(row: SentCode, mark: str, account: Account, *, now: datetime) -> None:
    plain = _address(row, now).encode()
    sealed = seal(owner=f"person:{account.person_id}", plain=plain, context=context_of_address(mark))
    Address.objects.create(digest=mark, account=account, channel=row.channel, sealed=sealed, confirmed_at=now)


def _address(row: SentCode, now: datetime) -> str:
    # Whoever asked for a code may be nobody yet: what is read is where to send it.
    reader = Reader("openhall", Purpose.NOTIFY, "", now)
    context = context_of_code(row.pk)
    return unseal(owner=CODES_OWNER, sealed=bytes(row.sealed), context=context, reader=reader).decode()


def addresses_of(account: str, *, now: datetime, is_own: bool = True) -> tuple[tuple[str, str], ...]:
    """Return the channels and addresses of an account: for its owner, or (not ``is_own``) to write to them."""
    rows = Address.objects.filter(account=account).select_related("account").order_by("confirmed_at")
    return tuple((row.channel, _kept(row, now, is_own=is_own)) for row in rows)


def _kept(row: Address, now: datetime, *, is_own: bool) -> str:
    person = str(row.account.person_id)
    context = context_of_address(row.digest)
    reader = Reader(person, "own", "", now) if is_own else Reader("openhall", Purpose.NOTIFY, "", now)
    return unseal(owner=f"person:{person}", sealed=bytes(row.sealed), context=context, reader=reader).decode()
