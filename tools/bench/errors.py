"""What makes the bench stop with a sentence instead of figures."""


class BenchError(Exception):
    """A figure cannot be had; the message says why, and how to mend it."""
