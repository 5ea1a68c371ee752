"""The hall in memory once: web processes and worker are forked from a parent that has read everything.

A forked process has its parent's memory, page by page, until one of them writes there. What is read before is shared:
the program, the prepared pages' index, the search index, the catalogue.
"""

import gc
import multiprocessing
from contextlib import suppress
from importlib import import_module

from django.db import Error, connections

_HALL = "openhall.project.wsgi"


def is_shared() -> bool:
    """Tell whether processes are forked here; where each begins afresh, nothing is read for them beforehand."""
    return multiprocessing.get_start_method() == "fork"


def read_program() -> None:
    """Import the whole hall."""
    import_module(_HALL)


def share_hall() -> None:
    """Read what every process would read first, and leave nothing open or loose before they are forked."""
    import_module(_HALL).front.warm()
    # It stands behind the framework's registry of applications, as everything with tables does.
    catalogue = import_module("openhall.blocks.catalogue.facade")
    # Whoever is asked for a page says what is amiss; the hall opens in any case.
    with suppress(catalogue.NothingPublishedError, Error):
        catalogue.current_catalogue()
    # A connection belongs to one process.
    connections.close_all()
    # What is here stays: a collector that looks through it would write into every page of it.
    gc.collect()
    gc.freeze()
