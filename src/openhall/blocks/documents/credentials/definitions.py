"""What a credential is made from, and what a wallet shows of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

#: Members of the public half of a key, as in RFC 7517.
Jwk = Mapping[str, str]


class CertifiedFact(Protocol):
    """A line of a paper."""

    @property
    def label(self) -> str:
        """What is stated."""

    @property
    def value(self) -> str:
        """What it is."""


class Certified(Protocol):
    """What a credential says of a paper; the content of a paper has all of it."""

    @property
    def kind(self) -> str:
        """What kind of paper it is, such as ``licence``."""

    @property
    def authority(self) -> str:
        """The id of the office that issues it."""

    @property
    def service(self) -> str:
        """The id of the service that it comes from."""

    @property
    def language(self) -> str:
        """The language in which it is written."""

    @property
    def title(self) -> str:
        """What stands on top of it."""

    @property
    def number(self) -> str:
        """Its number in the office's register, or nothing."""

    @property
    def holder(self) -> Sequence[str]:
        """The lines that name its holder, as they stand on it."""

    @property
    def facts(self) -> Sequence[CertifiedFact]:
        """Its lines, the weightiest first."""

    @property
    def issued_on(self) -> date:
        """Its date."""

    @property
    def valid_until(self) -> date | None:
        """Its last day, if it has one."""

    @property
    def is_demo(self) -> bool:
        """Whether it comes from a demonstration and proves nothing."""


@dataclass(frozen=True, slots=True)
class IssuingKey:
    """The key with which an office signs credentials (P-256), and the id by which verifiers find its public half."""

    authority: str
    private: EllipticCurvePrivateKey
    kid: bytes


@dataclass(frozen=True, slots=True)
class WalletCredential:
    """A credential for a wallet (SD-JWT VC), with all of its disclosures."""

    text: str
    vct: str
