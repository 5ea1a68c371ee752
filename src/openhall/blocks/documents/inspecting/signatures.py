"""Look at the signatures of a PDF: whether one goes back to a root that is named, and every byte is as it was signed.

The roots come as arguments, in base 64; they are no secret.
"""

import sys
from base64 import b64decode
from typing import BinaryIO

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from openhall.blocks.documents.inspecting.confinement import look_confined
from openhall.blocks.documents.inspecting.verdicts import Found, Verdict

#: A paper of a hall has one.
_MOST_SIGNATURES = 8


def look(source: BinaryIO) -> None:
    """Refuse what is not signed, what others signed, and what was changed since somebody of ours signed it."""
    roots = [b64decode(each) for each in sys.argv[1:]]
    signatures = PdfFileReader(source).embedded_signatures
    if not signatures:
        raise Found(Verdict.UNSIGNED)
    if len(signatures) > _MOST_SIGNATURES:
        raise Found(Verdict.TOO_COMPLEX)
    ours = [each for each in signatures if any(_is_ours(each, load_der_x509_certificate(root)) for root in roots)]
    if not ours:
        raise Found(Verdict.FOREIGN)
    if len(signatures) > 1 or not _holds(ours[0], roots):
        raise Found(Verdict.ALTERED)


def _is_ours(signature: EmbeddedPdfSignature, root: Certificate) -> bool:
    """Tell whether the certificate in a signature is from the root; whether its key signed is looked at later."""
    try:
        load_der_x509_certificate(signature.signer_cert.dump()).verify_directly_issued_by(root)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def _holds(signature: EmbeddedPdfSignature, roots: list[bytes]) -> bool:
    """Tell whether a signature is good, and reaches over the whole file; nothing is fetched for it."""
    trusted = ValidationContext(trust_roots=[x509.Certificate.load(root) for root in roots], allow_fetching=False)
    status = validate_pdf_signature(signature, trusted, trusted, skip_diff=True)
    is_whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return is_whole and status.intact and status.valid and status.trusted


if __name__ == "__main__":
    look_confined(look)
