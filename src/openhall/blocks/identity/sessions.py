"""The sessions of one person: where they are signed in, and how well this browser has proven them."""

from datetime import datetime

from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.adapters import CODE
from openhall.blocks.identity.codes import marks_of_code
from openhall.blocks.identity.definitions import SessionFacts
from openhall.blocks.identity.models import Address, SentCode, Session
from openhall.blocks.identity.sign_ins import disown_sign_ins, note_ended

_ID = 16
_MOST = 50


def sessions_of(person: str, *, cookie: str, now: datetime) -> tuple[SessionFacts, ...]:
    """Return where a person is signed in, this browser first, then the latest."""
    here = digest_of_token(cookie)
    rows = Session.objects.filter(person=person, ends_at__gt=now).order_by("-seen_at")[:_MOST]
    found = [_facts(row, is_this=row.pk == here) for row in rows]
    return tuple(sorted(found, key=lambda each: not each.is_this))


def session_of(cookie: str, *, now: datetime) -> SessionFacts | None:
    """Return the session of a browser, by its cookie."""
    row = Session.objects.filter(pk=digest_of_token(cookie), ends_at__gt=now).first() if cookie else None
    return _facts(row, is_this=True) if row else None


def code_of_session(cookie: str) -> str:
    """Return the id of the code with which the session of this browser began; empty where it began otherwise.

    The session has its beginning from the moment in which the code was used.
    """
    session = Session.objects.filter(pk=digest_of_token(cookie), adapter=CODE.id).first() if cookie else None
    if session is None:
        return ""
    mine = Address.objects.filter(account__person=session.person_id)
    used = SentCode.objects.filter(account=None, used_at=session.begun_at)
    return next((code.pk for code in used if mine.filter(pk__in=marks_of_code(code)).exists()), "")


def end_session_of(*, person: str, session: str) -> None:
    """End one session of a person; one that is not there, or somebody else's, is left as it is."""
    if len(session) == _ID:
        note_ended(Session.objects.filter(person=person, pk__startswith=session).delete()[0], what="session-ended")


def end_other_sessions(*, person: str, cookie: str) -> None:
    """End all sessions of a person but this one."""
    others = Session.objects.filter(person=person).exclude(pk=digest_of_token(cookie))
    note_ended(others.delete()[0], what="others-ended")


def not_me(*, person: str, cookie: str, now: datetime) -> int:
    """End everything of a person but this browser's session, and write that down; return how many ended."""
    return disown_sign_ins(person=person, keep=digest_of_token(cookie), now=now)


def _facts(row: Session, *, is_this: bool) -> SessionFacts:
    return SessionFacts(
        row.pk[:_ID], row.adapter, row.level, row.begun_at, row.seen_at, row.device, row.is_shared, is_this
    )
