"""The hash tree of RFC 9162, section 2.1: roots, proofs that an entry is in it, proofs that it only grew.

Everything is computed from complete subtrees. A ``ReadNode`` hands one out: level 0 are the leaves, and the node
at ``(level, index)`` covers the leaves from ``index << level`` on, ``1 << level`` of them.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

HASH_SIZE = 32
#: The root of a tree without leaves.
EMPTY_ROOT = sha256(b"").digest()

ReadNode = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry; the prefix keeps a leaf from being taken for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


class CompactRange:
    """A growing tree of which only the complete subtrees are kept: as many as the size has bits."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        peak, rest = leaf, self.size
        while rest & 1:
            peak = node_hash(self._peaks.pop(), peak)
            rest >>= 1
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return _folded(self._peaks)

    def copy(self) -> "CompactRange":
        """Return a tree of its own with the same leaves."""
        other = CompactRange()
        other.size, other._peaks = self.size, [*self._peaks]
        return other


def root_of(size: int, node: ReadNode) -> bytes:
    """Return the root of the first ``size`` leaves."""
    return _hash_of(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: ReadNode) -> list[bytes]:
    """Return the hashes that lead from the leaf at ``index`` to the root of ``size`` leaves (section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(_hash_of(middle, end, node))
            end = middle
        else:
            proof.append(_hash_of(begin, middle, node))
            begin = middle
    return proof[::-1]


def consistency_proof(first: int, second: int, node: ReadNode) -> list[bytes]:
    """Return the hashes that show that ``second`` leaves begin with the ``first`` ones (section 2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError(f"no tree of {first} leaves grows into one of {second}")
    proof: list[bytes] = []
    begin, end, is_known = 0, second, True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            proof.append(_hash_of(middle, end, node))
            end = middle
        else:
            proof.append(_hash_of(begin, middle, node))
            begin, is_known = middle, False
    if not is_known:
        proof.append(_hash_of(begin, end, node))
    return proof[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether ``proof`` leads from the hash of a leaf to ``root`` (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node_hash(step, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(result, root)


def is_consistent(first: int, second: int, proof: Sequence[bytes], roots: tuple[bytes, bytes]) -> bool:
    """Tell whether ``proof`` shows that the tree of the first root grew into that of the second (section 2.1.4.2)."""
    if first == second:
        return not proof and first >= 0 and hmac.compare_digest(*roots)
    if not 0 < first < second or not (steps := _steps(first, proof, roots[0])):
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(old, roots[0]) and hmac.compare_digest(new, roots[1])


def _steps(first: int, proof: Sequence[bytes], first_root: bytes) -> list[bytes]:
    """Return the steps of a consistency proof: a complete first tree is its own first step."""
    if not proof:
        return []
    return [first_root, *proof] if first & (first - 1) == 0 else [*proof]


def _split(size: int) -> int:
    """Return the largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _hash_of(begin: int, end: int, node: ReadNode) -> bytes:
    """Return the hash of the leaves from ``begin`` to before ``end``, which stand together in the tree."""
    return _folded([node(level, index) for level, index in _complete(begin, end)])


def _complete(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees that cover a range, from the left, each as large as it can be."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield level, begin >> level
        begin += 1 << level


def _folded(peaks: Iterable[bytes]) -> bytes:
    """Return the hash over subtrees that become smaller to the right."""
    result = b""
    for peak in reversed([*peaks]):
        result = node_hash(peak, result) if result else peak
    return result or EMPTY_ROOT
