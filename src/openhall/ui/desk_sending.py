"""What every form at the desk needs to be sent, and to come back."""

from dataclasses import dataclass

from openhall.ui.desk_views import Errors


@dataclass(frozen=True, slots=True)
class Sending:
    """What every form of the page needs.

    ``autosave`` is where a script posts the fields of the form while they are typed (204; nothing is done). ``saved``
    says when that was last ("10:38"). ``errors`` name fields of this form without its prefix ("reasons").
    ``barred`` says why this cannot be sent by the reader ("You inspected it yourself: somebody else has to sign").
    """

    action: str
    once: str = ""
    seen: str = ""
    autosave: str = ""
    saved: str = ""
    errors: Errors = ()
    barred: str = ""
