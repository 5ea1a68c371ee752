"""The door of ``federation``: systems of departments that ask the hall who somebody is."""

from openhall.blocks.federation.actions import (
    exchange_code,
    forget_consents,
    give_consent,
    issue_code,
    told_by_token,
    withdraw_consent,
)
from openhall.blocks.federation.definitions import (
    AnswerRefused,
    Asked,
    ClientFacts,
    ClientRefused,
    ConsentFacts,
    RequestRefused,
)
from openhall.blocks.federation.keys import ALGORITHM, public_keys
from openhall.blocks.federation.keys import NAME as OPENID_KEY
from openhall.blocks.federation.keys import fresh_key as fresh_openid_key
from openhall.blocks.federation.pushing import end_request, push_request, pushed_request, sweep_requests
from openhall.blocks.federation.queries import allowed_scopes, client_of, clients, consents_of
from openhall.blocks.federation.registering import add_client, change_client_keys
from openhall.blocks.federation.rules import NAME, OPENID, SERVICE, acr_of

__all__ = [
    "ALGORITHM",
    "NAME",
    "OPENID",
    "OPENID_KEY",
    "SERVICE",
    "AnswerRefused",
    "Asked",
    "ClientFacts",
    "ClientRefused",
    "ConsentFacts",
    "RequestRefused",
    "acr_of",
    "add_client",
    "allowed_scopes",
    "change_client_keys",
    "client_of",
    "clients",
    "consents_of",
    "end_request",
    "exchange_code",
    "forget_consents",
    "fresh_openid_key",
    "give_consent",
    "issue_code",
    "public_keys",
    "push_request",
    "pushed_request",
    "sweep_requests",
    "told_by_token",
    "withdraw_consent",
]
