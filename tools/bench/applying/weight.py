"""What a page weighs on a first visit: itself and every file that it has the browser fetch, as they come over."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from tools.bench.applying.pages import read_page
from tools.bench.applying.preparing import Prepared, cookies_in
from tools.bench.table import Figure, Target
from tools.bench.visitor import Answer, Visitor

#: What a stylesheet or a script fetches in its turn.
_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_IN_SCRIPT = re.compile(r"""\bimport\s*(?:[\w{}\s,*$]+?from\s*)?["']([^"']+)["']""")
_ELSEWHERE = ("data:", "http:", "https:", "//", "#")

_KILOBYTE = 1000


def weight_figure(prepared: Prepared, port: int) -> Figure:
    """Return the heaviest question page on a first visit, of every service and language that was prepared."""
    turns = prepared.drafts[: len(prepared.subjects) * len(prepared.languages)]
    heaviest = 0
    for draft in turns:
        for question in draft.subject.questions:
            with Visitor(port) as visitor:
                visitor.cookies = cookies_in(draft.headers)
                heaviest = max(heaviest, sum(weigh(visitor, draft.page(question)).values()))
    return Figure("question page on a first visit", heaviest / _KILOBYTE, "KB", Target(100, " KB", is_ceiling=True))


def weigh(visitor: Visitor, path: str) -> Mapping[str, int]:
    """Return the bytes over the line of the page at ``path`` and of each file, headers included."""
    page = visitor.get(path)
    sizes = {path: page.size}
    to_fetch = [urljoin(path, link) for link in read_page(page.text).links if link]
    for link in to_fetch:
        bare = urlsplit(link)._replace(fragment="").geturl()
        if bare not in sizes and not link.startswith(_ELSEWHERE):
            answer = visitor.get(bare)
            sizes[bare] = answer.size
            to_fetch += [urljoin(bare, each) for each in _fetched_by(answer)]
    return sizes


def _fetched_by(answer: Answer) -> Iterator[str]:
    kind = answer.headers.get_content_type()
    pattern = _IN_STYLE if kind == "text/css" else _IN_SCRIPT if kind.endswith("javascript") else None
    if pattern is not None:
        for found in pattern.findall(answer.text):
            yield from ([found] if isinstance(found, str) else [part for part in found if part])
