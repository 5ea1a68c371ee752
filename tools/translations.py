"""Refuse words of the screen that are missing, doubtful or stale in a language."""

import sys

from openhall.ui.messages import problems


def main() -> int:
    """Print each problem; 1 when there are any."""
    found = problems()
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
