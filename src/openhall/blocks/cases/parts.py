"""Where each sealed part of a case belongs."""


def supplement_part(number: int) -> str:
    """Return the place that the answers to the ``number``-th ask are bound to."""
    return f"supplement/{number}"


def letter_part(number: int) -> str:
    """Return the place that the ``number``-th letter of a case is bound to."""
    return f"letter/{number}"


def note_part(task: int) -> str:
    """Return the place that the note of a judgement is bound to."""
    return f"note/{task}"


def fee_part(task: int) -> str:
    """Return the place that the reason of a fee that was set is bound to."""
    return f"fee/{task}"


def award_part(task: int) -> str:
    """Return the place that the reason for a sum that was granted is bound to."""
    return f"award/{task}"


def ask_part(number: int) -> str:
    """Return the place that the words of an ask are bound to."""
    return f"ask/{number}"


def working_part(task: int, form: str, person: str) -> str:
    """Return the place that what an officer has typed in a form is bound to."""
    return f"working/{task}/{form}/{person}"


def hold_part(number: int) -> str:
    """Return the place that the reason of the ``number``-th hold of a case is bound to."""
    return f"hold/{number}"
