"""``openhall serve``: the whole hall on one machine, in one command."""

import argparse
import multiprocessing
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from granian import Granian
from granian.constants import Interfaces

from openhall.project.cli import main
from openhall.project.numbers import whole_number
from openhall.project.sharing import is_shared, read_program, share_hall
from openhall.project.site_memory import remember_site

_OPENHALL = [sys.executable, "-m", "openhall.project.cli"]
_PATIENCE_SECONDS = 60
#: A web process that does not end within this is ended.
_KILL_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked."""
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=whole_number("PORT", 8000, most=65_535), help="port to listen on")
    workers = whole_number("OPENHALL_WORKERS", 2, least=1, most=1_000)
    parser.add_argument("--workers", type=int, default=workers, help="web processes")
    parser.add_argument("--no-worker", action="store_true", help="start the web only")
    parser.add_argument("--no-load", action="store_true", help="show what is published, look at no file")


def run(options: argparse.Namespace) -> int:
    """Open the hall until it is told to close."""
    os.environ["PORT"] = str(options.port)
    os.environ.setdefault("OPENHALL_DEMO", "0")
    remember_site()
    # A broken file must not keep the hall shut: what is sound is shown, the rest is told on the screen.
    loading = None if options.no_load else subprocess.Popen([*_OPENHALL, "load", "--if-changed"])
    if is_shared():
        read_program()
    if loading is not None:
        loading.wait()
    if is_shared():
        share_hall()
    worker = None if options.no_worker else multiprocessing.Process(target=main, args=(["work"],))
    if worker is not None:
        worker.start()
    threading.Thread(target=_announce, args=(options.host, options.port), daemon=True).start()
    # Ctrl-C reaches the worker through the terminal; a TERM to us alone has to be handed on.
    try:
        Granian(
            "openhall.project.web:application",
            address=options.host,
            port=options.port,
            interface=Interfaces.WSGI,
            workers=options.workers,
            # A thread waits while somebody's slow line sends a file; without one to spare, everybody else would too.
            blocking_threads=8,
            backlog=1024,
            log_access=False,
            respawn_failed_workers=True,
            workers_kill_timeout=_KILL_SECONDS,
            websockets=False,
        ).serve()
    finally:
        if worker is not None:
            worker.terminate()
            worker.join(timeout=_PATIENCE_SECONDS)
            worker.kill()
    return 0


def _announce(host: str, port: int) -> None:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::"} else host  # noqa: S104 - compared, not bound
    address = f"http://{'127.0.0.1' if shown == 'localhost' else host}:{port}/healthz"
    for _ in range(_PATIENCE_SECONDS * 10):
        try:
            with urllib.request.urlopen(address, timeout=1):
                print(f"\n  Openhall is open: http://{shown}:{port}/\n  Close it with Ctrl-C.\n", flush=True)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
