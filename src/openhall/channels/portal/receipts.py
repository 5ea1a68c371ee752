"""A receipt as a page: what was submitted (as hashes), when, and the proof that the log holds it."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import version_of
from openhall.blocks.journal.facade import acknowledgement_of, log_verifiers, receipt_of
from openhall.channels.portal.case_words import service_line
from openhall.channels.portal.framing import own_page
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.tracking import OwnCase, own_case
from openhall.channels.portal.views import current_site
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language
from openhall.kernel.rights import Right, open_to
from openhall.ui.case_views import Fingerprint, ReceiptView
from openhall.ui.formats import moment

VERIFIER = "/verify-offline.html"
_ANSWERS = _("All answers")
_STORED = _("The record as we store it, sealed")
_FILE = _("File %(number)s")


@open_to(Right.EVERYONE)
def receipt(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show the receipt; until the log has taken it in, what is signed already."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    page = Page(f"track/{found.facts.reference}/receipt/", "track/receipt.jinja", {"view": receipt_view(found)})
    return own_page(request, current_site(found.asker.visitor, found.catalogue), found.language, page)


@open_to(Right.EVERYONE)
def receipt_file(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Hand out the receipt as a file that can be checked without us."""
    found = own_case(request, slug, reference)
    if isinstance(found, HttpResponse):
        return found
    response = HttpResponse(msgspec.json.format(msgspec.json.encode(_document(found)), indent=2), "application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{found.facts.reference}.json"'
    response["Cache-Control"] = "no-store"
    return response


def receipt_view(found: OwnCase) -> ReceiptView:
    """Return the page of a receipt, or of an acknowledgement while the log takes the leaf in."""
    language, catalogue, facts = found.language, found.catalogue, found.facts
    document = _document(found)
    service = version_of(facts.service, facts.version, facts.revision)
    proof = document.get("inclusion", {})
    track = f"/{language.slug}/track/{facts.reference}/"
    return ReceiptView(
        service=service_line(catalogue, language, facts.service, service),
        reference=facts.reference,
        received=moment(facts.submitted_at, language, catalogue.jurisdiction.time_zone),
        fingerprints=tuple(_fingerprints(language, document["statement"])),
        log=str(document["log"]),
        leaf=str(document["leaf"]),
        salt=str(document["salt"]),
        file_href=f"{track}receipt.json",
        verifier_href=VERIFIER,
        back_href=track,
        index=int(proof.get("index", 0)),
        size=int(proof.get("size", 0)),
        hashes=tuple(proof.get("hashes", ())),
        checkpoint=str(document.get("checkpoint", "")),
        key="\n".join(str(each) for each in log_verifiers()),
    )


def _document(found: OwnCase) -> dict[str, Any]:
    return dict(receipt_of(found.facts.leaf) or acknowledgement_of(found.facts.leaf))


def _fingerprints(language: Language, statement: Mapping[str, Any]) -> Iterator[Fingerprint]:
    say = saying(language)
    yield Fingerprint(say(_ANSWERS), str(statement["answers_sha256"]))
    yield Fingerprint(say(_STORED), str(statement["sealed_sha256"]))
    for number, value in enumerate(statement["files_sha256"], 1):
        yield Fingerprint(say(_FILE) % {"number": number}, str(value))
