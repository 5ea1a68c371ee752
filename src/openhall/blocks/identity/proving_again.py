"""Whoever does what weighs much has shown lately that it is them: by signing in, or by one of their ways once more."""

from datetime import datetime, timedelta

from openhall.blocks.identity.actions import begin_session, digest_of_token
from openhall.blocks.identity.adapters import DEMO, SignInRefused
from openhall.blocks.identity.definitions import SessionFacts
from openhall.blocks.identity.factors import Proven, second_ways, use_second
from openhall.blocks.identity.models import Account, Session, Token
from openhall.blocks.identity.passkeys import passkeys_of, use_passkey

#: So long a proof is good for what weighs much.
LATELY = timedelta(minutes=15)
PASSKEY_WAY = "passkey"
_BEARER = "Bearer "


def proven_lately(*, cookie: str, authorization: str = "", now: datetime) -> bool:
    """Tell whether the session of a cookie, or a bearer token, began within ``LATELY``.

    Whoever was chosen from the list of a demonstration has nothing to show: theirs counts as proven just now.
    """
    is_token = authorization.startswith(_BEARER)
    table = Token if is_token else Session
    digest = digest_of_token(authorization.removeprefix(_BEARER).strip() if is_token else cookie)
    row = table.objects.filter(pk=digest, ends_at__gt=now).values_list("adapter", "begun_at").first()
    return row is not None and (row[0] == DEMO.id or now - row[1] <= LATELY)


def ways_again(account: Account, session: SessionFacts) -> frozenset[str]:
    """Return how somebody shows once more that it is them: ``authenticator``, ``sheet``, ``passkey``; maybe none."""
    ways = second_ways(_first(account, session))
    return ways | {PASSKEY_WAY} if passkeys_of(account.pk) else ways


def prove_again(
    *, account: Account, session: SessionFacts, cookie: str, typed: str, credential: str, now: datetime
) -> str:
    """Return the token of a fresh session instead of that of ``cookie``; raise ``SignInRefused``, which counts.

    It proves what the session proved before and no more: one way shown again makes nothing stronger.
    """
    if credential:
        found, level = use_passkey(credential, now=now)
        if found.pk != account.pk or level < session.level:
            raise SignInRefused("passkey-wrong")
    else:
        use_second(_first(account, session), typed, now=now)
    return begin_session(
        person=account.person_id,
        adapter=session.adapter,
        level=session.level,
        instead_of=cookie,
        is_shared=session.is_shared,
        device=session.device,
        now=now,
    )


def _first(account: Account, session: SessionFacts) -> Proven:
    return Proven(account.pk, account.person_id, session.adapter, session.level)
