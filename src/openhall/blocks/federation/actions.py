"""Keep what people allow and take back, and change a code for a token: once, for whoever holds the key."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction

from openhall.blocks.federation.definitions import AnswerRefused, Asked
from openhall.blocks.federation.keys import signed
from openhall.blocks.federation.models import Consent, Grant
from openhall.blocks.federation.proving import authenticated, proven
from openhall.blocks.federation.queries import claims_of
from openhall.blocks.federation.rules import is_verifier
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON

CODE_LASTS, TOKEN_LASTS, ID_TOKEN_LASTS = timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=5)
_RANDOM_BYTES = 32
_PAST = timedelta(days=1)


def _digest(secret: str) -> str:
    """Return what is stored of a secret: with 256 random bits in it, a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def give_consent(*, person: str, asked: Asked, now: datetime) -> None:
    """Keep that ``person`` allows what is asked, beside what they allowed this system before."""
    kept, is_new = Consent.objects.select_for_update().get_or_create(
        client_id=asked.client.id, person=person, defaults={"scopes": json.dumps(asked.scopes), "given_at": now}
    )
    before = set(json.loads(kept.scopes))
    if not is_new and set(asked.scopes) <= before:
        return
    kept.scopes, kept.given_at = json.dumps(sorted(before | set(asked.scopes))), now
    kept.save(update_fields=["scopes", "given_at"])
    statement: dict[str, JSON] = {"person": person, "scopes": [*sorted(asked.scopes)]}
    append_leaf(kind="consent.given", subject=f"client:{asked.client.id}", statement=statement, now=now)


@transaction.atomic
def withdraw_consent(*, person: str, client: str, now: datetime) -> bool:
    """Take back what ``person`` allowed; codes and tokens of it are worth nothing from now on."""
    gone, _ = Consent.objects.filter(client_id=client, person=person).delete()
    if not gone:
        return False
    Grant.objects.filter(client_id=client, person=person).delete()
    append_leaf(kind="consent.withdrawn", subject=f"client:{client}", statement={"person": person}, now=now)
    return True


def forget_consents(*, person: str, now: datetime) -> None:
    """Take back all that somebody allowed, in the caller's transaction: no system is told of them any more."""
    for client in list(Consent.objects.filter(person=person).order_by("client").values_list("client", flat=True)):
        withdraw_consent(person=person, client=client, now=now)
    Grant.objects.filter(person=person).delete()


@transaction.atomic
def issue_code(*, person: str, level: int, signed_in_at: datetime, asked: Asked, now: datetime) -> str:
    """Return a fresh code for what ``person`` allowed; it opens once, within a minute, for this system alone."""
    Grant.objects.filter(ends_at__lt=now - _PAST).delete()
    code = token_urlsafe(_RANDOM_BYTES)
    Grant.objects.create(
        digest=_digest(code),
        client_id=asked.client.id,
        person=person,
        redirect=asked.redirect,
        nonce=asked.nonce,
        challenge=asked.challenge,
        key=asked.key,
        scopes=json.dumps(asked.scopes),
        level=level,
        signed_in_at=signed_in_at,
        ends_at=now + CODE_LASTS,
    )
    return code


def exchange_code(*, given: Mapping[str, str], proof: str, path: str, now: datetime) -> dict[str, object]:
    """Return the answer of the token endpoint, for a POST to ``path``.

    The system shows who it is (``client_assertion``), and by ``proof`` (DPoP) the key that the token is bound to. A
    code that comes twice is refused, and what it was changed for before ends. Raises ``AnswerRefused``.
    """
    client = authenticated(given, now=now).id
    if given.get("grant_type") != "authorization_code":
        raise AnswerRefused("unsupported_grant_type")
    key = proven(proof, method="POST", path=path, now=now)
    digest = _digest(given.get("code", ""))
    grant = Grant.objects.filter(pk=digest, client_id=client).first()
    if grant is None:
        raise AnswerRefused("invalid_grant")
    if grant.used_at is not None:
        Grant.objects.filter(pk=digest).update(access_digest=None)
        raise AnswerRefused("invalid_grant")
    is_sound = grant.ends_at > now and given.get("redirect_uri") == grant.redirect and grant.key in {"", key}
    if not is_sound or not is_verifier(given.get("code_verifier", ""), grant.challenge):
        raise AnswerRefused("invalid_grant")
    return _exchanged(grant, key, now)


def _exchanged(grant: Grant, key: str, now: datetime) -> dict[str, object]:
    token = token_urlsafe(_RANDOM_BYTES)
    ends = {"used_at": now, "access_digest": _digest(token), "key": key, "ends_at": now + TOKEN_LASTS}
    # Of two that come at once, one finds it unused; that it came twice ends what it was changed for, as above.
    if not Grant.objects.filter(pk=grant.pk, used_at=None).update(**ends):
        Grant.objects.filter(pk=grant.pk).update(access_digest=None)
        raise AnswerRefused("invalid_grant")
    claims = claims_of(grant, now)
    if claims is None:
        raise AnswerRefused("invalid_grant")
    seconds = int(now.timestamp())
    whole = {
        "iss": settings.OPENHALL_URL,
        "aud": grant.client_id,
        "iat": seconds,
        "exp": seconds + int(ID_TOKEN_LASTS.total_seconds()),
        "nonce": grant.nonce,
        **claims,
    }
    return {
        "access_token": token,
        "token_type": "DPoP",
        "expires_in": int(TOKEN_LASTS.total_seconds()),
        "scope": " ".join(json.loads(grant.scopes)),
        "id_token": signed(whole),
    }


def told_by_token(token: str, *, proof: str, method: str, path: str, now: datetime) -> dict[str, object]:
    """Return the claims that an access token opens for whoever shows its key (DPoP); raise ``AnswerRefused``.

    Whoever has no token leaves no trace: proofs are counted only where there is something that they open.
    """
    grant = Grant.objects.filter(access_digest=_digest(token), ends_at__gt=now).first()
    if grant is None or proven(proof, method=method, path=path, now=now, token=token) != grant.key:
        raise AnswerRefused("invalid_token")
    claims = claims_of(grant, now)
    if claims is None:
        raise AnswerRefused("invalid_token")
    return claims
