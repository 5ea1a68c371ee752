"""``openhall prepare``: make the public pages of what is published. ``load`` and the worker do it by themselves."""

import argparse

from openhall.project.prepared.preparing import prepare


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Say what can be asked: nothing."""


def run(_options: argparse.Namespace) -> int:
    """Make the pages, unless they are there already."""
    print("the public pages are made" if prepare() else "the public pages were made before")
    return 0
