"""Every address declares who may open it: none is open because somebody forgot."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path
from ninja import NinjaAPI
from ninja.openapi.views import default_home
from ninja.operation import Operation, PathView

from openhall.channels.api.asking import OFFICER, SIGNED_IN
from openhall.channels.api.whole import api
from openhall.kernel.rights import Right, open_to, right_of

View = Callable[[HttpRequest], HttpResponse]


def _views(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        else:
            yield from ((route, view) for view in _operations(pattern.callback))


def _operations(callback: object) -> Iterator[object]:
    """Yield the functions behind a callback: django-ninja hides one for each method in what its wrapper holds."""
    if isinstance(callback, partial) and callback.func is default_home:
        return  # the root of a NinjaAPI without pages of its own: it answers 404 to everybody
    operations = _held_operations(callback)
    yield from (operation.view_func for operation in operations) if operations else [callback]


def _held_operations(callback: object) -> list[Operation]:
    held = [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    return [operation for value in held if isinstance(value, PathView) for operation in value.operations]


def _undeclared(patterns: Sequence[URLPattern | URLResolver]) -> list[str]:
    return [route for route, view in _views(patterns) if not isinstance(right_of(view), Right)]


def test_every_route_declares_its_right() -> None:
    patterns = get_resolver().url_patterns

    assert list(_views(patterns))
    assert _undeclared(patterns) == []


@pytest.mark.parametrize(("right", "door"), [(Right.SIGNED_IN, SIGNED_IN), (Right.OFFICER, OFFICER)])
def test_an_operation_asks_for_somebody_exactly_when_it_says_so(right: Right, door: object) -> None:
    """The middleware sees the right of a page; an operation of the API has to name its door itself."""
    callbacks = [pattern.callback for pattern in api.urls[0]]
    operations = [operation for callback in callbacks for operation in _held_operations(callback)]

    assert operations
    assert [
        operation.operation_id
        for operation in operations
        if (right_of(operation.view_func) is right) != (door in operation.auth_callbacks)
    ] == []


def _page() -> View:
    """Make a view of its own: a right stays on the view that declared it."""

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.path)

    return page


def test_a_route_without_a_right_is_seen() -> None:
    open_page = open_to(Right.EVERYONE)(_page())

    assert _undeclared([path("open/", open_page), path("forgotten/", _page())]) == ["forgotten/"]


def test_an_operation_of_the_api_without_a_right_is_seen() -> None:
    api = NinjaAPI(urls_namespace="seen", docs_url=None, openapi_url=None)
    api.get("/open")(open_to(Right.EVERYONE)(_page()))
    api.post("/forgotten")(_page())

    patterns, _, _ = api.urls
    assert _undeclared(patterns) == ["forgotten"]
