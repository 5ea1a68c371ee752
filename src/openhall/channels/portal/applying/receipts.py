"""A receipt as a page: what was submitted (as hashes), when, and the proof that the log holds it."""

from collections.abc import Iterator, Mapping
from typing import Any

from openhall.blocks.cases.facade import CaseFacts
from openhall.blocks.catalogue.facade import version_of
from openhall.blocks.journal.facade import log_verifier
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.case_words import service_line
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.ui.case_views import Fingerprint, ReceiptView
from openhall.ui.formats import moment

VERIFIER = "/verify-offline.html"
_ANSWERS = _("All answers")
_STORED = _("The record as we store it, sealed")
_FILE = _("File %(number)s")


def receipt_view(visit: Visit, facts: CaseFacts, document: Mapping[str, Any]) -> ReceiptView:
    """Return the page of a receipt, or of an acknowledgement while the log takes the leaf in."""
    place, language, catalogue = visit.place, visit.place.language, visit.place.catalogue
    service = version_of(facts.service, facts.version, facts.revision)
    proof = document.get("inclusion", {})
    return ReceiptView(
        service=service_line(catalogue, language, facts.service, service),
        reference=facts.reference,
        received=moment(facts.submitted_at, language, catalogue.jurisdiction.time_zone),
        fingerprints=tuple(_fingerprints(visit, document["statement"])),
        log=str(document["log"]),
        leaf=str(document["leaf"]),
        salt=str(document["salt"]),
        file_href=f"{place.href(facts.reference)}receipt.json",
        verifier_href=VERIFIER,
        back_href=place.href(facts.reference, "done"),
        index=int(proof.get("index", 0)),
        size=int(proof.get("size", 0)),
        hashes=tuple(proof.get("hashes", ())),
        checkpoint=str(document.get("checkpoint", "")),
        key=str(log_verifier()),
    )


def _fingerprints(visit: Visit, statement: Mapping[str, Any]) -> Iterator[Fingerprint]:
    say = saying(visit.place.language)
    yield Fingerprint(say(_ANSWERS), str(statement["answers_sha256"]))
    yield Fingerprint(say(_STORED), str(statement["sealed_sha256"]))
    for number, value in enumerate(statement["files_sha256"], 1):
        yield Fingerprint(say(_FILE) % {"number": number}, str(value))
