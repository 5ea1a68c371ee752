"""Who takes part in a matter beside its applicant."""

import msgspec


class OtherParty(msgspec.Struct, frozen=True):
    """Whoever has to agree beside the applicant before anything moves: the buyer of what is sold.

    ``number`` is the question for a number of theirs, which the fact ``fact`` holds of people; ``name`` the question
    for what they are called. ``shows`` are the questions whose answers they read before they agree. ``paper``
    is the question for a paper that they signed already, or empty.
    """

    number: str
    fact: str
    name: str
    shows: tuple[str, ...]
    paper: str = ""
