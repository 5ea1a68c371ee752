"""What a system leaves here before somebody comes with it (pushed authorization requests, RFC 9126).

What stands in the browser's address is a name that nobody can guess and nothing else: who reads or changes it there
learns and changes nothing of what is asked.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from openhall.blocks.federation.definitions import AnswerRefused, Asked, RequestRefused
from openhall.blocks.federation.models import PushedRequest
from openhall.blocks.federation.proving import authenticated, proven
from openhall.blocks.federation.queries import client_of
from openhall.blocks.federation.rules import PARAMETERS, read_request
from openhall.kernel.possession import is_thumbprint

#: How long it waits for somebody to come with it; and then for them to sign in, which may need a telephone or a letter.
PUSHED_LASTS, OPENED_LASTS = timedelta(seconds=90), timedelta(minutes=30)
_PREFIX = "urn:ietf:params:oauth:request_uri:"
_RANDOM_BYTES = 32
_LONGEST = 300


def push_request(*, given: Mapping[str, str], proof: str, path: str, now: datetime) -> dict[str, object]:
    """Keep what a system asks, and return the name that it has here; raise ``AnswerRefused``.

    Where ``proof`` (DPoP, for a POST to ``path``) or ``dpop_jkt`` name a key, the code will be worth something only
    with that key (RFC 9449, section 10).
    """
    client = authenticated(given, now=now)
    try:
        read_request(given, client)
    except RequestRefused as refused:
        raise AnswerRefused("invalid_request") from refused
    if "request_uri" in given:
        raise AnswerRefused("invalid_request")
    key = given.get("dpop_jkt", "")
    shown = proven(proof, method="POST", path=path, now=now) if proof else key
    if (key and not is_thumbprint(key)) or (key and key != shown):
        raise AnswerRefused("invalid_dpop_proof")
    name = f"{_PREFIX}{token_urlsafe(_RANDOM_BYTES)}"
    asked = {word: text for word, text in given.items() if word in PARAMETERS}
    PushedRequest.objects.create(
        digest=_digest(name), client_id=client.id, asked=json.dumps(asked), key=shown, ends_at=now + PUSHED_LASTS
    )
    return {"request_uri": name, "expires_in": int(PUSHED_LASTS.total_seconds())}


def pushed_request(*, client: str, name: str, now: datetime) -> Asked:
    """Return what was pushed by ``client`` under ``name``; raise ``RequestRefused`` where there is nothing (any more).

    From when it is looked at first somebody has half an hour to sign in and to answer.
    """
    facts = client_of(client)
    row = PushedRequest.objects.filter(pk=_digest(name), client_id=client, ends_at__gt=now).first() if facts else None
    if row is None:
        raise RequestRefused(told="request_uri")
    PushedRequest.objects.filter(pk=row.pk, opened_at=None).update(opened_at=now, ends_at=now + OPENED_LASTS)
    try:
        return read_request(json.loads(row.asked), facts, key=row.key)
    except AnswerRefused as refused:
        # What it may ask has been changed since.
        raise RequestRefused(told=refused.told) from refused


def end_request(name: str) -> bool:
    """Let a pushed request be answered, by whoever gets true: of two that come at once one does."""
    return PushedRequest.objects.filter(pk=_digest(name)).delete()[0] == 1


def sweep_requests(*, now: datetime) -> int:
    """Forget the requests that nobody came with, or that nobody answered."""
    return PushedRequest.objects.filter(ends_at__lt=now).delete()[0]


def _digest(name: str) -> str:
    return sha256(name[:_LONGEST].encode(errors="replace")).hexdigest()
