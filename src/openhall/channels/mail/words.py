"""Sentences of letters, marked for translation where they stand and translated when the reader is known."""


def mark(message: str) -> str:
    """Mark ``message`` as a sentence for people."""
    return message
