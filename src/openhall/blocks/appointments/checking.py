"""Check a draw from its public file alone, without a database: every step is computed again."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from openhall.blocks.appointments.draws import TYPE, in_drawn_order, seed_of, tickets_digest
from openhall.blocks.journal.facade import verify_document
from openhall.kernel.canonical import canonical
from openhall.kernel.notes import VerifierKey


def draw_faults(file: Mapping[str, Any], *keys: VerifierKey) -> list[str]:
    """Return what is wrong with a draw, in sentences; with the log's ``keys`` its receipt is checked as well."""
    try:
        return list(_faults(file, keys))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        return [f"The file cannot be read: {error!r}."]


def _faults(file: Mapping[str, Any], keys: Sequence[VerifierKey]) -> Iterator[str]:
    if file["type"] != TYPE:
        yield f"The file is not of the kind {TYPE}."
        return
    tickets, statement = list(file["tickets"]), file["closing"]["statement"]
    if sha256(bytes.fromhex(file["secret"])).hexdigest() != file["commitment"]:
        yield "The secret is not the one that was bound before."
    if statement["commitment"] != file["commitment"] or statement["subject"] != file["id"]:
        yield "The log closed another draw than this one."
    if statement["tickets"] != tickets_digest(tickets) or len(set(tickets)) != len(tickets):
        yield "The tickets are not those that the log closed with."
    seed = seed_of(file["secret"], file["closing"]["checkpoint"], tickets)
    if seed.hex() != file["seed"]:
        yield "The seed does not follow from the secret, the log and the tickets."
    order = in_drawn_order(seed, tickets)
    if order != file["order"]:
        yield "The order is not the one that the seed gives."
    if dict(zip(order, file["slots"], strict=False)) != file["given"]:
        yield "The places are not given in that order."
    if base64.b64decode(file["closing"]["leaf"]) != _leaf(file["closing"]):
        yield "The closing is not the leaf that it says."
    if keys and not verify_document(canonical(file["closing"]), *keys).is_genuine:
        yield "The receipt of the closing is not signed by this log, or is not in it."


def _leaf(closing: Mapping[str, Any]) -> bytes:
    return sha256(base64.b64decode(closing["salt"]) + canonical(closing["statement"])).digest()
