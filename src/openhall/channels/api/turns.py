"""What an operation of the API does is counted once it is known who asks, before what was sent is read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest

from openhall.channels.api.asking import visitor
from openhall.kernel import acts
from openhall.kernel.acts import Act, take_turn

__all__ = ["Act", "limited"]
_Operation = Callable[..., Any]


def limited(act: Act) -> Callable[[_Operation], _Operation]:
    """Declare and count what an operation does: ``TooOften`` becomes the problem ``too-often``."""

    def declare(operation: _Operation) -> _Operation:
        @wraps(operation)
        def counted(request: HttpRequest, *args: object, **kwargs: object) -> object:
            visitor(request)  # a token that is not good is told of first
            take_turn(request, act)
            return operation(request, *args, **kwargs)

        return acts.limited(act)(counted)

    return declare
