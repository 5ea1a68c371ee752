"""Receipts and acknowledgements as somebody reads them who has the log's public key and nothing else."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from openhall.blocks.journal.facade import (
    Verdict,
    acknowledgement_of,
    log_verifier,
    receipt_of,
    sequence_leaves,
    verify_document,
)
from openhall.blocks.journal.tests.acts import NOW, write
from openhall.kernel.notes import SignerKey

pytestmark = pytest.mark.django_db
STRANGER = SignerKey("elsewhere.example/log", bytes(32))


@pytest.fixture(params=["acknowledgement", "receipt"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    leaves = write(9)
    sequence_leaves(now=NOW)
    made = acknowledgement_of(leaves[5].id) if request.param == "acknowledgement" else receipt_of(leaves[5].id)
    assert made is not None
    return made


def _verdict(document: object) -> Verdict:
    return verify_document(json.dumps(document).encode(), log_verifier())


def test_a_genuine_document_is_genuine_whatever_its_order_and_spacing(document: dict[str, Any]) -> None:
    turned = dict(reversed(document.items()))

    assert _verdict(document).is_genuine
    assert verify_document(json.dumps(turned, indent=3, ensure_ascii=True).encode(), log_verifier()).is_genuine
    assert _verdict(document).statement == document["statement"]
    assert _verdict(document).kind == document["type"]


def _paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from _paths(inner, (*path, name))


def _at(document: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - JSON is anything
    for name in path:
        document = document[name]
    return document


def _changed(value: object) -> object:
    if isinstance(value, str):
        return value[:5] + ("A" if value[5:6] != "A" else "B") + value[6:]
    return value + 1 if isinstance(value, int) else [*value, "x"] if isinstance(value, list) else {}


def test_any_changed_missing_or_extra_member_fails(document: dict[str, Any]) -> None:
    for path in _paths(document):
        for act in ("change", "remove", "add", "empty"):
            copy = json.loads(json.dumps(document))
            holder = _at(copy, path[:-1])
            if act == "change":
                holder[path[-1]] = _changed(holder[path[-1]])
            elif act == "remove":
                del holder[path[-1]]
            elif act == "empty":
                holder[path[-1]] = None
            elif isinstance(holder, dict):
                holder["extra"] = holder[path[-1]]
            else:
                holder.append(holder[0])
            verdict = _verdict(copy)
            assert not verdict.is_genuine, (path, act)
            assert verdict.reasons
            assert not verdict.is_of_another_log, (path, act)


def test_a_member_that_stands_twice_fails(document: dict[str, Any]) -> None:
    text = json.dumps(document)

    assert not verify_document(f'{{"type": "x", {text[1:]}'.encode(), log_verifier()).is_genuine
    assert not verify_document(
        f'{text[:-1]}, "log": {json.dumps(document["log"])}}}'.encode(), log_verifier()
    ).is_genuine


def test_every_changed_byte_fails(document: dict[str, Any]) -> None:
    raw = json.dumps(document).encode()
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert not verify_document(changed, log_verifier()).is_genuine, raw[place - 9 : place + 9]


def test_a_document_of_another_log_is_not_called_false(document: dict[str, Any]) -> None:
    verdict = verify_document(json.dumps(document).encode(), STRANGER.verifier)

    assert verdict.reasons == ("other-log",)
    assert verdict.is_of_another_log
    assert verdict.label == log_verifier().label


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"null", b"\xff", b'{"type": "openhall-receipt/2"}', b'{"type": []}']
)
def test_what_is_no_document_is_not_genuine(raw: bytes) -> None:
    verdict = verify_document(raw, STRANGER.verifier)

    assert not verdict.is_genuine
    assert verdict.reasons[0] in {"not-json", "not-a-document"}


def test_a_receipt_does_not_prove_with_the_tree_of_another(document: dict[str, Any]) -> None:
    if "inclusion" not in document:
        return
    (late,) = write()
    sequence_leaves(now=NOW)
    other = receipt_of(late.id)
    assert other is not None

    assert not _verdict({**document, "inclusion": other["inclusion"], "checkpoint": other["checkpoint"]}).is_genuine
    assert not _verdict({**document, "checkpoint": other["checkpoint"]}).is_genuine
