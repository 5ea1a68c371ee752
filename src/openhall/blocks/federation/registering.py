"""Register systems with the public keys that they sign with, and change those; the hall knows no secret of theirs."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from secrets import token_hex

from django.conf import settings
from django.db import transaction

from openhall.blocks.federation.client_keys import public_keys_in
from openhall.blocks.federation.definitions import ClientRefused
from openhall.blocks.federation.models import Client, Grant, PushedRequest
from openhall.blocks.federation.rules import NAME, SERVICE, is_redirect
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON


@transaction.atomic
def add_client(  # noqa: PLR0913 - a registration is these things
    *,
    authority: str,
    name: Mapping[str, str],
    redirects: Iterable[str],
    services: Iterable[str],
    keys: Iterable[str],
    is_told_name: bool,
    actor: str,
    now: datetime,
) -> str:
    """Register a system of ``authority``; return its id.

    ``services`` are ids of services of that authority and of no other, ``keys`` texts of files that each hold a public
    key (PEM, JWK or a set of JWK). Raises ``ClientRefused``.
    """
    addresses, wanted = list(dict.fromkeys(redirects)), list(dict.fromkeys(services))
    for address in addresses:
        if not is_redirect(address, is_demo=settings.OPENHALL_DEMO):
            raise ClientRefused(f"{address!r} is no address for codes: https, no “#”, no “*”, no user")
    if not addresses:
        raise ClientRefused("give at least one --redirect")
    for service in wanted:
        if service.partition("/")[0] != authority:
            raise ClientRefused(f"{service!r} is no service of {authority}")
    public, client = public_keys_in(keys), f"client-{token_hex(8)}"
    scopes = [*([NAME] if is_told_name else []), *(f"{SERVICE}{service}" for service in wanted)]
    Client.objects.create(
        id=client,
        authority=authority,
        name=json.dumps(dict(name)),
        keys=json.dumps(list(public.values())),
        redirects=json.dumps(addresses),
        scopes=json.dumps(scopes),
        made_at=now,
    )
    statement: dict[str, JSON] = {"authority": authority, "scopes": [*scopes], "keys": [*public], "by": actor}
    append_leaf(kind="client.added", subject=f"client:{client}", statement=statement, now=now)
    return client


@transaction.atomic
def change_client_keys(*, client: str, keys: Iterable[str], actor: str, now: datetime) -> tuple[str, ...]:
    """Let a system sign with ``keys`` (as above) instead of those before; return their thumbprints.

    Requests, codes and tokens on their way end: one of the keys before may have been stolen. Raises ``ClientRefused``.
    """
    public = public_keys_in(keys)
    if not Client.objects.filter(pk=client).update(keys=json.dumps(list(public.values()))):
        raise ClientRefused(f"there is no system {client!r}; openhall client list shows those that there are")
    PushedRequest.objects.filter(client_id=client).delete()
    Grant.objects.filter(client_id=client).delete()
    statement: dict[str, JSON] = {"keys": [*public], "by": actor}
    append_leaf(kind="client.keys-changed", subject=f"client:{client}", statement=statement, now=now)
    return tuple(public)
