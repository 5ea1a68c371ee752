"""The public log: what outsiders need to follow it and to check it (C2SP tlog-tiles), and proofs for single leaves."""

import base64
import binascii
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from openhall.blocks.journal.facade import current_checkpoint, entries_of, log_verifiers, proof_of, tile_of
from openhall.channels.api.problems import Problem, problem_response
from openhall.channels.api.representations import JSON
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.words import mark as _
from openhall.kernel.merkle import HASH_SIZE
from openhall.kernel.notes import encoded
from openhall.kernel.rights import Right, open_to
from openhall.kernel.tiles import read_number_path

_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_FOREVER, _NEWEST = "public, max-age=31536000, immutable", "no-cache"
_ENTRIES = "entries"

router = Router(tags=["log"])


class InclusionProof(Schema):
    """That a leaf is in the public log."""

    leaf: str = Field(description="the commitment, base64")
    index: int
    size: int = Field(description="of the tree that the proof leads to the root of")
    hashes: list[str] = Field(description="from the leaf to the root, base64")
    checkpoint: str = Field(description="the signed root (C2SP tlog-checkpoint)")


class ProofQuery(Schema):
    """Which leaf."""

    leaf: str = Field(description="the commitment of a receipt: hexadecimal, base64url or base64")


@router.get("/proof", response={200: InclusionProof, 404: ProblemDetail, 422: ProblemDetail}, operation_id="prove_leaf")
@open_to(Right.EVERYONE)
def proof(request: HttpRequest, query: Query[ProofQuery]) -> HttpResponse:
    """Prove that a leaf is in the newest tree."""
    del request
    commitment = _commitment(query.leaf)
    found = proof_of(commitment)
    if found is None:
        told = _("The log does not hold this leaf. A new one is in it within two seconds.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-leaf", told)
    value = {
        "leaf": encoded(commitment),
        "index": found.index,
        "size": found.size,
        "hashes": [encoded(each) for each in found.hashes],
        "checkpoint": found.checkpoint,
    }
    return _answer(msgspec.json.encode(value), JSON, _NEWEST)


@open_to(Right.EVERYONE)
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """Return the newest signed checkpoint."""
    return _answer(current_checkpoint().encode(), _TEXT, _NEWEST)


@open_to(Right.EVERYONE)
def key(_request: HttpRequest) -> HttpResponse:
    """Return the public keys of the log as signed notes write them, one a line, the one that signs now first."""
    return _answer("".join(f"{each}\n" for each in log_verifiers()).encode(), _TEXT, _NEWEST)


@open_to(Right.EVERYONE)
def tile(request: HttpRequest, level: str, path: str) -> HttpResponse:
    """Return a tile of hashes, or a bundle of entries; neither ever changes."""
    read = read_number_path(path)
    if read is not None and (level == _ENTRIES or level == str(int(level))):
        number, width = read
        found = entries_of(number, width) if level == _ENTRIES else tile_of(int(level), number, width)
        if found is not None:
            return _answer(found, _BYTES, _FOREVER)
    told = _("The log has no such tile. How large it is stands in /api/v1/log/checkpoint.")
    return problem_response(request, Problem(HTTPStatus.NOT_FOUND, "unknown-tile", told))


def _commitment(written: str) -> bytes:
    """Read a commitment as people have it: in hexadecimal, or in one of the two alphabets of base64."""
    try:
        bare = written.strip()
        alike = bare.replace("-", "+").replace("_", "/").replace(" ", "+").rstrip("=")
        is_hex = len(bare) == 2 * HASH_SIZE
        value = bytes.fromhex(bare) if is_hex else base64.b64decode(alike + "=" * (-len(alike) % 4), validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != HASH_SIZE:
        told = _("“leaf” is the 32 bytes of “leaf” in a receipt, in hexadecimal or base64.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "not-a-leaf", told)
    return value


def _answer(body: bytes, media: str, caching: str) -> HttpResponse:
    return HttpResponse(body, content_type=media, headers={"Cache-Control": caching})
