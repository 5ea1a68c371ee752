"""Lines of the hall's processes: each record is one, with its moment in UTC, for people or for programs."""

import json
import logging
from datetime import UTC, datetime

from django.http import HttpRequest


class PlainLine(logging.Formatter):
    """A line of words: moment, level, where from, what; a trace below it, set in.

    What somebody sent, and a record repeats, begins no line of its own: signs that are not printed are written out.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written."""
        line = f"{_moment(record)} {record.levelname} {record.name} {_printed(record.getMessage())}"
        return "\n    ".join([line, *map(_printed, _trace(self, record))])


class JsonLine(logging.Formatter):
    """A line of JSON: ``at``, ``level``, ``logger``, ``process``, ``message``, and ``trace`` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is written."""
        told: dict[str, object] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        trace = _trace(self, record)
        return json.dumps(told | ({"trace": trace} if trace else {}))


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
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in words)
