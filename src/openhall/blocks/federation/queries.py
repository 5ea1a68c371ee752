"""Which systems there are, what people allowed them, and what they are told."""

import hmac
import json
from datetime import datetime
from hashlib import sha256

from openhall.blocks.federation.definitions import ClientFacts, ConsentFacts
from openhall.blocks.federation.models import Client, Consent, Grant
from openhall.blocks.federation.rules import NAME, SERVICE, acr_of
from openhall.blocks.identity.facade import name_of_holder
from openhall.blocks.journal.facade import Purpose, Reader, server_key

_LONGEST = 200


def client_of(client: str) -> ClientFacts | None:
    """Return a registered system, or ``None``."""
    if not client.isprintable() or len(client) > _LONGEST:
        return None
    row = Client.objects.filter(pk=client).first()
    return _facts(row) if row else None


def _facts(row: Client) -> ClientFacts:
    return ClientFacts(
        row.id,
        row.authority,
        json.loads(row.name),
        tuple(json.loads(row.redirects)),
        tuple(json.loads(row.scopes)),
        tuple(json.loads(row.keys)),
    )


def clients() -> tuple[ClientFacts, ...]:
    """Return every registered system, by authority."""
    return tuple(_facts(row) for row in Client.objects.order_by("authority", "id"))


def allowed_scopes(*, person: str, client: str) -> frozenset[str]:
    """Return what ``person`` allows this system to be told."""
    kept = Consent.objects.filter(client_id=client, person=person).values_list("scopes", flat=True).first()
    return frozenset(json.loads(kept)) if kept else frozenset()


def consents_of(person: str) -> tuple[ConsentFacts, ...]:
    """Return what ``person`` allows, the newest first."""
    rows = Consent.objects.filter(person=person).select_related("client").order_by("-given_at", "id")
    return tuple(ConsentFacts(_facts(row.client), tuple(json.loads(row.scopes)), row.given_at) for row in rows)


def subject_of(client: str, person: str) -> str:
    """Return how one system knows ``person``; no two systems can tell that they know the same one."""
    return hmac.new(server_key("openid-subjects"), f"{client}\n{person}".encode(), sha256).hexdigest()


def claims_of(grant: Grant, now: datetime) -> dict[str, object] | None:
    """Return what the system is told, no more than was allowed; ``None`` when that was taken back."""
    scopes = json.loads(grant.scopes)
    if not set(scopes) <= allowed_scopes(person=grant.person, client=grant.client_id):
        return None
    claims: dict[str, object] = {
        "sub": subject_of(grant.client_id, grant.person),
        "acr": acr_of(grant.level),
        "auth_time": int(grant.signed_in_at.timestamp()),
        "services": [scope.removeprefix(SERVICE) for scope in scopes if scope.startswith(SERVICE)],
    }
    if NAME in scopes:
        name = name_of_holder(grant.person, reader=Reader(f"client:{grant.client_id}", Purpose.SHARE, "", now))
        claims["name"] = name.get("en") or next(iter(name.values()), "")
    return claims
