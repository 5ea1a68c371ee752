"""The hall's own authority of certificates: a root, a certificate for each office that issues, one for time stamps.

They are made at first use and kept below ``keys/papers`` (a demonstration's below ``keys/demonstration-papers``), key
and certificate in one file, so that neither is ever there without the other. Where several processes make one at
once, the first to be written is everybody's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from openhall.blocks.journal.facade import KeyFileError, add_to_ring, key_file, key_ring

_ROOT, _STAMPS = "root", "time-stamps"
#: From a fixed day, so that a certificate is never younger than the moment that it vouches for.
_BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
_ROOT_YEARS, _YEARS = 40, 35
_MOST_NAME = 64
#: Adobe's and the common purpose of document signing (RFC 9336).
_DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where keys lie, and what stands before every name in their certificates."""

    folder: Path
    name: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def root_certificate() -> x509.Certificate:
    """Return the certificate that all others that this hall makes now go back to."""
    return _root(_shelf()).certificate


def root_certificates() -> tuple[x509.Certificate, ...]:
    """Return it and those whose place it took: what goes back to one of them was signed by this hall."""
    shelf, now = _shelf(), root_certificate()
    older = (_read(each.path, each.text).certificate for each in key_ring(f"{shelf.name}/{_ROOT}.pem"))
    return (now, *(each for each in older if each != now))


def change_paper_keys(*, with_root: bool, now: datetime) -> list[str]:
    """Let fresh keys sign for all offices that have signed, and for the clock; return the names of their files.

    With ``with_root`` they go back to a fresh root as well. Papers that were signed before stay as good as they are:
    each carries its certificate.
    """
    shelf, stamper = _shelf(), stamper_identity()
    changed = [*_change(shelf, _ROOT, lambda _old: _fresh_root(shelf), now)] if with_root else []
    folder = shelf.folder / shelf.name
    for path in sorted(folder.glob("issuer-*.pem")):
        changed += _change(shelf, path.name.removesuffix(".pem"), lambda old: _fresh_issuer(shelf, *_whose(old)), now)
    del stamper  # made where there was none, so that it has something to take the place of
    return [*changed, *_change(shelf, _STAMPS, lambda _old: _fresh_stamper(shelf), now)]


def _change(shelf: _Shelf, name: str, make: Callable[[Identity], Identity], now: datetime) -> list[str]:
    old = key_ring(f"{shelf.name}/{name}.pem")[-1]
    add_to_ring(f"{shelf.name}/{name}.pem", _written(make(_read(old.path, old.text))), begins=now)
    return [name]


def _whose(old: Identity) -> tuple[str, str]:
    """Return name and id of the office whose certificate it is."""
    subject = old.certificate.subject
    named = (
        subject.get_attributes_for_oid(each) for each in (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    )
    name, authority = (str(each[0].value) if each else "" for each in named)
    return name, authority


def issuer_identity(authority: str, name: str) -> Identity:
    """Return the key and certificate with which an authority signs; ``name`` is what it is called in English."""
    return _issuer(_shelf(), authority, name)


def stamper_identity() -> Identity:
    """Return the key and certificate of the hall's clock."""
    return _stamper(_shelf())


def _shelf() -> _Shelf:
    """Return where the keys of this hall lie: one that only shows what it can do never signs with those of another."""
    if settings.OPENHALL_DEMO:
        return _Shelf(settings.KEYS_FOLDER, "demonstration-papers", "DEMONSTRATION ")
    return _Shelf(settings.KEYS_FOLDER, "papers", "")


def _root(shelf: _Shelf) -> Identity:
    return _kept(shelf, _ROOT, lambda: _fresh_root(shelf))


def _fresh_root(shelf: _Shelf) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named(f"{shelf.prefix}Openhall root of papers", "Openhall")
    made = _begun(name, name, key, _ROOT_YEARS)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    made = made.add_extension(_usage(certificates=True), critical=True)
    return Identity(key, made.sign(key, hashes.SHA256()))


def _issuer(shelf: _Shelf, authority: str, name: str) -> Identity:
    # The name of a file is not what somebody called an office.
    tame = re.sub(r"[^a-z0-9-]", "-", authority.lower())[:60]
    return _kept(
        shelf,
        f"issuer-{tame}-{sha256(authority.encode()).hexdigest()[:8]}",
        lambda: _fresh_issuer(shelf, name, authority),
    )


def _stamper(shelf: _Shelf) -> Identity:
    return _kept(shelf, _STAMPS, lambda: _fresh_stamper(shelf))


def _fresh_issuer(shelf: _Shelf, name: str, authority: str) -> Identity:
    return _issued(shelf, name, authority, ExtendedKeyUsageOID.EMAIL_PROTECTION, _DOCUMENT_SIGNING)


def _fresh_stamper(shelf: _Shelf) -> Identity:
    return _issued(shelf, "Openhall time stamps", "", ExtendedKeyUsageOID.TIME_STAMPING)


def _issued(shelf: _Shelf, name: str, authority: str, *purposes: x509.ObjectIdentifier) -> Identity:
    root, key = _root(shelf), ec.generate_private_key(ec.SECP256R1())
    whose = _named(f"{shelf.prefix}{name}", name, authority)
    made = _begun(whose, root.certificate.subject, key, _YEARS)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage(certificates=False), critical=True)
    # A stamper may serve for nothing else (RFC 3161, 2.3).
    is_stamper = ExtendedKeyUsageOID.TIME_STAMPING in purposes
    made = made.add_extension(x509.ExtendedKeyUsage(purposes), critical=is_stamper)
    made = made.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
    return Identity(key, made.sign(root.key, hashes.SHA256()))


def _begun(whose: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, years: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(whose)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(_BEGIN + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _named(name: str, organisation: str, unit: str = "") -> x509.Name:
    parts = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation)]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    return x509.Name([x509.NameAttribute(oid, text[:_MOST_NAME]) for oid, text in parts])


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=not certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _kept(shelf: _Shelf, name: str, make: Callable[[], Identity]) -> Identity:
    return _read(shelf.folder / shelf.name / name, key_file(f"{shelf.name}/{name}.pem", lambda: _written(make())))


@lru_cache(maxsize=512)
def _read(place: Path, text: str) -> Identity:
    try:
        key = serialization.load_pem_private_key(text.encode(), password=None)
        certificate = x509.load_pem_x509_certificate(text.encode())
    except ValueError as error:
        told = f"{place}.pem is damaged; put back the file that papers were signed with"
        raise KeyFileError(told) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyFileError(f"{place}.pem holds another kind of key than this hall makes")
    return Identity(key, certificate)


def _written(made: Identity) -> str:
    key = made.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return (key + made.certificate.public_bytes(serialization.Encoding.PEM)).decode("ascii").rstrip("\n")
