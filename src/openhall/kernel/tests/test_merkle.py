"""The tree of eight leaves that implementations of RFC 6962 are compared by, and the definition in the RFC itself."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.kernel.merkle import (
    EMPTY_ROOT,
    CompactRange,
    ReadNode,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
_SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_THIRD_AND_FOURTH = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_FIFTH_AND_SIXTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
_LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
INCLUSION = [
    (0, 1, []),
    (0, 8, [_SECOND, _THIRD_AND_FOURTH, _LAST_FOUR]),
    (5, 8, [_FIFTH, _LAST_TWO, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], _THIRD_AND_FOURTH, _FIFTH]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [_SECOND, _THIRD_AND_FOURTH, _LAST_FOUR]),
    (6, 8, [_FIFTH_AND_SIXTH, _LAST_TWO, ROOTS[4]]),
    (2, 5, [_THIRD_AND_FOURTH, _FIFTH]),
]


def reader_of(entries: list[bytes]) -> ReadNode:
    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hash(entries[index])
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def naive_root(entries: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1, word by word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + naive_root(entries[:split]) + naive_root(entries[split:])).digest()


def naive_path(index: int, entries: list[bytes]) -> list[bytes]:
    """RFC 9162, section 2.1.3.1, word by word."""
    if len(entries) == 1:
        return []
    split = 1
    while split * 2 < len(entries):
        split *= 2
    if index < split:
        return [*naive_path(index, entries[:split]), naive_root(entries[split:])]
    return [*naive_path(index - split, entries[split:]), naive_root(entries[:split])]


def naive_consistency(first: int, entries: list[bytes], *, is_whole: bool = True) -> list[bytes]:
    """RFC 9162, section 2.1.4.1, word by word."""
    if first == len(entries):
        return [] if is_whole else [naive_root(entries)]
    split = 1
    while split * 2 < len(entries):
        split *= 2
    if first <= split:
        return [*naive_consistency(first, entries[:split], is_whole=is_whole), naive_root(entries[split:])]
    return [*naive_consistency(first - split, entries[split:], is_whole=False), naive_root(entries[:split])]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_of_the_reference_tree(size: int) -> None:
    assert root_of(size, reader_of(ENTRIES)).hex() == ROOTS[size]
    assert naive_root(ENTRIES[:size]).hex() == ROOTS[size]
    grown = CompactRange()
    for entry in ENTRIES[:size]:
        grown.append(leaf_hash(entry))
    assert grown.root().hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_the_inclusion_paths_of_the_reference_tree(index: int, size: int, path: list[str]) -> None:
    proof = inclusion_proof(index, size, reader_of(ENTRIES))

    assert [step.hex() for step in proof] == path
    assert is_included(leaf_hash(ENTRIES[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "path"), CONSISTENCY)
def test_the_consistency_paths_of_the_reference_tree(first: int, second: int, path: list[str]) -> None:
    proof = consistency_proof(first, second, reader_of(ENTRIES))

    assert [step.hex() for step in proof] == path
    assert is_consistent(first, second, proof, (bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second])))


_entries = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@given(_entries, st.data())
def test_paths_are_those_of_the_definition(entries: list[bytes], data: st.DataObject) -> None:
    node, root = reader_of(entries), naive_root(entries)
    index = data.draw(st.integers(0, len(entries) - 1))
    first = data.draw(st.integers(1, len(entries)))
    path, growth = inclusion_proof(index, len(entries), node), consistency_proof(first, len(entries), node)

    assert root_of(len(entries), node) == root
    assert path == naive_path(index, entries)
    assert growth == naive_consistency(first, entries)
    assert is_included(leaf_hash(entries[index]), index, len(entries), path, root)
    assert is_consistent(first, len(entries), growth, (naive_root(entries[:first]), root))


@given(_entries, st.data())
def test_a_path_with_anything_changed_proves_nothing(entries: list[bytes], data: st.DataObject) -> None:
    size, root, node = len(entries), naive_root(entries), reader_of(entries)
    index = data.draw(st.integers(0, size - 1))
    leaf, path = leaf_hash(entries[index]), inclusion_proof(index, size, node)

    assert not is_included(leaf_hash(entries[index] + b"!"), index, size, path, root)
    assert not is_included(leaf, index, size, [*path, root], root)
    assert not is_included(leaf, index, size, path, leaf_hash(b"another"))
    assert not is_included(leaf, size, size, path, root)
    assert not is_included(leaf, -1, size, path, root)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        assert not is_included(leaf, index, size, path[:-1], root)
        assert not is_included(leaf, index, size, [*path[:place], EMPTY_ROOT, *path[place + 1 :]], root)


@given(_entries, st.data())
def test_a_log_that_did_not_only_grow_is_seen(entries: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(entries)))
    old, new = naive_root(entries[:first]), naive_root(entries)
    other = naive_root([*entries[: first - 1], entries[first - 1] + b"!"])
    growth = consistency_proof(first, len(entries), reader_of(entries))

    assert not is_consistent(first, len(entries), growth, (other, new))
    assert not is_consistent(first, len(entries), [*growth, new], (old, new))
    if growth:
        assert not is_consistent(first, len(entries), growth[1:], (old, new))
    if first < len(entries):
        assert not is_consistent(first, len(entries), growth, (old, other))
        assert not is_consistent(len(entries), first, growth, (new, old))


def test_there_is_no_proof_of_what_is_not_there() -> None:
    node = reader_of(ENTRIES)
    with pytest.raises(ValueError, match="no leaf 8"):
        inclusion_proof(8, 8, node)
    with pytest.raises(ValueError, match="no tree of 0"):
        consistency_proof(0, 8, node)
    assert not is_consistent(0, 8, [], (EMPTY_ROOT, bytes.fromhex(ROOTS[8])))
