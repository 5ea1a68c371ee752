"""What a request to sign somebody in has to be: OpenID Connect Core 1.0 with the rules of OAuth 2.1 (no database)."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import urlsplit

from openhall.blocks.federation.definitions import AnswerRefused, Asked, ClientFacts, RequestRefused

OPENID, NAME = "openid", "name"
#: A scope that names one service of a department.
SERVICE = "service:"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LEVEL = re.compile(r"urn:openhall:level:([0-3])")
_PROMPTS = frozenset({"none", "login", "consent"})
_LONGEST = 1000
#: What is kept of a request that is pushed: all that is read here, and nothing that could name somebody.
PARAMETERS = frozenset(
    (
        "response_type",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "acr_values",
        "max_age",
        "prompt",
        "response_mode",
        "ui_locales",
    )
)


def acr_of(level: int) -> str:
    """Return the word of OpenID (``acr``) for how sure the hall is of somebody."""
    return f"urn:openhall:level:{level}"


def is_redirect(address: str, *, is_demo: bool) -> bool:
    """Tell whether codes may be sent to ``address``: HTTPS, without fragment, user or wildcard; in a demo loopback."""
    parts = urlsplit(address)
    is_loopback = is_demo and parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
    is_plain = (
        not ({"#", "*", "\\"} & set(address)) and address.isascii() and address.isprintable() and " " not in address
    )
    return is_plain and (parts.scheme == "https" or is_loopback) and bool(parts.hostname) and "@" not in parts.netloc


def read_request(given: Mapping[str, str], client: ClientFacts | None, *, key: str = "") -> Asked:
    """Return what is asked, for a code that is bound to ``key``.

    Raises ``RequestRefused`` where nobody can be answered, else ``AnswerRefused``.
    """
    if client is None:
        raise RequestRefused(told="client_id")
    redirect = given.get("redirect_uri", "")
    if redirect not in client.redirects:  # letter by letter: no prefix, no port, no other spelling
        raise RequestRefused(told="redirect_uri")
    if given.get("response_type") != "code":
        raise AnswerRefused("unsupported_response_type", "response_type")
    if "request" in given:
        raise AnswerRefused("request_not_supported")
    if given.get("response_mode", "query") != "query" or "authorization_details" in given:
        # What would be answered another way, or asked in finer words, is not half done.
        raise AnswerRefused("invalid_request", "response_mode, authorization_details")
    if given.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(given.get("code_challenge", "")):
        raise AnswerRefused("invalid_request", "code_challenge (S256)")
    scopes = tuple(dict.fromkeys(given.get("scope", "").split()))
    if OPENID not in scopes or not set(scopes) <= {OPENID, *client.scopes}:
        raise AnswerRefused("invalid_scope", "scope")
    prompts = frozenset(given.get("prompt", "").split())
    if not prompts <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise AnswerRefused("invalid_request", "prompt")
    state, nonce = given.get("state", ""), given.get("nonce", "")
    if not nonce or max(len(state), len(nonce)) > _LONGEST:
        raise AnswerRefused("invalid_request", "nonce")
    return Asked(
        client=client,
        redirect=redirect,
        scopes=scopes,
        state=state,
        nonce=nonce,
        challenge=given["code_challenge"],
        level=_level(given.get("acr_values", "")),
        max_age=_seconds(given.get("max_age", "")),
        prompts=prompts,
        locales=given.get("ui_locales", "")[:_LONGEST],
        key=key,
    )


def _level(words: str) -> int:
    """Return the least of the levels that would do: they stand in order of preference, and a higher one does too."""
    levels = [int(found[1]) for word in words.split() if (found := _LEVEL.fullmatch(word))]
    return min(levels, default=0)


def _seconds(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise AnswerRefused("invalid_request", "max_age")
    return int(text)


def is_verifier(verifier: str, challenge: str) -> bool:
    """Tell whether ``verifier`` is what the challenge was made of (RFC 7636, S256)."""
    made = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return bool(_VERIFIER.fullmatch(verifier)) and made == challenge
