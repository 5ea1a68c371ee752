"""Serve hello exactly as `openhall serve` serves the hall.

The hall's own command is run with only the application exchanged: whatever it sets for its server
(workers, threads, backlog, keep-alive) holds for hello as well, today and after the next change.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from granian import Granian

from openhall.project.commands import serve

_HELLO = "tools.bench.hello:application"


def _hello_instead(_target: str, **settings: Any) -> Any:  # noqa: ANN401 - granian's name is a variable, not a type
    return Granian(_HELLO, **settings)


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop; the options are those of `openhall serve`."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench.hello_server", description=__doc__)
    serve.add_arguments(parser)
    options = parser.parse_args([*arguments, "--no-worker", "--no-load"])
    with patch.multiple(serve, Granian=_hello_instead, is_shared=lambda: False):
        return serve.run(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
