"""Where processes write their lines."""

import stat
from pathlib import Path
from typing import Any

from openhall.project.log_lines import JsonLine, NamesNobody, PlainLine


def logging_of(*, is_json: bool, socket: str) -> dict[str, Any]:
    """Return how processes write their lines: to the standard error, or to a socket as ``/dev/log`` is one.

    Raises ``SystemExit`` with a sentence for the operator where there is no such socket.
    """
    if socket and not _is_socket(Path(socket)):
        raise SystemExit(f"OPENHALL_LOG_SOCKET is “{socket}”, and there is no socket. Name one, or leave it out.")
    own: dict[str, Any] = {"class": "logging.StreamHandler"}
    if socket:
        own = {
            "class": "logging.handlers.SysLogHandler",
            "address": socket,
            ".": {"ident": "openhall: ", "append_nul": False},
        }
    kind = JsonLine if is_json else PlainLine
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"{kind.__module__}.{kind.__name__}"}},
        "filters": {"nobody": {"()": f"{NamesNobody.__module__}.{NamesNobody.__name__}"}},
        "handlers": {"console": {**own, "formatter": "lines", "filters": ["nobody"]}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        # An address that does not exist is no news to an operator.
        "loggers": {"django.request": {"level": "ERROR"}, "openhall": {"level": "INFO"}},
    }


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False
