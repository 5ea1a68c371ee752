"""Every address that changes something is counted, or says why not: none is without a limit because somebody forgot."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path
from ninja import NinjaAPI
from ninja.operation import PathView

from openhall.blocks.identity.limits import _OF_DEVICE, _OF_STRANGERS
from openhall.blocks.identity.paces import DAY, FOR_OFFICERS, FOUR_WEEKS, HOUR, IN_MEMORY, MINUTE, PACES, Most
from openhall.channels.api.turns import limited as counted
from openhall.kernel.acts import Act, Limit, limit_of, limited, unlimited
from openhall.kernel.rights import Right, methods_of, open_to
from openhall.kernel.visits import SAFE_METHODS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/limits.md").read_text("utf-8")
SPANS = {MINUTE: "a minute", HOUR: "an hour", DAY: "a day", FOUR_WEEKS: "in four weeks"}
Patterns = Sequence[URLPattern | URLResolver]


def _changing(patterns: Patterns, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield each address that answers more than reading, with what answers."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _changing(pattern.url_patterns, route)
            continue
        held = [cell.cell_contents for cell in getattr(pattern.callback, "__closure__", None) or ()]
        operations = [each for view in held if isinstance(view, PathView) for each in view.operations]
        answering = [(tuple(operation.methods), operation.view_func) for operation in operations]
        for methods, view in answering or [(methods_of(pattern.callback), pattern.callback)]:
            if set(methods) - SAFE_METHODS:
                yield route, view


def _forgotten(patterns: Patterns) -> list[str]:
    return [route for route, view in _changing(patterns) if not _is_said(limit_of(view))]


def _is_said(limit: Limit | None) -> bool:
    return limit is not None and (limit.act is not None) != bool(limit.why)


def _page() -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.path)

    return open_to(Right.EVERYONE, methods=("GET", "POST"))(page)


def test_every_address_that_changes_something_is_counted_or_says_why_not() -> None:
    patterns = get_resolver().url_patterns

    assert len([*_changing(patterns)]) > 100
    assert _forgotten(patterns) == []


def test_what_is_not_counted_stands_with_its_reason_in_the_documentation() -> None:
    reasons = {
        limit.why for _, view in _changing(get_resolver().url_patterns) if (limit := limit_of(view)) if limit.why
    }

    assert reasons
    assert [why for why in reasons if why not in _flat(PAGE)] == []


def test_a_page_that_somebody_forgot_is_seen() -> None:
    patterns = [
        path("said/", limited(Act.WRITE)(_page())),
        path("free/", unlimited("it does nothing")(_page())),
        path("bare/", unlimited("")(_page())),
        path("forgotten/", _page()),
        path("shown/", open_to(Right.EVERYONE)(lambda request: HttpResponse(request.path))),
    ]

    assert _forgotten(patterns) == ["bare/", "forgotten/"]


def test_an_operation_of_the_api_that_somebody_forgot_is_seen() -> None:
    api = NinjaAPI(urls_namespace="limits-seen", docs_url=None, openapi_url=None)
    api.post("/said")(counted(Act.WRITE)(_page()))
    api.delete("/forgotten")(_page())

    assert _forgotten(api.urls[0]) == ["forgotten"]


def test_every_operation_that_names_an_act_counts_it() -> None:
    """The mark alone would not: the API counts in the operation, once it knows who asks."""
    marked = [view for route, view in _changing(get_resolver().url_patterns) if route.startswith("api/")]

    assert [
        view for view in marked if (limit := limit_of(view)) and limit.act and not hasattr(view, "__wrapped__")
    ] == []


def test_every_act_has_its_figures_and_they_stand_in_the_documentation() -> None:
    assert set(PACES) == set(Act)
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|.*?\| ([^|]+ \| [^|]+ \| [^|]+) \|$", PAGE, re.MULTILINE))
    told = {act: " | ".join(map(_words, (pace.own, pace.network, pace.strangers))) for act, pace in PACES.items()}

    assert rows == told
    assert f"times {FOR_OFFICERS}" in _flat(PAGE)
    assert ", ".join(f"`{act}`" for act in PACES if act in IN_MEMORY) in _flat(PAGE)


def test_what_a_network_may_do_is_more_than_what_one_person_may() -> None:
    """A library, a school or an office behind one address is many people."""
    less = [
        (act, span)
        for act, pace in PACES.items()
        for span, most in pace.network.items()
        if most < pace.own.get(span, 0)
    ]

    assert less == [(Act.PROGRAM, MINUTE)], "other authorities have tokens; whoever has none is not one of them"


def test_figures_of_guesses_stand_in_the_documentation_of_signing_in() -> None:
    page = _flat((ROOT / "docs/reference/signing-in.md").read_text("utf-8"))

    for figures in (_OF_DEVICE, _OF_STRANGERS):
        for limits in figures.values():
            assert [limit.most for limit in limits if f" {limit.most}" not in page] == []


def _words(most: Most) -> str:
    return ", ".join(f"{times:,} {SPANS[span]}" for span, times in most.items()) or "–"


def _flat(text: str) -> str:
    return " ".join(text.split())
