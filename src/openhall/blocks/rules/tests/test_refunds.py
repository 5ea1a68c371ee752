"""What goes back of a fee: never more than was paid, and what the terms say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.blocks.rules.facade import PaidBack, Refund, RefundReason, refund_due

_ALL, _NOTHING = PaidBack(), PaidBack(share=0)
_BACKS = st.builds(
    PaidBack,
    share=st.integers(0, 100),
    keep=st.lists(st.sampled_from(["licence", "copies"]), unique=True).map(tuple),
    less=st.integers(0, 10_000),
)
_TERMS = st.builds(Refund, refused=_BACKS, withdrawn=_BACKS, lapsed=_BACKS, confidence=st.just("low"))
_REASONS: tuple[RefundReason, ...] = ("refused", "withdrawn", "lapsed", "corrected")
_WHY = st.sampled_from(_REASONS)
_LINES = st.fixed_dictionaries({"licence": st.integers(0, 100_000), "copies": st.integers(0, 100_000)})


def terms(back: PaidBack) -> Refund:
    return Refund(refused=back, withdrawn=_NOTHING, lapsed=_ALL, confidence="high")


@pytest.mark.parametrize(
    ("back", "due"),
    [
        (_ALL, 10_001),
        (_NOTHING, 0),
        # Half a cent goes to the payer.
        (PaidBack(share=50), 5001),
        (PaidBack(less=3000), 7001),
        (PaidBack(keep=("copies",)), 8001),
        (PaidBack(share=50, keep=("copies",), less=1000), 3001),
        (PaidBack(less=20_000), 0),
    ],
)
def test_it_comes_to_what_the_terms_say(back: PaidBack, due: int) -> None:
    lines = {"licence": 8001, "copies": 2000}

    assert refund_due(terms(back), 10_001, "refused", lines=lines) == due
    assert refund_due(terms(back), 10_001, "withdrawn", lines=lines) == 0
    assert refund_due(terms(back), 10_001, "lapsed", lines=lines) == 10_001


@given(_TERMS, st.integers(-5, 1_000_000), _WHY, _LINES)
def test_never_less_than_nothing_and_never_more_than_was_paid(
    refund: Refund, paid: int, why: RefundReason, lines: dict[str, int]
) -> None:
    due = refund_due(refund, paid, why, lines=lines)

    assert 0 <= due <= max(0, paid)
    assert why != "corrected" or due == max(0, paid)


@given(_TERMS, st.integers(0, 1_000_000), st.integers(0, 1_000_000), _WHY, _LINES)
def test_whoever_paid_more_gets_no_less_back(
    refund: Refund, paid: int, more: int, why: RefundReason, lines: dict[str, int]
) -> None:
    assert refund_due(refund, paid, why, lines=lines) <= refund_due(refund, paid + more, why, lines=lines)
