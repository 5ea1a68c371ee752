"""Gzip put together from pieces is gzip, whatever the pieces."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from openhall.channels.portal.packing import BEST, FAST, gzip_of, piece

TEXTS = st.lists(st.text(max_size=300) | st.text("搬屋<p>", min_size=80, max_size=2000), max_size=12)


@given(texts=TEXTS, level=st.sampled_from([FAST, BEST]))
def test_what_is_unpacked_is_what_was_put_in(texts: list[str], level: int) -> None:
    packed = gzip_of([piece(text, level) for text in texts])
    assert gzip.decompress(packed).decode() == "".join(texts)


def test_pieces_can_be_used_again() -> None:
    page = [piece("<ul>" * 50), piece("dog"), piece("</ul>" * 50)]
    assert gzip_of(page) == gzip_of(page)
    assert gzip.decompress(gzip_of([*page, *page])).decode() == ("<ul>" * 50 + "dog" + "</ul>" * 50) * 2
