from datetime import UTC, datetime, timedelta

import pytest

from openhall.kernel.durations import moment_after, read_duration


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("P28D", timedelta(days=28)),
        ("PT2H", timedelta(hours=2)),
        ("P1W2DT3H4M5S", timedelta(days=9, hours=3, minutes=4, seconds=5)),
        ("PT90M", timedelta(minutes=90)),
    ],
)
def test_lengths_of_time(written: str, length: timedelta) -> None:
    assert read_duration(written) == length


@pytest.mark.parametrize(
    "written", ["", "P", "PT", "P1M", "P1Y", "28D", "P-1D", "P1DT", "P1H", "p1d", "P1D ", "P999999D"]
)
def test_what_is_no_length_of_time(written: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        read_duration(written)


def test_a_moment_after() -> None:
    assert moment_after(datetime(2026, 3, 1, tzinfo=UTC), "PT36H") == datetime(2026, 3, 2, 12, tzinfo=UTC)
