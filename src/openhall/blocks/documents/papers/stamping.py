"""The hall's own time-stamp authority (RFC 3161), without a network: it stamps what it is asked for, at ``now``."""

import secrets
from datetime import UTC, datetime
from hashlib import sha256

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.timestamps import TimeStamper

from openhall.blocks.documents.papers.certificates import Identity

#: The policy of these stamps: an arc for documentation and examples, as befits a hall without one of its own.
_POLICY = "2.999.1"
_SERIAL_BITS = 63


class HallStamper(TimeStamper):
    """The authority as the signer of PDFs asks it: one for each signature, with its moment."""

    def __init__(self, identity: Identity, now: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # the library has no types here
        self._identity, self._now = identity, now

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Answer a request."""
        return stamped(req, self._identity, self._now)


def stamped(asked: tsp.TimeStampReq, identity: Identity, now: datetime) -> tsp.TimeStampResp:
    """Return the answer to a request: granted, with a token."""
    token = _token(_info(asked, now), identity)
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token})


def _info(asked: tsp.TimeStampReq, now: datetime) -> bytes:
    told = {
        "version": "v1",
        "policy": _POLICY,
        "message_imprint": asked["message_imprint"],
        "serial_number": secrets.randbits(_SERIAL_BITS) + 1,
        "gen_time": core.GeneralizedTime(now.astimezone(UTC).replace(microsecond=0)),
        "accuracy": tsp.Accuracy({"seconds": 1}),
    }
    if asked["nonce"].native is not None:
        told["nonce"] = asked["nonce"]
    written: bytes = tsp.TSTInfo(told).dump()
    return written


def _token(info: bytes, identity: Identity) -> cms.ContentInfo:
    certificate = as_asn1(identity)
    attributes = cms.CMSAttributes(
        [
            _attribute("content_type", "tst_info"),
            _attribute("message_digest", sha256(info).digest()),
            _attribute("signing_certificate_v2", _reference(certificate)),
        ]
    )
    signer = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                )
            }
        ),
        "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        "signed_attrs": attributes,
        "signature": identity.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
    }
    signed = {
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
        "certificates": [certificate],
        "signer_infos": [cms.SignerInfo(signer)],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})


def as_asn1(identity: Identity) -> x509.Certificate:
    """Return a certificate as the libraries of signatures take it."""
    return x509.Certificate.load(identity.certificate.public_bytes(serialization.Encoding.DER))


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": (value,)})


def _reference(certificate: x509.Certificate) -> tsp.SigningCertificateV2:
    return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": sha256(certificate.dump()).digest()})]})
