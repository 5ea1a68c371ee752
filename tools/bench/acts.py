"""The acts: what people do in the hall, each as the addresses that are asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import gcd
from typing import Protocol
from urllib.parse import quote

HELLO = "hello"
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
    """Something that people do: a name, and the addresses that it asks for."""

    name: str
    paths: Callable[[Offered], Iterator[str]]
    #: The addresses may come round again. Otherwise each is asked for once in the whole run.
    repeats: bool = True


def home_paths(_offered: Offered) -> Iterator[str]:
    """Return the hall's first page."""
    return iter(["/en/"])


def service_paths(offered: Offered) -> Iterator[str]:
    """Return the page of every service in every language, the language changing each time."""
    languages = offered.languages
    for shift in range(len(languages)):
        for place, service in enumerate(offered.values("id")):
            yield f"/{languages[(place + shift) % len(languages)].lower()}/services/{service}/"


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


#: Acts of what the hall can do already; each joins when it can.
ACTS: Sequence[Act] = (
    Act("home", home_paths),
    Act("service-page", service_paths),
    Act("search", search_paths, repeats=False),
    Act("api-services", api_paths),
)


class Addresses:
    """The addresses of one act, drawn in portions for the whole run."""

    def __init__(self, act: Act, offered: Offered) -> None:
        self.repeats = act.repeats
        self._paths = act.paths(offered)
        self._round = list(self._paths) if act.repeats else []

    def draw(self, count: int) -> Sequence[str]:
        """Return the next portion: all of them when they may repeat, else ``count`` that were never drawn."""
        return self._round if self.repeats else list(islice(self._paths, count))
