"""One-time codes to sign in: an operator makes one for an officer, a counter one for a resident; each works once."""

from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.identity.actions import begin_session, digest_of_token
from openhall.blocks.identity.adapters import INVITATION, SignInRefused
from openhall.blocks.identity.models import Invitation, Person
from openhall.blocks.identity.sheets import bare, grouped, random_signs
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON

INVITATION_LASTS = timedelta(hours=1)
#: On paper there is time to go home.
PRINTED_LASTS = timedelta(days=30)
#: 78 bits: nobody guesses one, and it can be typed; it stands in no address.
_SIGNS = 16


@transaction.atomic
def invite(*, person: str, actor: str, now: datetime) -> tuple[str, datetime]:
    """Return a code that signs ``person`` in once, and when it ends; codes made for them before end here.

    Raises ``SignInRefused`` for somebody whom the hall does not know.
    """
    if not Person.objects.filter(pk=person).exists():
        raise SignInRefused("unknown-person")
    Invitation.objects.filter(person=person, used_at__isnull=True).delete()
    code, ends_at = random_signs(_SIGNS), now + INVITATION_LASTS
    Invitation.objects.create(digest=digest_of_token(code), person_id=person, made_at=now, ends_at=ends_at)
    _log("invitation.made", person, actor, now)
    return grouped(code), ends_at


@transaction.atomic
def print_invitation(*, person: str, level: int, actor: str, now: datetime) -> tuple[str, datetime]:
    """Return the code on the sheet that is handed to ``person`` at a counter, and when it ends.

    Whoever is signed in with it once is proven to ``level``, 2 or 3. Sheets handed out before end here. The caller
    has asked whether ``actor`` may do that. Raises ``SignInRefused`` for somebody whom the hall does not know.
    """
    known = Person.objects.filter(pk=person)
    if not known.exists():
        raise SignInRefused("unknown-person")
    known.filter(level__lt=level).update(level=level)
    Invitation.objects.filter(person=person, used_at__isnull=True).delete()
    code, ends_at = random_signs(_SIGNS), now + PRINTED_LASTS
    Invitation.objects.create(
        digest=digest_of_token(code), person_id=person, made_at=now, ends_at=ends_at, is_printed=True
    )
    proven: dict[str, JSON] = {"person": person, "by": actor, "level": level}
    append_leaf(kind="identity.proven", subject=f"person:{person}", statement=proven, now=now)
    return grouped(code), ends_at


@transaction.atomic
def accept_invitation(
    *, code: str, instead_of: str = "", is_shared: bool = False, device: str = "", now: datetime
) -> str:
    """Use ``code``, however it was typed, and return the token of a fresh session, for the cookie.

    Raises ``SignInRefused``.

    ``instead_of`` is the cookie of the session that the browser had, which ends. Of two who come at once with the
    same code one is signed in.
    """
    digest = digest_of_token(bare(code))
    open_ones = Invitation.objects.filter(pk=digest, used_at__isnull=True, ends_at__gt=now)
    if open_ones.update(used_at=now) != 1:
        raise SignInRefused("invitation-ended")
    person = str(Invitation.objects.values_list("person_id", flat=True).get(pk=digest))
    _log("invitation.used", person, person, now)
    return begin_session(
        person=person,
        adapter=INVITATION.id,
        instead_of=instead_of,
        is_shared=is_shared,
        device=device,
        is_known=False,
        now=now,
    )


def _log(kind: str, person: str, actor: str, now: datetime) -> None:
    append_leaf(kind=kind, subject=f"person:{person}", statement={"person": person, "by": actor}, now=now)
