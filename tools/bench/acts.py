"""The acts: what people do in the hall, each as the requests that it makes. Here, those of whoever looks round."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import gcd
from typing import Protocol
from urllib.parse import quote

from tools.bench.requests import Request

HELLO = "hello"
OK = 200
_LIMITS = range(10, 51, 5)
#: Words that people add to what they look for. Few services have both words: that is the harder search.
_ADDED: Mapping[str, Sequence[str]] = {
    "en": ("how", "where", "new", "lost", "online", "form", "fee", "cost", "help", "urgent", "today", "change"),
    "zh-Hant": ("點樣", "邊度", "新", "遺失", "網上", "表格", "收費", "幾錢", "幫手", "緊急", "今日", "更改"),
    "zh-Hans": ("怎么", "哪里", "新", "丢失", "网上", "表格", "收费", "多少钱", "帮助", "紧急", "今天", "更改"),
}


class Offered(Protocol):
    """What an act needs to know of the hall."""

    @property
    def languages(self) -> list[str]:
        """Return the language codes."""

    def values(self, member: str) -> list[str]:
        """Return every value of a member of the services."""

    def words(self, language: str) -> list[str]:
        """Return the words of names and summaries."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that people do: a name, and the requests that it makes."""

    name: str
    requests: Callable[[], Iterator[Request]]
    #: The requests may come round again. Otherwise each is made once in the whole run.
    repeats: bool = True
    #: The one status that says that it was done.
    good: int = OK
    #: Open connections, where the act has a number of its own.
    connections: int | None = None
    #: So many requests are ready at the least for one measurement of an act that never repeats.
    least: int = 60_000
    #: So many times what the best rate so far would use up is ready for a measurement.
    margin: float = 3
    #: Read the status of every answer: where the generator has time for it, and more than a page can go wrong.
    is_watched: bool = False
    #: The disk or the database may have the web processes wait: that they are not busy then tells of no disturbance.
    waits: bool = False


def home_paths(_offered: Offered) -> Iterator[str]:
    """Return the hall's first page."""
    return iter(["/en/"])


def service_paths(offered: Offered) -> Iterator[str]:
    """Return the page of every service in every language, the language changing each time."""
    return _of_every_service(offered, "services")


def begin_paths(offered: Offered) -> Iterator[str]:
    """Return where an application for every service begins, in every language."""
    return _of_every_service(offered, "apply")


def _of_every_service(offered: Offered, word: str) -> Iterator[str]:
    languages = offered.languages
    for shift in range(len(languages)):
        for place, service in enumerate(offered.values("id")):
            yield f"/{languages[(place + shift) % len(languages)].lower()}/{word}/{service}/"


def search_paths(offered: Offered) -> Iterator[str]:
    """Return searches, none twice: a word of the catalogue and another word, the language changing each time."""
    streams = [_searches(language, offered.words(language)) for language in offered.languages]
    while streams:
        for stream in tuple(streams):
            path = next(stream, None)
            if path is None:
                streams.remove(stream)
            else:
                yield path


def _searches(language: str, words: Sequence[str]) -> Iterator[str]:
    added = [*_ADDED.get(language, ()), *words]
    for first, second in every_pair(len(words), len(added)):
        yield f"/{language.lower()}/search/?q={quote(words[first])}+{quote(added[second])}"


def every_pair(firsts: int, seconds: int) -> Iterator[tuple[int, int]]:
    """Return every pair of indices exactly once, far from each other in turn."""
    total = firsts * seconds
    # A step that shares no factor with the total meets every number once before it comes round.
    step = next(step for step in range(max(1, int(total * 0.618)), total + 2) if gcd(step, total) == 1) if total else 1
    for turn in range(total):
        second, first = divmod(turn * step % total, firsts)
        yield first, second


def api_paths(offered: Offered) -> Iterator[str]:
    """Return lists of services: a quarter each of all, of an authority, an audience and a life event."""
    authorities = offered.values("authority")
    filters = zip(
        authorities,
        cycle(offered.values("audience")),
        cycle(offered.values("life_events")),
        cycle(_LIMITS),
        strict=False,
    )
    for authority, audience, life_event, limit in filters:
        for chosen in ("", f"&authority={authority}", f"&audience={audience}", f"&life_event={life_event}"):
            yield f"/api/v1/services?limit={limit}{chosen}"


def public_acts(offered: Offered) -> tuple[Act, ...]:
    """Return what everybody does who looks round in the hall."""

    def asking(paths: Callable[[Offered], Iterator[str]]) -> Callable[[], Iterator[Request]]:
        return lambda: map(Request, paths(offered))

    return (
        Act("home", asking(home_paths)),
        Act("service-page", asking(service_paths)),
        Act("search", asking(search_paths), repeats=False),
        Act("api-services", asking(api_paths)),
    )


class Supply:
    """The requests of one act, drawn in portions for the whole run."""

    def __init__(self, act: Act) -> None:
        self.repeats = act.repeats
        self._requests = act.requests()
        self._round = list(self._requests) if act.repeats else []

    def draw(self, count: int) -> Sequence[Request]:
        """Return the next portion: all of them when they may repeat, else ``count`` that were never drawn."""
        return self._round if self.repeats else list(islice(self._requests, count))
