"""Two accounts of one person become one, and can be parted again for two days.

Somebody opened an account with an address, and was proven later in another one: at a counter, by a provider. Both are
proven in the same browser before anything moves: the one by its session or a provider, the other by a code to its
address. Whoever only knows one proves nothing; and what else opened its account opens nothing any more, for it may have
been somebody else who set it up there before.

No second factor gets weaker by it: an account with an authenticator is joined only by whoever shows that too, and then
both of them ask for it. A session that began otherwise than by a code may have been left open by somebody: it proves
itself once more, by what it began with.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import Q

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.adapters import KNOWN_LEVEL, PASSKEY, PRINTED, TWO_FACTORS, SignInRefused
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.codes import (
    ADDRESSES,
    address_marked,
    context_of_address,
    marks_of_code,
    text_of_kept,
)
from openhall.blocks.identity.mandates import end_by, log_mandate
from openhall.blocks.identity.models import (
    Account,
    Address,
    CalendarAddress,
    Invitation,
    Joining,
    Mandate,
    Membership,
    Person,
    SentCode,
    Session,
    Sheet,
    Token,
)
from openhall.blocks.identity.passkeys import (
    authenticator_level,
    hand_back_authenticator,
    hand_on_authenticator,
    passkeys_of,
    use_authenticator,
    use_passkey,
)
from openhall.blocks.identity.rules import MandateState
from openhall.blocks.identity.sealed import person_key
from openhall.blocks.identity.sessions import code_of_session, session_of
from openhall.blocks.identity.sheets import use_printed_of
from openhall.blocks.identity.shut_ways import open_ways
from openhall.blocks.identity.sign_ins import note_way
from openhall.blocks.journal.facade import Purpose, Reader, append_leaf, marks_of, seal, unseal
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal
from openhall.kernel.references import new_reference

#: So long both can be parted again; then the old ways to sign in are forgotten.
PARTED_UNTIL = timedelta(hours=48)
#: The code that proved the address was entered so lately.
_LATELY = timedelta(minutes=30)
_MOVED = msgspec.json.Decoder(dict[str, tuple[str, ...]])
#: In ``moved``: what this block itself moved.
_SEATS, _HELD, _AUTHENTICATOR = "identity-seats", "identity-mandates", "identity-authenticator"
#: How a session begins that can prove itself once more.
_AGAIN = frozenset({PASSKEY.id, TWO_FACTORS.id, PRINTED.id})


class JoiningRefused(Refusal):
    """These two accounts do not become one; ``code`` says why."""

    code = "join-ended"


@dataclass(frozen=True, slots=True)
class Joined:
    """An account that became part of another: whose it was, whose it is, when, and until when they can be parted."""

    id: str
    person: str
    into: str
    joined_at: datetime
    until: datetime
    moved: Mapping[str, tuple[str, ...]]


def joinable(*, code: str, account: str, now: datetime, cookie: str = "") -> str:
    """Return the person of the account whose address this code has just confirmed, for the owner of ``account``.

    ``code`` is of an address to be added, or began the session of ``cookie``; without it, the session began with a
    passkey, a printed code or two ways. Raises ``JoiningRefused``: it was not entered, or long ago; the other is
    somebody known already; or the owner of ``account`` is not proven. ``proofs_wanted`` says what is to be shown.
    """
    found = _confirmed(code, account, cookie, now) if code else _signed_in(cookie, now)
    # Where nobody signs in by such a code, nobody takes another account over by it either.
    if code and SentCode.objects.get(pk=code).channel not in open_ways():
        raise JoiningRefused("address-taken")
    if found.pk == account:
        raise JoiningRefused
    other, own = found.person, Person.objects.get(pk=Account.objects.get(pk=account).person_id)
    if own.level < KNOWN_LEVEL or own.authority:
        raise JoiningRefused("join-unproven")
    # A name is given where a document was seen: two of those are brought together at a counter, by hand.
    if other.level >= KNOWN_LEVEL or other.name is not None or other.authority or other.is_demo:
        raise JoiningRefused("join-known")
    firms = Membership.objects.filter(person=own).values("organisation")
    if Membership.objects.filter(person=other, organisation__in=firms).exists():
        raise JoiningRefused("join-firm")
    return str(other.pk)


def proofs_wanted(*, person: str, code: str) -> frozenset[str]:
    """Return one of what has to be shown of an account now: ``authenticator``, or ``sheet`` and ``passkey``.

    Nothing, where a ``code`` has just opened it and is all that opens it.
    """
    account = str(Account.objects.get(person=person).pk)
    if authenticator_level(account) is not None:
        return frozenset({"authenticator"})
    ways = {"sheet": Sheet.objects.filter(account=account).exists(), "passkey": bool(passkeys_of(account))}
    return frozenset() if code else frozenset(way for way, is_there in ways.items() if is_there)


def begin_joining(
    *, code: str, account: str, now: datetime, cookie: str = "", typed: str = "", credential: str = ""
) -> Joined:
    """Let one account become part of ``account``, inside the caller's transaction; raise ``JoiningRefused``.

    Its sessions end, its address goes over where a code has just confirmed it, its authenticator where this one has
    none, and nothing else that opened it opens anything. Whoever calls moves what other blocks have, and says so with
    ``note_moved``. ``typed`` or ``credential`` shows what ``proofs_wanted`` asks for: raises ``SignInRefused``.
    """
    person = joinable(code=code, account=account, now=now, cookie=cookie)
    into = str(Account.objects.get(pk=account).person_id)
    # In one order, whoever comes at once.
    list(Person.objects.select_for_update().filter(pk__in=[person, into]).order_by("pk"))
    if Joining.objects.filter(person__in=[person, into], undone_at=None).exists():
        raise JoiningRefused
    before = str(Account.objects.get(person=person).pk)
    _shown(before, proofs_wanted(person=person, code=code), typed, credential, now)
    marks = marks_of_code(SentCode.objects.get(pk=code)) if code else ()
    for table in (Session, Token, Invitation, CalendarAddress):
        table.objects.filter(person=person).delete()
    digest = _move_address(marks, person, into, account, now)
    moved = {_SEATS: _move_seats(person, into), _HELD: _move_mandates(person, into, now)}
    moved[_AUTHENTICATOR] = hand_on_authenticator(before=before, after=account)
    row = Joining.objects.create(id=new_reference(), person_id=person, into_id=into, address=digest, joined_at=now)
    write_cards([person, into])
    note_way(account=account, what="joined", now=now)
    return _keep(row, moved)


def note_moved(*, joined: Joined, moved: Mapping[str, Sequence[str]], now: datetime) -> Joined:
    """Keep what else moved, and write into the log how much of what; inside the caller's transaction."""
    row = Joining.objects.select_for_update().get(pk=joined.id)
    whole = {**joined.moved, **{block: tuple(ids) for block, ids in moved.items()}}
    counts: dict[str, JSON] = {block: len(ids) for block, ids in whole.items()}
    said: dict[str, JSON] = {"person": joined.person, "into": joined.into, "moved": counts}
    append_leaf(kind="identity.joined", subject=f"person:{joined.into}", statement=said, now=now)
    return _keep(row, whole)


def part(*, joining: str, actor: str, now: datetime) -> Joined:
    """Part two accounts again for whom both are, inside the caller's transaction; raise ``JoiningRefused``.

    Whoever calls moves back what ``moved`` names. The account opens with its address again, and in its old ways.
    """
    row = Joining.objects.select_for_update().filter(pk=joining, into=actor, undone_at=None).first()
    if row is None or row.joined_at + PARTED_UNTIL <= now:
        raise JoiningRefused
    joined = _facts(row)
    account = Account.objects.filter(person=row.person_id).values_list("pk", flat=True).first()
    if account is None:
        raise JoiningRefused
    _move_address(_marks_of_moved(row), joined.into, joined.person, account, now)
    row.undone_at, row.address = now, ""
    row.save(update_fields=["undone_at", "address"])
    own = Account.objects.filter(person=actor).values_list("pk", flat=True).first() or ""
    hand_back_authenticator(joined.moved.get(_AUTHENTICATOR, ()), before=own, after=account)
    Membership.objects.filter(pk__in=joined.moved.get(_SEATS, ()), person=actor).update(person=joined.person)
    Mandate.objects.filter(pk__in=joined.moved.get(_HELD, ()), helper=actor).exclude(state=MandateState.ENDED).update(
        helper=joined.person
    )
    said: dict[str, JSON] = {"person": joined.person, "from": actor, "joining": row.pk}
    append_leaf(kind="identity.parted", subject=f"person:{actor}", statement=said, now=now)
    write_cards([joined.person, actor])
    return joined


def joined_into(person: str) -> tuple[Joined, ...]:
    """Return the accounts that became part of somebody's, the newest first."""
    return tuple(map(_facts, Joining.objects.filter(into=person, undone_at=None).order_by("-joined_at", "pk")))


def is_joined(person: str) -> bool:
    """Tell whether somebody's account is part of another now: then nothing signs in to it."""
    return Joining.objects.filter(person=person, undone_at=None).exists()


def sweep_joined(*, now: datetime) -> int:
    """Forget the old ways of accounts that can be parted no more; return of how many."""
    over = Joining.objects.filter(undone_at=None, joined_at__lte=now - PARTED_UNTIL)
    # By which address it came is of use to nobody any more.
    over.exclude(address="").update(address="")
    return Account.objects.filter(person__in=over.values("person")).delete()[1].get("identity.Account", 0)


def texts_of_moved(row: Joining) -> Iterator[str]:
    """Yield what is marked of the addresses of the account that another became part of: one of them came with it."""
    mine = Address.objects.select_related("account").filter(account__person=row.into_id)
    return filter(None, map(text_of_kept, mine))


def _confirmed(code: str, account: str, cookie: str, now: datetime) -> Account:
    """Return the account whose address a code has just confirmed."""
    is_theirs = Q(account=account) | Q(pk=code_of_session(cookie))
    confirmed = SentCode.objects.filter(is_theirs, pk=code, used_at__gt=now - _LATELY).first()
    found = address_marked(marks_of_code(confirmed)) if confirmed else None
    if found is None:
        raise JoiningRefused
    return found.account


def _signed_in(cookie: str, now: datetime) -> Account:
    """Return the account whose session this browser has, where it can be proven once more."""
    session = session_of(cookie, now=now)
    if session is None or session.adapter not in _AGAIN:
        raise JoiningRefused("join-otherwise")
    row = Session.objects.get(pk=digest_of_token(cookie))
    found = Account.objects.select_related("person").filter(person=row.person_id).first()
    if found is None or not proofs_wanted(person=row.person_id, code=""):
        raise JoiningRefused("join-otherwise")
    return found


def _shown(account: str, ways: frozenset[str], typed: str, credential: str, now: datetime) -> None:
    """Hold that whoever says that both are them shows one of these ways now, each once; raise ``SignInRefused``."""
    if "authenticator" in ways:
        use_authenticator(account=account, typed=typed, now=now)
    elif credential and "passkey" in ways:
        if use_passkey(credential, now=now)[0].pk != account:
            raise SignInRefused("passkey-wrong")
    elif "sheet" in ways:
        use_printed_of(account=account, code=typed)
    elif ways:
        raise SignInRefused("passkey-wrong")


def _keep(row: Joining, moved: Mapping[str, tuple[str, ...]]) -> Joined:
    row.moved = msgspec.json.encode(moved).decode()
    row.save(update_fields=["moved"])
    return _facts(row)


def _facts(row: Joining) -> Joined:
    at = row.joined_at
    return Joined(row.pk, row.person_id, row.into_id, at, at + PARTED_UNTIL, _MOVED.decode(row.moved))


def _marks_of_moved(row: Joining) -> tuple[str, ...]:
    """Return the marks of the address that came with an account: its own may have been made anew since, or not yet."""
    known = (marks_of(ADDRESSES, text) for text in texts_of_moved(row))
    return next((marks for marks in known if row.address in marks), ())


def _move_address(marks: Collection[str], before: str, after: str, account: str, now: datetime) -> str:
    """Seal an address under the key of its new owner, and return its mark.

    Nothing of one that was taken away meanwhile: it is not there any more.
    """
    row = Address.objects.select_for_update().filter(pk__in=marks).first()
    if row is None:
        return ""
    context, reader = context_of_address(row.pk), Reader("openhall", Purpose.NOTIFY, "", now)
    plain = unseal(owner=person_key(before), sealed=bytes(row.sealed), context=context, reader=reader)
    row.sealed, row.account_id = seal(owner=person_key(after), plain=plain, context=context), account
    row.save(update_fields=["sealed", "account"])
    return str(row.pk)


def _move_seats(person: str, into: str) -> tuple[str, ...]:
    moved = tuple(map(str, Membership.objects.filter(person=person).values_list("pk", flat=True)))
    Membership.objects.filter(pk__in=moved).update(person=into)
    return moved


def _move_mandates(person: str, into: str, now: datetime) -> tuple[str, ...]:
    """Move what they may do for others; end what others may do for them, which somebody else may have set up."""
    others = set(Mandate.objects.filter(helper=into).exclude(state=MandateState.ENDED).values_list("giver", flat=True))
    rows = Mandate.objects.select_for_update().filter(Q(giver=person) | Q(helper=person))
    moved = list[str]()
    for row in rows.exclude(state=MandateState.ENDED):
        if row.helper_id == person and row.giver_id not in {*others, into}:
            row.helper_id = into
            row.save(update_fields=["helper"])
            moved.append(row.pk)
        else:
            end_by(row, into, now)
            log_mandate("mandate.ended", row, into, now)
    return tuple(moved)
