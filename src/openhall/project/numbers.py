"""Numbers and names from the environment: one that cannot be stops the start, and says how it is mended."""

import os
from collections.abc import Collection, Iterable


def whole_number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return what an environment variable says, or ``default`` where it is empty or not set.

    Raises ``SystemExit`` with a sentence for the operator.
    """
    said = (os.environ.get(name) or "").strip()
    if not said:
        return default
    # Figures alone: neither a sign nor an underscore, nor the figures of other scripts, which a slip would look like.
    number = int(said) if said.isascii() and said.isdecimal() else -1
    if number < least or (most is not None and number > most):
        between = f"from {least} to {most}" if most is not None else f"of at least {least}"
        raise SystemExit(
            f"{name} is “{said[:40]}”. Set it to a whole number {between}, such as {name}={default}, or leave it out."
        )
    return number


def names_of(name: str, among: Collection[str]) -> tuple[str, ...]:
    """Return the names that an environment variable has, with spaces between; raise ``SystemExit`` for another one."""
    said = tuple((os.environ.get(name) or "").split())
    unknown = next((each for each in said if each not in among), None)
    if unknown is not None:
        known = ", ".join(sorted(among))
        raise SystemExit(f"{name} names “{unknown[:40]}”. Name some of {known}, with spaces between, or leave it out.")
    return said


def one_of(name: str, known: Iterable[str]) -> str:
    """Return which of the names an environment variable says, or the first where it is empty or not set.

    Raises as above.
    """
    names = list(known)
    said = (os.environ.get(name) or "").strip() or names[0]
    if said not in names:
        raise SystemExit(f"{name} is “{said[:40]}”. Set it to {' or '.join(names)}, or leave it out.")
    return said
