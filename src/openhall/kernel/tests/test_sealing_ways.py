"""Every way of sealing opens what it sealed, by the number that stands before, and nothing else."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from openhall.kernel.sealing_ways import KEY_SIZE, NONCE_SIZE, TAG_SIZE, WAYS, NotSealedHereError, Sealer

_KEY = bytes(range(KEY_SIZE))


@pytest.mark.parametrize("way", WAYS)
def test_what_is_sealed_in_any_way_is_opened_by_its_number(way: str) -> None:
    sealed = Sealer(_KEY).seal(b"answers", b"where", way=way)
    assert sealed[0] == WAYS[way].number
    assert len(sealed) == 1 + NONCE_SIZE + len(b"answers") + TAG_SIZE
    assert Sealer(_KEY).open(sealed, b"where") == b"answers"
    assert Sealer(_KEY).seal(b"answers", b"where", way=way) != sealed


@pytest.mark.parametrize("way", WAYS)
def test_what_was_changed_or_said_to_be_of_another_way_is_not_opened(way: str) -> None:
    sealed = Sealer(_KEY).seal(b"answers", b"where", way=way)
    others = [each.number for each in WAYS.values() if each.number != sealed[0]]
    changed = [bytes([number]) + sealed[1:] for number in (*others, 0, 255)]
    changed += [b"", sealed[:1], sealed[:-1], sealed[:-1] + bytes([sealed[-1] ^ 1])]
    for each in changed:
        with pytest.raises(NotSealedHereError):
            Sealer(_KEY).open(each, b"where")
    with pytest.raises(NotSealedHereError):
        Sealer(_KEY).open(sealed, b"elsewhere")


def test_numbers_are_given_once_and_the_first_way_is_what_it_always_was() -> None:
    numbers = [way.number for way in WAYS.values()]
    assert len(set(numbers)) == len(numbers)
    nonce = bytes(NONCE_SIZE)
    assert Sealer(_KEY).open(b"\x01" + nonce + AESGCM(_KEY).encrypt(nonce, b"old", b"where"), b"where") == b"old"


def test_no_two_ways_share_a_key() -> None:
    """A way that is broken tells nothing of what another has sealed under the same owner's key."""
    nonce = bytes(NONCE_SIZE)
    made = {name: way.cipher(_KEY) for name, way in WAYS.items()}
    plain = {name: type(cipher)(_KEY).encrypt(nonce, b"x", None) for name, cipher in made.items()}  # type: ignore[call-arg]  # each is made of a key
    same = [name for name, cipher in made.items() if cipher.encrypt(nonce, b"x", None) == plain[name]]
    assert same == ["aes-256-gcm"]
