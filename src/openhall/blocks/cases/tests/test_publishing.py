"""Attack 66: whoever subtracts published figures from each other learns of nobody."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from openhall.blocks.cases.counting import AuthorityCount
from openhall.blocks.cases.publishing import PublishedCount, published

_SMALLEST = 5
_figure = st.integers(0, 12)
_COLUMNS = ("decided", "in_time", "late", "paused", "passed_on", "kept", "open")


@st.composite
def _counts(draw: st.DrawFn) -> AuthorityCount:
    decided = draw(_figure)
    late = draw(st.integers(0, decided))
    paused, passed_on, kept = (draw(st.integers(0, decided)) for _ in range(3))
    return AuthorityCount(
        draw(st.text("ab", min_size=1, max_size=3)), decided, late, paused, passed_on, kept, draw(_figure)
    )


@given(st.lists(_counts(), min_size=1, max_size=6))
def test_no_small_figure_is_shown_and_what_is_shown_is_true(rows: list[AuthorityCount]) -> None:
    shown, total = published(rows, _SMALLEST)
    for row, each in zip(rows, shown, strict=True):
        for name in _COLUMNS:
            figure = getattr(each, name)
            assert figure is None or (figure == getattr(row, name) and not 0 < figure < _SMALLEST)
    for name in _COLUMNS:
        assert getattr(total, name) in {None, sum(getattr(row, name) for row in rows)}


@given(st.lists(_counts(), min_size=1, max_size=3))
def test_nothing_withheld_follows_from_the_rest(rows: list[AuthorityCount]) -> None:
    """Solve the table as an attacker does: each withheld small figure must have had another value as well."""
    shown, total = published(rows, _SMALLEST)
    for place, row in enumerate(rows):
        for name in ("paused", "passed_on", "kept", "open", "decided"):
            if getattr(shown[place], name) is None:
                assert getattr(total, name) is None, "the sum would give it away"
        if shown[place].late is None or shown[place].in_time is None:
            assert _possible_late(shown[place], total) > {row.late}, "only one value fits"


def _possible_late(row: PublishedCount, total: PublishedCount) -> set[int]:
    assert total.late is None
    assert total.in_time is None
    found = set()
    for late, in_time in product(range(13), repeat=2):
        is_small = 0 < late < _SMALLEST or 0 < in_time < _SMALLEST or row.decided is None
        if is_small and (late + in_time == row.decided if row.decided is not None else 0 < late + in_time < _SMALLEST):
            found.add(late)
    return found


def test_without_a_smallest_figure_everything_is_shown() -> None:
    shown, total = published([AuthorityCount("a", 1, 1, 1, 0, 0, 2)], 1)
    assert (shown[0].late, total.open) == (1, 2)
