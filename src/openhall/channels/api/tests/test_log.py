"""The log as a stranger follows it: with a public key, the addresses, and nothing else."""

import base64
from hashlib import sha256

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from openhall.blocks.journal.facade import Leaf, append_leaf, sequence_leaves
from openhall.channels.api.tests.moments import NOW
from openhall.kernel.merkle import is_included, leaf_hash, root_of
from openhall.kernel.notes import Checkpoint, open_checkpoint, read_verifier_key
from openhall.kernel.tiles import nodes_of, number_path, widths

pytestmark = pytest.mark.django_db
LOG = "/api/v1/log"


def _get(client: Client, place: str) -> HttpResponse:
    response = client.get(f"{LOG}/{place}")
    assert isinstance(response, HttpResponse)
    return response


def _write(count: int) -> list[Leaf]:
    with transaction.atomic():
        leaves = [append_leaf(kind="submission", subject=f"CASE-{n}", statement={}, now=NOW) for n in range(count)]
    sequence_leaves(now=NOW)
    return leaves


def _checkpoint(client: Client) -> Checkpoint:
    key = read_verifier_key(_get(client, "key").content.decode())
    return open_checkpoint(_get(client, "checkpoint").content.decode(), key)


def test_a_stranger_computes_the_signed_root_from_tiles_and_from_entries(client: Client) -> None:
    leaves = _write(300)
    checkpoint = _checkpoint(client)
    tiles = {
        (level, number): _get(client, f"tile/{level}/{number_path(number, width)}").content
        for level, number, width in widths(checkpoint.size)
    }
    bundles = b"".join(
        _get(client, f"tile/entries/{number_path(number, width)}").content
        for level, number, width in widths(checkpoint.size)
        if level == 0
    )
    entries = [bundles[start + 2 : start + 34] for start in range(0, len(bundles), 34)]

    assert root_of(300, nodes_of(lambda level, number: tiles[level, number])) == checkpoint.root
    assert entries == [leaf.commitment for leaf in leaves]
    assert bundles[:2] == b"\x00\x20"
    assert tiles[0, 1][:32] == leaf_hash(entries[256])


def test_a_log_without_leaves_has_a_signed_checkpoint(client: Client) -> None:
    assert _checkpoint(client).size == 0
    assert _checkpoint(client).root == sha256(b"").digest()


def test_tiles_may_be_kept_for_ever_and_the_checkpoint_not(client: Client) -> None:
    _write(3)
    tile, newest = _get(client, "tile/0/000.p/3"), _get(client, "checkpoint")

    assert (tile["Cache-Control"], tile["Content-Type"]) == (
        "public, max-age=31536000, immutable",
        "application/octet-stream",
    )
    assert (newest["Cache-Control"], newest["Content-Type"]) == ("no-cache", "text/plain; charset=utf-8")


def test_a_partial_tile_is_still_there_when_the_log_has_grown(client: Client) -> None:
    _write(3)
    before = _get(client, "tile/0/000.p/3").content
    _write(300)

    assert _get(client, "tile/0/000.p/3").content == before == _get(client, "tile/0/000").content[:96]
    assert _get(client, "tile/entries/000.p/2").content == _get(client, "tile/entries/000").content[:68]


@pytest.mark.parametrize(
    "place",
    ["0/000", "0/000.p/4", "0/001.p/1", "1/000.p/1", "00/000.p/1", "0/0", "8/000.p/1", "64/000", "entries/000.p/4"],
)
def test_what_the_log_does_not_hold_is_not_handed_out(client: Client, place: str) -> None:
    _write(3)
    response = _get(client, f"tile/{place}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store", "it may be there in a second"


@pytest.mark.parametrize("form", ["hex", "base64url", "base64url without padding", "base64"])
def test_a_leaf_is_proven(client: Client, form: str) -> None:
    leaf = _write(7)[5]
    written = {
        "hex": leaf.commitment.hex(),
        "base64url": base64.urlsafe_b64encode(leaf.commitment).decode(),
        "base64url without padding": base64.urlsafe_b64encode(leaf.commitment).decode().rstrip("="),
        "base64": base64.b64encode(leaf.commitment).decode(),
    }[form]
    response = client.get(f"{LOG}/proof", {"leaf": written})
    told = response.json()
    hashes = [base64.b64decode(each) for each in told["hashes"]]

    assert response.status_code == 200
    assert told["checkpoint"] == _get(client, "checkpoint").content.decode()
    assert is_included(leaf_hash(leaf.commitment), told["index"], told["size"], hashes, _checkpoint(client).root)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"leaf": "00" * 32}, 404, "unknown-leaf"),
        ({"leaf": "00" * 31}, 422, "not-a-leaf"),
        ({"leaf": "é" * 64}, 422, "not-a-leaf"),
        ({"leaf": ""}, 422, "not-a-leaf"),
        ({}, 422, "cannot-be-read"),
    ],
)
def test_a_leaf_that_is_not_there_is_not_proven(client: Client, query: dict[str, str], status: int, code: str) -> None:
    response = client.get(f"{LOG}/proof", query)

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_nothing_of_a_person_or_a_service_is_in_what_the_log_hands_out(client: Client) -> None:
    with transaction.atomic():
        append_leaf(kind="submission", subject="CASE-SECRET", statement={"service": "parks/bench"}, now=NOW)
    sequence_leaves(now=NOW)
    for place in ("checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"):
        body = _get(client, place).content
        assert b"SECRET" not in body
        assert b"parks" not in body
