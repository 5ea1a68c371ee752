"""Lines for whoever watches over a hall: facts by their names, and the request that they belong to.

No fact is a person, their name, address or answer: a line leaves the hall for a collector of others.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex

Fact = str | int
#: The attribute of a record that has its facts.
FACTS = "facts"
_request: ContextVar[str] = ContextVar("openhall_request", default="")


@contextmanager
def within_request() -> Iterator[None]:
    """Give every line until the end of the block the same fresh id (16 hexadecimal digits) of a request."""
    token = _request.set(token_hex(8))
    try:
        yield
    finally:
        _request.reset(token)


def request_id() -> str:
    """Return the id of the request that is being answered here, or an empty text."""
    return _request.get()


def tell(log: logging.Logger, what: str, *, level: int = logging.INFO, **facts: Fact) -> None:
    """Write a line: a word or two, then the facts that are not empty."""
    if log.isEnabledFor(level):
        known = {name: fact for name, fact in facts.items() if fact != ""}
        words = " ".join([what, *(f"{name}={fact}" for name, fact in known.items())])
        # Where in the program a line was written is printed nowhere, and takes longer to find than all the rest.
        log.handle(log.makeRecord(log.name, level, "", 0, words, (), None, extra={FACTS: known}))
