from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.kernel.merkle import CompactRange, inclusion_proof, is_included, leaf_hash, root_of
from openhall.kernel.tiles import ReadTile, grown, nodes_of, number_path, read_number_path, widths


def _reader(tiles: Mapping[tuple[int, int], bytes]) -> ReadTile:
    return lambda level, number: tiles.get((level, number), b"")


def _leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4)) for number in range(count)]


def _grown(batches: list[int]) -> tuple[dict[tuple[int, int], bytes], list[bytes]]:
    leaves, tiles, size = _leaves(sum(batches)), dict[tuple[int, int], bytes](), 0
    for batch in batches:
        tiles |= grown(size, leaves[size : size + batch], _reader(tiles))
        size += batch
    return tiles, leaves


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=5))
def test_tiles_hold_the_tree_however_it_grew(batches: list[int]) -> None:
    tiles, leaves = _grown(batches)
    expected, size = CompactRange(), len(leaves)
    for leaf in leaves:
        expected.append(leaf)

    assert {(level, number): len(tiles[level, number]) // 32 for level, number, _ in widths(size)} == {
        (level, number): width for level, number, width in widths(size)
    }
    assert len(tiles) == len(list(widths(size)))
    assert root_of(size, nodes_of(_reader(tiles))) == expected.root()


def test_a_tree_of_seventy_thousand_is_laid_out_as_the_specification_says() -> None:
    of_level = [[width for at, _, width in widths(70_000) if at == level] for level in range(4)]

    assert of_level[0] == [256] * 273 + [112]
    assert of_level[1:] == [[256, 17], [1], []]


def test_proofs_of_a_large_tree_come_from_its_tiles() -> None:
    tiles, leaves = _grown([65_536, 4_464])
    node = nodes_of(_reader(tiles))
    root = root_of(70_000, node)

    for index in (0, 255, 256, 65_535, 65_536, 69_999):
        proof = inclusion_proof(index, 70_000, node)
        assert is_included(leaves[index], index, 70_000, proof, root)


def test_a_tile_that_is_not_there_is_not_taken_for_one() -> None:
    with pytest.raises(LookupError):
        root_of(3, nodes_of(_reader({})))


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "000"),
        (7, 3, "007.p/3"),
        (1234067, 256, "x001/x234/067"),
        (999, 256, "999"),
        (1000, 255, "x001/000.p/255"),
    ],
)
def test_a_number_is_written_in_groups_of_three(number: int, width: int, path: str) -> None:
    assert number_path(number, width) == path
    assert read_number_path(path) == (number, width)


@pytest.mark.parametrize(
    "path",
    ["", "0", "0000", "x000/001", "001/002", "x001/2", "000.p/0", "000.p/256", "000.p/07", "000.p/999", "٠٠٠", "000/"],
)
def test_what_is_written_otherwise_is_no_number(path: str) -> None:
    assert read_number_path(path) is None
