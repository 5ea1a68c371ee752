"""Whole pages as they are written, and what is wrong with them: shared by the tests of several kinds of pages."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from tests.browser.documents import Document
from tests.browser.places import Kind
from tests.browser.reading import is_foreign, is_long, sentences

#: Pages by their kind and the address of their language.
Name = tuple[Kind, str]
Pages = dict[Name, str]
Documents = dict[Name, Document]


def named(name: Name) -> str:
    """Return what a page is called in a message."""
    return f"{name[0].name} ({name[1]})"


def read_in(pages: Pages) -> Documents:
    """Return the pages as documents."""
    return {name: Document(html) for name, html in pages.items()}


def levels_of(page: Document) -> list[int]:
    """Return the levels of the headings, from the top."""
    return [int(piece.tag[1]) for piece in page.pieces if re.fullmatch("h[1-6]", piece.tag)]


def faults_of_order(documents: Documents) -> Iterator[str]:
    """Yield ids that are there twice, ids that are named and not there, and headings that leave out a level."""
    for name, page in documents.items():
        twice = [each for each, count in Counter(page.ids).items() if count > 1]
        lost = sorted(set(page.named) - set(page.ids))
        levels = levels_of(page)
        below_title = levels[levels.index(1) :] if 1 in levels else []
        has_gap = any(below > above + 1 for above, below in pairwise(below_title))
        if twice or lost or levels.count(1) != 1 or has_gap:
            yield f"{named(name)}: {twice} {lost} {levels}"


def faults_of_words(documents: Documents, *, theirs: Collection[str]) -> Iterator[str]:
    """Yield long sentences and signs of another script; what people wrote stands in the elements ``theirs``."""
    for name, page in documents.items():
        for piece in page.pieces:
            if piece.tag not in theirs:
                long = [each for each in sentences(piece.words) if is_long(each, piece.language)]
                strange = {sign for sign in piece.words if is_foreign(sign, piece.language)}
                yield from (f"{named(name)}: {each}" for each in (*long, *sorted(strange)))


def faults_of_files(documents: Documents) -> Iterator[str]:
    """Yield what is brought from elsewhere, and scripts and styles that are written into a page."""
    for name, page in documents.items():
        elsewhere = [file for file in page.files if not re.match("/(?!/)", file)]
        yield from (f"{named(name)}: {each}" for each in (*elsewhere, *page.inline))


def told_in_summary(html: str) -> list[tuple[str, str]]:
    """Return the errors that a page tells on top: where each leads to, and its sentence."""
    summary = html.partition('class="summary"')[2].partition("</ul>")[0]
    return re.findall(r'<a href="#([^"]+)">(.*?)</a>', summary)
