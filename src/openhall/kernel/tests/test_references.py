"""Reference numbers and secrets: said on the telephone, typed with slips, and never guessed."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.kernel.references import ALPHABET, is_secret_of, new_reference, read_reference, secret_of

KEY = b"k" * 32
references = st.builds(lambda _: new_reference(), st.integers())
signs = st.sampled_from(ALPHABET)


@given(references, st.integers(0, 9), signs)
def test_every_single_slip_is_noticed(reference: str, place: int, sign: str) -> None:
    bare = reference.replace("-", "")
    slipped = bare[:place] + sign + bare[place + 1 :]

    assert read_reference(slipped) == (reference if slipped == bare else None)


@given(references, st.integers(0, 8))
def test_swapped_neighbours_are_noticed(reference: str, place: int) -> None:
    bare = reference.replace("-", "")
    swapped = bare[:place] + bare[place + 1] + bare[place] + bare[place + 2 :]

    assert read_reference(swapped) == (reference if swapped == bare else None)


def test_one_reference_is_checked_against_all_its_slips() -> None:
    bare = new_reference().replace("-", "")
    slips = {bare[:place] + sign + bare[place + 1 :] for place in range(len(bare)) for sign in ALPHABET} - {bare}

    assert len(slips) == 290
    assert not any(map(read_reference, slips))


def test_no_two_neighbours_of_thousands_can_be_swapped() -> None:
    for _turn in range(3_000):
        bare = new_reference().replace("-", "")
        swaps = {bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :] for at in range(len(bare) - 1)} - {bare}
        assert not any(map(read_reference, swaps)), bare


@given(references, st.sampled_from(["", " ", "-", "–", "—", "·", ".", "\t", "\u3000", "  "]))
def test_how_it_is_spaced_and_whether_it_is_small_does_not_matter(reference: str, between: str) -> None:
    assert read_reference(between.join(reference.replace("-", "")).lower()) == reference
    assert read_reference(f" {reference} ") == reference


@given(st.text())
def test_whatever_is_typed_is_a_reference_as_we_write_it_or_none(typed: str) -> None:
    found = read_reference(typed)

    assert found is None or read_reference(found) == found
    assert is_secret_of((b"y" * 32, KEY), "7KQ4M-X2P9C", typed) is False


@pytest.mark.parametrize(
    "typed", ["", "7KQ4M", "7KQ4M-X2P9C-7", "0KQ4M-X2P9C", "7KQ4M-X2P9I", "\x00" * 10, "７KQ4M-X2P9C"]
)
def test_what_is_none_is_none(typed: str) -> None:
    assert read_reference(typed) is None


def test_references_are_not_alike() -> None:
    made = {new_reference() for _ in range(2_000)}

    assert len(made) == 2_000
    assert {sign for reference in made for sign in reference} == {*ALPHABET, "-"}


@given(references, references)
def test_a_secret_opens_its_own_reference_under_its_own_key(reference: str, other: str) -> None:
    secret = secret_of(KEY, reference)

    assert secret == secret_of(KEY, reference)
    assert is_secret_of((b"y" * 32, KEY), reference, secret.lower().replace("-", " "))
    assert not is_secret_of((b"x" * 32,), reference, secret)
    assert is_secret_of((b"y" * 32, KEY), other, secret) == (other == reference)


@given(references, st.integers(0, 15), signs)
def test_a_secret_with_a_slip_opens_nothing(reference: str, place: int, sign: str) -> None:
    bare = secret_of(KEY, reference).replace("-", "")
    slipped = bare[:place] + sign + bare[place + 1 :]

    assert is_secret_of((b"y" * 32, KEY), reference, slipped) == (slipped == bare)


@pytest.mark.parametrize("typed", ["", "A", "2" * 16, "X" * 64, "X" * 100_000, "é" * 16, "\x00"])
def test_secrets_are_compared_by_what_takes_the_same_time(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compared, safely = list[tuple[bytes, bytes]](), hmac.compare_digest

    def compare(known: bytes, given_: bytes) -> bool:
        compared.append((known, given_))
        return safely(known, given_)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert not is_secret_of((b"y" * 32, KEY), "7KQ4M-X2P9C", typed)

    assert len(compared) == 2, "and whatever was typed, there is a comparison"
