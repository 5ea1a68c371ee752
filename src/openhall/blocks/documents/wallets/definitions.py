"""What crosses the door about wallets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from openhall.kernel.errors import Refusal

#: How long an offer waits for a wallet, and how long the wallet then has to fetch.
OFFER_LASTS, ACCESS_LASTS = timedelta(minutes=10), timedelta(minutes=5)
#: A telephone's clock may be wrong by so much.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Shown:
    """The proof (DPoP) that came with a request, and what the request was: a POST to ``address``.

    ``attestation`` says which program the wallet is, ``possession`` that it holds the key which that names;
    ``client`` is what it calls itself.
    """

    proof: str
    address: str
    attestation: str = ""
    possession: str = ""
    client: str = ""


class WalletRefused(Refusal):
    """A wallet is not given what it asks for, and nothing changed.

    Codes, as OpenID for Verifiable Credential Issuance names them: ``invalid_grant``, ``invalid_token``,
    ``invalid_proof``, ``invalid_nonce``, ``unknown_credential_configuration``, ``credential_request_denied``; and
    ``invalid_dpop_proof`` (RFC 9449), ``invalid_client_attestation`` and ``use_fresh_attestation``.
    """

    code = "invalid_grant"


@dataclass(frozen=True, slots=True)
class CredentialOffer:
    """An offer of a paper to a wallet: a code that works once, until ``expires_at``."""

    code: str
    kind: str
    expires_at: datetime
