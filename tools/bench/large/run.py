"""Two halls side by side, one with a thousand cases and one with many, and the same work put on each in turn."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from tools.bench import servers
from tools.bench.applying.acts import follow_act, submit_act
from tools.bench.applying.preparing import Case, submitted
from tools.bench.applying.subjects import Subject, read_subjects
from tools.bench.catalogue import read_offer
from tools.bench.databases import database_of_our_own
from tools.bench.large.filling import fill, templates_in
from tools.bench.large.stores import opened
from tools.bench.large.telling import Compared, Size, tell
from tools.bench.load import Generator
from tools.bench.options import OWN, Options
from tools.bench.own import Own
from tools.bench.putting import Putting
from tools.bench.wrk import Wrk

_FEW = 1_000
#: Real cases are submitted between the copies, so that those that are followed stand all over the tables.
_PARTS, _REAL = 5, 40


@dataclass(frozen=True, slots=True)
class Filled:
    """A site with many cases, and some among them that can be followed."""

    site: servers.Site
    subjects: Sequence[Subject]
    cases: Sequence[Case]


def run_large(options: Options, many: int) -> int:
    """Fill both, measure both in turn, and print what came of it."""
    with ExitStack() as stack:
        few_filled = stack.enter_context(_filled(options, "few", _FEW))
        many_filled = stack.enter_context(_filled(options, "many", many))
        few, other = (
            stack.enter_context(servers.hall(each.site, options.workers, options.server_cores))
            for each in (few_filled, many_filled)
        )
        compared = _compare(options, {few: few_filled, other: many_filled})
    return tell(options, compared, (_FEW, many))
