"""Lines of the hall's processes: each record is one, with its moment in UTC, for people or for programs."""

import json
import logging
from datetime import UTC, datetime

from django.http import HttpRequest

from openhall.kernel.telling import FACTS, request_id


class PlainLine(logging.Formatter):
    """A line of words: moment, level, where from, what; a trace below it, set in.

    What somebody sent, and a record repeats, begins no line of its own: signs that are not printed are written out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written."""
        asked = request_id()
        words = f"{record.getMessage()} request={asked}" if asked else record.getMessage()
        line = f"{_moment(record)} {record.levelname} {record.name} {_printed(words)}"
        return "\n    ".join([line, *map(_printed, _trace(self, record))])


class JsonLine(logging.Formatter):
    """A line of JSON: ``at``, ``level``, ``logger``, ``process``, ``message``.

    Where there are any: ``facts`` by their names, the id of the ``request`` that is answered, a ``trace``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written."""
        told: dict[str, object] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        more = {"facts": getattr(record, FACTS, None), "request": request_id(), "trace": _trace(self, record)}
        return json.dumps(told | {name: each for name, each in more.items() if each})


class NamesNobody(logging.Filter):
    """Of a request that failed, the address as the table has it: what was filled in may be a number of somebody."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Take the place of the address in the record's words; every record passes."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            found = request.resolver_match
            place = f"/{found.route}" if found else "an address that is not in the table"
            record.args = tuple(place if each == request.path else each for each in record.args)
        return True


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    told = formatter.formatException(record.exc_info) if record.exc_info else record.exc_text or ""
    return told.splitlines()


def _printed(words: str) -> str:
    if words.isprintable():
        return words
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in words)
