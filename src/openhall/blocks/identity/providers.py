"""Sign in at an outside provider: lead the browser there, and take what it brings back.

OpenID Connect Core 1.0, code flow, with PKCE (RFC 7636), ``iss`` in the answer (RFC 9207), and an address of its own
for the answers of each provider, so that none can be taken for another's (RFC 9700).
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.factors import Proven
from openhall.blocks.identity.provider_calls import CodeToChange, changed_code, metadata_of
from openhall.blocks.identity.provider_links import links_of, proven_by_provider
from openhall.blocks.identity.provider_settings import Provider, all_providers, provider_of
from openhall.blocks.identity.provider_tokens import read_token
from openhall.kernel.languages import Text

_LONGEST_CODE = 2000
#: What a person sees of a provider's refusal; every other error is the provider's or ours.
_NO = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A provider that people may choose: its id, and its name in the languages that the operator wrote."""

    id: str
    name: Text


def open_providers() -> tuple[ProviderFacts, ...]:
    """Return the outside providers that people may choose here, in the operator's order."""
    return tuple(ProviderFacts(each.id, each.name) for each in all_providers())


def linked_providers(account: str) -> tuple[ProviderFacts, ...]:
    """Return the outside providers that know the person of an account, of those that may be chosen here."""
    linked = {each.provider for each in links_of(account)}
    return tuple(each for each in open_providers() if each.id in linked)


def begin_provider(*, provider: str, language: str) -> tuple[str, dict[str, str]]:
    """Return where the browser goes, and what its ceremony has to remember; raise ``SignInRefused``."""
    chosen = _chosen(provider)
    told = metadata_of(chosen)
    kept = {"provider": chosen.id, **{name: token_urlsafe(32) for name in ("state", "nonce", "verifier")}}
    asked = {
        "response_type": "code",
        "client_id": chosen.client_id,
        "redirect_uri": _redirect(chosen),
        "scope": " ".join(chosen.scopes),
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": urlsafe_b64encode(sha256(kept["verifier"].encode()).digest()).decode().rstrip("="),
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    if chosen.levels:
        asked["acr_values"] = " ".join(sorted(chosen.levels, key=lambda acr: -chosen.levels[acr]))
    place = told.authorization_endpoint
    return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}", kept


def use_provider(*, provider: str, kept: Mapping[str, str], given: Mapping[str, str], now: datetime) -> Proven:
    """Return who the provider says it is; raise ``SignInRefused``, and then nothing was changed.

    ``kept`` is what ``begin_provider`` gave, for this browser and this once; ``given`` is what the browser brings back.
    """
    if not kept or kept.get("provider") != provider or not _same(given.get("state", ""), kept.get("state", "")):
        raise SignInRefused("provider-ended")
    chosen = _chosen(provider)
    is_named = metadata_of(chosen).authorization_response_iss_parameter_supported or "iss" in given
    if is_named and given.get("iss") != chosen.issuer:
        raise SignInRefused("provider-wrong")
    if "error" in given:
        raise SignInRefused("provider-refused" if given["error"] in _NO else "provider-wrong")
    code = given.get("code", "")
    if not 0 < len(code) <= _LONGEST_CODE:
        raise SignInRefused("provider-wrong")
    token = changed_code(chosen, CodeToChange(code, kept["verifier"], _redirect(chosen)))
    return proven_by_provider(chosen, read_token(chosen, token, nonce=kept["nonce"], now=now), now=now)


def _chosen(provider: str) -> Provider:
    chosen = provider_of(provider)
    if chosen is None:
        raise SignInRefused("sign-in-closed", adapter=provider)
    return chosen


def _redirect(provider: Provider) -> str:
    return f"{settings.OPENHALL_URL}/identity/{provider.id}/back"


def _same(given: str, kept: str) -> bool:
    return bool(kept) and compare_digest(given.encode(), kept.encode())
