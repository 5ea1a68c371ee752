"""Offer a paper to a wallet, exchange the offer for access, and hand out the credential: each of them once."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

from django.db import transaction
from pypdf import PdfReader

from openhall.blocks.documents.credentials.definitions import Jwk
from openhall.blocks.documents.credentials.disclosing import bound_copy
from openhall.blocks.documents.models import Paper, WalletOffer
from openhall.blocks.documents.papers.finding import read_paper
from openhall.blocks.documents.wallets.attesting import hold_attested
from openhall.blocks.documents.wallets.definitions import (
    ACCESS_LASTS,
    OFFER_LASTS,
    CredentialOffer,
    Shown,
    WalletRefused,
)
from openhall.blocks.documents.wallets.proofs import key_of_access, key_of_proof
from openhall.blocks.journal.facade import OWN, Reader

_ATTACHED = "credential.sd-jwt"
_SECRET = 32
_MOST = 200
_REMEMBERED = timedelta(days=1)


def offer_to_wallet(*, paper: str, actor: str, now: datetime) -> CredentialOffer:
    """Offer a genuine paper to a wallet of ``actor``, who has been let in as its owner.

    Raises ``LookupError`` for an unknown paper, ``WalletRefused`` for one that was replaced or revoked.
    """
    row = Paper.objects.only("kind", "state").get(id=paper) if Paper.objects.filter(id=paper).exists() else None
    if row is None:
        raise LookupError(paper)
    if row.state != "genuine":
        raise WalletRefused(code="credential_request_denied")
    code, until = secrets.token_urlsafe(_SECRET), now + OFFER_LASTS
    WalletOffer.objects.create(code_sha256=_hash(code), paper_id=paper, actor=actor, expires_at=until)
    return CredentialOffer(code, row.kind, until)


def open_offer(*, code: str, shown: Shown, now: datetime) -> str:
    """Exchange the code of an offer for a word of access; the second time, and too late, it is refused.

    The word is worth something only with the key of the proof that was shown.
    """
    waiting = WalletOffer.objects.filter(code_sha256=_hash(code), access_sha256=None, expires_at__gt=now)
    if not waiting.exists():
        raise WalletRefused(code="invalid_grant")
    key, word = key_of_access(shown, now=now), secrets.token_urlsafe(_SECRET)
    hold_attested(shown, key=key, now=now)
    # One statement: of two that come at once, one finds nothing left to change.
    if waiting.update(access_sha256=_hash(word), key=key, expires_at=now + ACCESS_LASTS) != 1:
        raise WalletRefused(code="invalid_grant")
    return word


def issue_to_wallet(*, access: str, shown: Shown, kind: str, proof: str, audience: str, now: datetime) -> str:
    """Return the credential, bound to the wallet's key; a word of access is good for one.

    A proof that does not fit uses nothing up: the wallet may try again.
    """
    offer = WalletOffer.objects.filter(access_sha256=_hash(access), issued_at=None, expires_at__gt=now).first()
    # Proofs are counted only where there is something that they open: whoever has no word leaves no trace.
    if offer is None or key_of_access(shown, now=now, token=access) != offer.key:
        raise WalletRefused(code="invalid_token")
    key = key_of_proof(proof, audience=audience, now=now)
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(id=offer.paper_id)
        if paper.kind != kind:
            raise WalletRefused(code="unknown_credential_configuration")
        if paper.state != "genuine":
            raise WalletRefused(code="credential_request_denied")
        if WalletOffer.objects.filter(id=offer.id, issued_at=None).update(issued_at=now) != 1:
            raise WalletRefused(code="invalid_token")
        return _credential(paper, offer.actor, key, now)


def sweep_offers(*, now: datetime) -> int:
    """Forget the offers that came to nothing, and those that were taken up, a day after their last step was over."""
    return WalletOffer.objects.filter(expires_at__lt=now - _REMEMBERED).delete()[0]


def _credential(paper: Paper, actor: str, key: Jwk, now: datetime) -> str:
    reader = Reader(actor=actor, purpose=OWN, case=paper.subject, now=now)
    raw = b"".join(read_paper(paper.id, reader=reader))
    attached = PdfReader(BytesIO(raw)).attachments.get(_ATTACHED)
    if not attached:
        # It was issued without the facts that a wallet could show.
        raise WalletRefused(code="credential_request_denied")
    return bound_copy(attached[0].decode("ascii"), authority=paper.authority, holder_key=key, now=now)


def _hash(secret: str) -> str:
    return sha256(secret[:_MOST].encode()).hexdigest()
