"""What each web process runs: the hall, deaf to Ctrl-C.

A terminal sends Ctrl-C to every process at once. The web processes leave it to their parent, which then asks
them to end: two signals in a row make them wait for each other for ever.
"""

import signal

from openhall.project.wsgi import application

signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

__all__ = ["application"]
