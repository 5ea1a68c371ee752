"""Sign a paper: PAdES B-T, with the certificate of the authority and a stamp of the time, in one added revision.

The field of the signature has no size, for the seal is drawn on the paper. It stands in the structure of the document
all the same, or the paper would be no PDF/UA any more.
"""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import keys
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from openhall.blocks.documents.papers.certificates import Identity, issuer_identity, stamper_identity
from openhall.blocks.documents.papers.stamping import HallStamper, as_asn1

_PDF = (1, 7)
_FIELD = "Seal"
#: Room for signature, certificate and time stamp, which are 3 kB: nothing has to be signed first to learn how much.
_RESERVED = 8192
_PRINTED_AND_LOCKED = 4 + 128
_name = generic.NameObject


class _Signer(SimpleSigner):
    """A signer that keeps its key open; the library's own reads it anew for each signature."""

    def __init__(self, identity: Identity) -> None:
        written = identity.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        super().__init__(
            signing_cert=as_asn1(identity),
            signing_key=keys.PrivateKeyInfo.load(written),
            cert_registry=SimpleCertificateStore(),
        )
        self._open = identity.key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        del digest_algorithm  # the only one that is ever asked for
        return self._open.sign(data, ec.ECDSA(hashes.SHA256()))


class _PdfSigner(PdfSigner):
    """A signer whose clock is the caller's."""

    def __init__(self, told: PdfSignatureMetadata, signer: SimpleSigner, now: datetime) -> None:
        super().__init__(told, signer=signer, timestamper=HallStamper(stamper_identity(), now))
        self._now = now

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self._now
        return session


class _Revision(IncrementalPdfFileWriter):
    """A revision that stays PDF 1.7, of which PDF/A-3 and PDF/UA-1 are.

    Whoever signs with a curve marks the file as PDF 2.0 otherwise, to name an extension that no reader needs.
    """

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        if version <= _PDF:
            super().ensure_output_version(version)  # type: ignore[no-untyped-call]

    def register_extension(self, ext: DeveloperExtension) -> None:
        if ext.base_version == f"/{_PDF[0]}.{_PDF[1]}":
            super().register_extension(ext)


def signed(data: bytes, *, authority: str, name: str, now: datetime) -> bytes:
    """Return a PDF with the signature of an authority, called ``name`` in English, at ``now``."""
    # What is added begins on a line of its own (PDF/A, 6.1.9), also where the file ends without one.
    writer = _Revision(BytesIO(data if data.endswith(b"\n") else data + b"\n"))
    _place_field(writer, f"Electronic signature: {name}")
    told = PdfSignatureMetadata(field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=name)
    signer = _PdfSigner(told, _Signer(issuer_identity(authority, name)), now)
    finished = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=_RESERVED * 2)
    return bytes(finished.getbuffer())


def _place_field(writer: IncrementalPdfFileWriter, alternative: str) -> None:
    """Put an empty field for the signature on the first page, and into the structure of the document."""
    tree = writer.root["/StructTreeRoot"]
    number = int(tree["/ParentTreeNextKey"])
    page, _ = writer.find_page_for_modification(0)
    field = writer.add_object(_field(page, number, alternative))
    _append(writer, page.get_object(), "/Annots", field)
    form = {"/Fields": generic.ArrayObject([field]), "/SigFlags": generic.NumberObject(3)}
    writer.root[_name("/AcroForm")] = _dictionary(form)
    writer.update_root()
    # The one element below the root is the document; the field is its last part.
    document = tree["/K"].raw_get(0)
    element = writer.add_object(_element(page, document, field, alternative))
    _append(writer, document.get_object(), "/K", element)
    tree["/ParentTree"]["/Nums"] += [generic.NumberObject(number), element]
    tree[_name("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    writer.update_container(tree["/ParentTree"])
    writer.update_container(tree)


def _field(page: generic.IndirectObject, number: int, alternative: str) -> generic.DictionaryObject:
    return _dictionary(
        {
            "/Type": _name("/Annot"),
            "/Subtype": _name("/Widget"),
            "/FT": _name("/Sig"),
            "/T": generic.TextStringObject(_FIELD),
            "/TU": generic.TextStringObject(alternative),
            "/Contents": generic.TextStringObject(alternative),
            "/F": generic.NumberObject(_PRINTED_AND_LOCKED),
            "/Rect": generic.ArrayObject([generic.NumberObject(0)] * 4),
            "/P": page,
            "/StructParent": generic.NumberObject(number),
        }
    )


def _element(
    page: generic.IndirectObject, document: generic.IndirectObject, field: generic.IndirectObject, alternative: str
) -> generic.DictionaryObject:
    return _dictionary(
        {
            "/Type": _name("/StructElem"),
            "/S": _name("/Form"),
            "/P": document,
            "/Alt": generic.TextStringObject(alternative),
            "/Pg": page,
            "/K": _dictionary({"/Type": _name("/OBJR"), "/Obj": field, "/Pg": page}),
        }
    )


def _append(
    writer: IncrementalPdfFileWriter, holder: generic.DictionaryObject, key: str, value: generic.IndirectObject
) -> None:
    """Add to a list that may not be there, or may be an object of its own."""
    if key in holder:
        held = holder[key]
        held.append(value)
        writer.update_container(held)
    else:
        holder[_name(key)] = generic.ArrayObject([value])
    writer.update_container(holder)


def _dictionary(members: Mapping[str, generic.PdfObject]) -> generic.DictionaryObject:
    return generic.DictionaryObject({_name(key): value for key, value in members.items()})
