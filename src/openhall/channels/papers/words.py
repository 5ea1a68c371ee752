"""Sentences on papers, marked for translation where they stand and translated when the language is known."""


def mark(message: str) -> str:
    """Mark ``message`` as a sentence for people."""
    return message
