"""Whether an id_token is what it has to be: signed by its provider, for this hall, for this question, now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.provider_calls import key_of
from openhall.blocks.identity.provider_settings import RSA_V15, SOUND, Provider

#: Which key each algorithm takes; there are no others, so a public key is never taken for a shared secret.
_KINDS: Mapping[str, type[RSAKey] | type[ECKey]] = {"ES256": ECKey, "PS256": RSAKey, RSA_V15: RSAKey}
#: Bits of an RSA key at least (NIST SP 800-131A).
_FEWEST_BITS = 2048
#: Clocks differ by so many seconds, and a token is no older than that when it is given for a code.
_LEEWAY, _OLDEST = 60, 600
_LONGEST_SUBJECT = 255
#: What may stand as the type of an id_token; those for access and for signing out have types of their own.
_TYPE = "JWT"


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider has said of somebody: under which name it knows them, how surely, and the claim that binds."""

    subject: str
    level: int
    bound: str


def read_token(provider: Provider, token: str, *, nonce: str, now: datetime) -> Told:
    """Return what a genuine id_token says; raise ``SignInRefused`` for every other."""
    try:
        claims = _claims(provider, token)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInRefused("provider-wrong") from error
    if not (_is_for_us(provider, claims, nonce) and _is_now(claims, now.timestamp())):
        raise SignInRefused("provider-wrong")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise SignInRefused("provider-wrong")
    bound = claims.get(provider.binding.claim) if provider.binding else ""
    return Told(subject, _level(provider, claims.get("acr")), bound if isinstance(bound, str) else "")


def _claims(provider: Provider, token: str) -> dict[str, Any]:
    header = jws.extract_compact(token.encode()).headers()
    algorithm, kid = str(header.get("alg")), header.get("kid")
    taken = (provider.id_token_signed_response_alg,) if provider.id_token_signed_response_alg else SOUND
    if algorithm not in taken or not isinstance(kid, str) or "crit" in header:
        raise ValueError("no algorithm of ours, or no key is named")
    if str(header.get("typ", _TYPE)).upper() != _TYPE:
        raise ValueError("it is a token of another type")
    key = key_of(provider, kid)
    if key.get("kty") != _KINDS[algorithm].key_type or key.get("use", "sig") != "sig":
        raise ValueError("the key is for something else")
    if key.get("alg", algorithm) != algorithm:
        raise ValueError("the key is for another algorithm")
    public = _KINDS[algorithm].import_key(key)
    if isinstance(public, RSAKey) and public.public_key.key_size < _FEWEST_BITS:
        raise ValueError("the key is too short")
    return dict(jwt.decode(token, public, algorithms=[algorithm]).claims)


def _is_for_us(provider: Provider, claims: Mapping[str, Any], nonce: str) -> bool:
    audience = claims.get("aud")
    listed = [audience] if isinstance(audience, str) else audience if isinstance(audience, list) else []
    party = claims.get("azp")
    told = claims.get("nonce")
    return (
        claims.get("iss") == provider.issuer
        and "events" not in claims  # of a token that tells of something, as one that signs out
        and provider.client_id in listed
        and (party == provider.client_id or (party is None and len(listed) == 1))
        and isinstance(told, str)
        and compare_digest(told.encode(), nonce.encode())
    )


def _is_now(claims: Mapping[str, Any], now: float) -> bool:
    ends_at, made_at = claims.get("exp"), claims.get("iat")
    begins_at = claims.get("nbf", made_at)
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in (ends_at, made_at, begins_at)):
        return False
    is_begun = begins_at <= now + _LEEWAY
    return bool(is_begun and ends_at > now - _LEEWAY and now - _OLDEST <= made_at <= now + _LEEWAY)  # type: ignore[operator]  # numbers, as just asked


def _level(provider: Provider, acr: object) -> int:
    """Return what this sign-in proves; where ``acr`` counts, one that the operator did not name proves nothing."""
    if not provider.levels:
        return provider.level
    level = provider.levels.get(acr) if isinstance(acr, str) else None
    if level is None:
        raise SignInRefused("provider-level")
    return level
