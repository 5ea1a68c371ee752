"""`python -m tools.bench.reads`: what recording one read costs, and showing who looked, beside a million other reads.

BENCH_READS=n is another number of rows; BENCH_DATABASE_URL names a PostgreSQL server, where a database of our own is
made and dropped again. Without it the database is a file of SQLite in a folder of its own.
"""

import os
import subprocess
import sys
import tempfile

from tools.bench.databases import database_of_our_own
from tools.bench.ending import end_well
from tools.bench.options import whole_number

_MANY = 1_000_000


def main() -> int:
    """Fill, measure, print, and remove everything."""
    many = whole_number("BENCH_READS", os.environ.get("BENCH_READS") or str(_MANY), least=100_000)
    with (
        tempfile.TemporaryDirectory() as home,
        database_of_our_own(os.environ.get("BENCH_DATABASE_URL", ""), "reads") as url,
    ):
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"OPENHALL_HOME": home} | ({"DATABASE_URL": url} if url else {})
        inside = [sys.executable, "-m", "tools.bench.inside", "tools.bench.looked", str(many)]
        return subprocess.run(inside, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(end_well(main))
