"""Every address of the hall, as its own table has it: the walks are made from this, and forget none."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.openapi.views import default_home
from ninja.operation import Operation, PathView

from openhall.kernel.rights import Right, methods_of, right_of

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^]]*\]|[^()\[])*\)")


class Address(NamedTuple):
    """One address with one view: ``desk/cases/{reference}/``, who may open it, with which methods."""

    path: str
    parameters: tuple[str, ...]
    right: Right
    methods: tuple[str, ...]

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the address with values for its parameters."""
        return self.path.format_map(values)


def addresses() -> list[Address]:
    """Return all of them; an address of the API stands once, with the methods of all its operations."""
    found = dict[str, Address]()
    for route, callback in _routes(get_resolver()):
        path = path_of(route)
        for right, methods in _ways(callback):
            known = found.get(path)
            both = tuple(dict.fromkeys([*(known.methods if known else ()), *methods]))
            found[path] = Address(path, tuple(re.findall(r"{(\w+)}", path)), right, both)
    return list(found.values())


def path_of(route: str) -> str:
    """Return a route as addresses write it, with its parameters in braces."""
    path = "/" + _PARAMETER.sub(lambda match: f"{{{match[1] or match[2]}}}", route.replace("^", "").rstrip("$"))
    return path.replace("/?", "/")


def _routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, object]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each, route)
        elif isinstance(each, URLPattern):
            yield route, each.callback


def _ways(callback: object) -> Iterator[tuple[Right, tuple[str, ...]]]:
    if isinstance(callback, partial) and callback.func is default_home:
        return  # the root of a NinjaAPI without pages of its own
    held = [cell.cell_contents for cell in getattr(callback, "__closure__", None) or ()]
    operations: list[Operation] = [each for value in held if isinstance(value, PathView) for each in value.operations]
    for operation in operations:
        yield right_of(operation.view_func) or Right.EVERYONE, tuple(operation.methods)
    if not operations:
        yield right_of(callback) or Right.EVERYONE, methods_of(callback) or ("GET", "POST")
