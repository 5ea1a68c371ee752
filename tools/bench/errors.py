"""What makes the bench stop with a sentence instead of figures."""


class BenchError(Exception):
    """A figure cannot be had; the message says why, and how to mend it."""


class NothingAnsweredError(BenchError):
    """Not one answer came while an act was put on a server."""
