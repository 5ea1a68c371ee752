"""What the hall asks a provider: where everything is, its keys, and a code changed for a token."""

import time
from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote_plus, urlencode

import msgspec
import requests

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.provider_settings import Provider, secret_of
from openhall.kernel.egress import address_fault, fetch

_T = TypeVar("_T")
_WELL_KNOWN = "/.well-known/openid-configuration"
#: Where a provider is, and with which keys it signs, is asked again after so many seconds.
_KEPT_FOR = 300.0
#: An unknown key may be a fresh one: the provider is asked for it, but not by whoever invents keys all the time.
_KEYS_KEPT_FOR = 10.0


class Metadata(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Keys(msgspec.Struct, frozen=True):
    keys: tuple[dict[str, str | list[str]], ...]


class _Token(msgspec.Struct, frozen=True):
    id_token: str
    token_type: str


@dataclass(frozen=True, slots=True)
class CodeToChange:
    """A code from the browser, with what proves that it was this hall that asked for it, and where it was sent."""

    code: str
    verifier: str
    redirect: str


_metadata = msgspec.json.Decoder(Metadata)
_read_keys = msgspec.json.Decoder(_Keys)
_read_token = msgspec.json.Decoder(_Token)
_known: dict[str, tuple[float, Metadata]] = {}
_keys: dict[str, tuple[float, _Keys]] = {}


def metadata_of(provider: Provider) -> Metadata:
    """Return where everything of a provider is; raise ``SignInRefused`` where it is silent or says something unsafe."""
    kept = _known.get(provider.issuer)
    if kept and kept[0] > time.monotonic():
        return kept[1]
    told = _asked(provider, f"{provider.issuer.rstrip('/')}{_WELL_KNOWN}", _metadata)
    places = (told.authorization_endpoint, told.token_endpoint, told.jwks_uri)
    is_safe = not any(address_fault(place, is_private=provider.private) for place in places)
    if told.issuer != provider.issuer or not is_safe or "S256" not in told.code_challenge_methods_supported:
        raise SignInRefused("provider-wrong")
    _known[provider.issuer] = time.monotonic() + _KEPT_FOR, told
    return told


def key_of(provider: Provider, kid: str) -> dict[str, str | list[str]]:
    """Return the public key (JWK) of that name; raise ``SignInRefused`` where the provider has none."""
    place = metadata_of(provider).jwks_uri
    until, kept = _keys.get(place, (0.0, _Keys(())))
    now = time.monotonic()
    is_unknown = all(key.get("kid") != kid for key in kept.keys)
    if until < now or (is_unknown and until - _KEPT_FOR + _KEYS_KEPT_FOR < now):
        kept = _asked(provider, place, _read_keys)
        _keys[place] = now + _KEPT_FOR, kept
    found = [key for key in kept.keys if key.get("kid") == kid]
    if len(found) != 1:
        raise SignInRefused("provider-wrong")
    return found[0]


def changed_code(provider: Provider, given: CodeToChange) -> str:
    """Return the id_token that the provider gives for a code; raise ``SignInRefused``."""
    told, secret = metadata_of(provider), secret_of(provider)
    form = {
        "grant_type": "authorization_code",
        "code": given.code,
        "redirect_uri": given.redirect,
        "code_verifier": given.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    ways, pair = told.token_endpoint_auth_methods_supported, f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
    # RFC 6749 has both encoded in the header, and some providers do not decode them: in the body nobody errs.
    is_plain = pair == f"{provider.client_id}:{secret}"
    if "client_secret_basic" in ways and (is_plain or "client_secret_post" not in ways):
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": provider.client_id, "client_secret": secret}
    body = urlencode(form).encode()
    answer = _asked(provider, told.token_endpoint, _read_token, headers, body)
    if answer.token_type.lower() != "bearer":
        raise SignInRefused("provider-wrong")
    return answer.id_token


def _asked(
    provider: Provider,
    url: str,
    decoder: "msgspec.json.Decoder[_T]",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> _T:
    try:
        reply = fetch("POST" if body else "GET", url, headers=headers, body=body, is_private=provider.private)
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise SignInRefused("provider-down")
        if reply.status != HTTPStatus.OK:
            raise SignInRefused("provider-wrong")
        return decoder.decode(reply.body)
    except msgspec.DecodeError as error:
        raise SignInRefused("provider-wrong") from error
    except (requests.RequestException, OSError, UnicodeError) as error:
        raise SignInRefused("provider-down") from error
