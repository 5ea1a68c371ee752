"""Text messages of a demonstration: they go nowhere, and stand in its mailbox."""

from openhall.blocks.messages.definitions import Outgoing
from openhall.blocks.messages.providers.kinds import Outcome, Provider


def open_provider(address: str) -> Provider:
    """Return the mailbox."""
    del address
    return Mailbox()


def place_of(_address: str) -> str:
    """Return the place that is called: none."""
    return ""


def faults(address: str) -> list[str]:
    """Return what is wrong with an address: it has nothing that could be."""
    del address
    return []


class Mailbox:
    """What was handed to it is kept with the notice itself, so it can be looked at and takes nothing twice."""

    name = "demo"
    repeats_safely = True

    def send(self, outgoing: Outgoing, token: str) -> str:
        """Take a text message."""
        del outgoing
        return token

    def ask(self, token: str) -> Outcome:
        """Say that nothing was lost: taking it costs nothing."""
        del token
        return Outcome.NOT_ACCEPTED
