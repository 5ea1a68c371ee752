"""``openhall prepare``: make the public pages of what is published. ``load`` and the worker do it by themselves."""

import argparse
import sys

from openhall.blocks.catalogue.facade import NothingPublishedError
from openhall.project.prepared.preparing import prepare


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Say what can be asked: nothing."""


def run(_options: argparse.Namespace) -> int:
    """Make the pages, unless they are there already; 0 when they are there in the end."""
    try:
        made = prepare()
    except NothingPublishedError as error:
        print(error, file=sys.stderr)
        return 1
    print("the public pages are made" if made else "the public pages were made before")
    return 0
