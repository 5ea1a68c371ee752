"""What happened at somebody's door: where they signed in, which way came or went."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from openhall.blocks.identity.adapters import KNOWN_LEVEL
from openhall.blocks.identity.definitions import SignInFacts
from openhall.blocks.identity.models import Account, Session, SignIn, Token
from openhall.blocks.journal.facade import append_leaf, post
from openhall.kernel.telling import tell

#: The kind of message in the outbox that asks to tell somebody.
SIGN_IN_NEWS = "sign-in-news"
SIGNED_IN, GUESSED = "signed-in", "guessed"
KEPT_FOR = timedelta(days=90)
_SHOWN = 20
_log = logging.getLogger("openhall.doors")
#: Whoever opened their account a moment ago knows that they did.
_JUST_OPENED = timedelta(minutes=10)


def note_sign_in(*, person: str, adapter: str, device: str, is_shared: bool, is_known: bool, now: datetime) -> None:
    """Write down that somebody signed in, inside the caller's transaction; tell them where the device is a new one."""
    is_news = not is_known and _was_here(person, now)
    row = SignIn(person_id=person, what=SIGNED_IN, adapter=adapter, device=device, is_shared=is_shared)
    note(row, is_news=is_news, now=now)


def note_way(*, account: str, what: str, device: str = "", now: datetime) -> None:
    """Write down that a way to sign in came or went, inside the caller's transaction; tell its person."""
    row = Account.objects.get(pk=account)
    is_news = now - row.made_at > _JUST_OPENED
    note(SignIn(person_id=row.person_id, what=what, device=device), is_news=is_news, now=now)


def note(row: SignIn, *, is_news: bool, now: datetime) -> None:
    """Write a row down, inside the caller's transaction, and forget those of long ago; tell its person of news."""
    SignIn.objects.filter(at__lt=now - KEPT_FOR).delete()
    row.at, row.is_news = now, is_news
    row.save(force_insert=True)
    transaction.on_commit(partial(tell, _log, row.what, adapter=row.adapter, row=row.pk))
    if is_news:
        post(kind=SIGN_IN_NEWS, key=str(row.pk), payload={"news": row.pk}, now=now)


def note_ended(ended: int, *, what: str = "signed-out") -> None:
    """Let a line say that sessions ended, where any did."""
    if ended:
        transaction.on_commit(partial(tell, _log, what, sessions=ended))


def end_weaker_sessions(account: str, level: int) -> None:
    """End what a mailbox alone has opened, inside the caller's transaction, once its owner keeps what proves more."""
    if level >= KNOWN_LEVEL:
        person = Account.objects.get(pk=account).person_id
        note_ended(Session.objects.filter(person=person, level__lt=KNOWN_LEVEL).delete()[0], what="weaker-ended")


def _was_here(person: str, now: datetime) -> bool:
    is_old = Account.objects.filter(person=person, made_at__lt=now - _JUST_OPENED).exists()
    return is_old or SignIn.objects.filter(person=person).exists()


def sign_ins_of(person: str, *, now: datetime) -> tuple[SignInFacts, ...]:
    """Return what happened at somebody's door lately, the newest first, for them alone."""
    rows = SignIn.objects.filter(person=person, at__gt=now - KEPT_FOR).order_by("-at", "-pk")[:_SHOWN]
    return tuple(SignInFacts(row.what, row.adapter, row.device, row.is_shared, row.is_news, row.at) for row in rows)


def count_sessions(*, now: datetime) -> int:
    """Return how many sessions and tokens there are."""
    return sum(table.objects.filter(ends_at__gt=now).count() for table in (Session, Token))


@transaction.atomic
def end_all_sessions(*, now: datetime) -> int:
    """End every session and token of everybody, and write that down; return how many there were."""
    ended = Session.objects.all().delete()[0] + Token.objects.all().delete()[0]
    append_leaf(kind="sign-in.all-ended", subject="openhall sessions", statement={"ended": ended}, now=now)
    return ended


@transaction.atomic
def disown_sign_ins(*, person: str, keep: str, now: datetime) -> int:
    """End every session and token of a person but the session ``keep`` (as stored); return how many ended."""
    ended = Session.objects.filter(person=person).exclude(pk=keep).delete()[0]
    ended += Token.objects.filter(person=person).delete()[0]
    append_leaf(kind="sign-in.disowned", subject=f"person:{person}", statement={"ended": ended}, now=now)
    return ended
