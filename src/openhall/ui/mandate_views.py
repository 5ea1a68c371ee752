"""What the pages of mandates draw: who may act for whom. Everything is in the reader's language already."""

from dataclasses import dataclass

from openhall.ui.case_views import Errors, ServiceLine
from openhall.ui.register_views import FactRow


@dataclass(frozen=True, slots=True)
class HelpedMatter:
    """What the reader has begun or sent for somebody: for which service, how it stands, and where it is."""

    service: str
    href: str
    status: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class MandateLine:
    """One mandate as a plain sentence; ``note`` says with which services, or whom it waits for.

    ``matters`` are what the reader has begun or sent by it. ``accept_action`` is where the reader says yes, where it
    waits for them; ``is_waiting`` also for the other side.
    """

    id: str
    sentence: str
    note: str
    end_action: str
    accept_action: str = ""
    is_waiting: bool = False
    matters: tuple[HelpedMatter, ...] = ()


@dataclass(frozen=True, slots=True)
class MandatesView:
    """Who may act for the reader, for whom the reader may act, and the form to let somebody.

    ``code`` was made just now, to be handed to the helper; ``done`` is what was just done: given, accepted, ended.
    """

    given: tuple[MandateLine, ...]
    held: tuple[MandateLine, ...]
    give_action: str
    take_action: str
    back_href: str
    scopes: tuple[tuple[str, str, str], ...]
    scopes_chosen: tuple[str, ...] = ()
    offices: tuple[tuple[str, str], ...] = ()
    office: str = ""
    helper: str = ""
    day: tuple[str, str, str, str] = ("", "", "", "")
    code: str = ""
    done: str = ""
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class OfferView:
    """What a code offers: the sentence, and a button to say yes."""

    sentence: str
    note: str
    action: str
    code: str
    back_href: str


@dataclass(frozen=True, slots=True)
class AgreementView:
    """What somebody applied for that the reader has to agree to: what it says, until when, and a yes or a no.

    ``firm`` is the organisation in whose name they answer, or empty.
    """

    service: ServiceLine
    reference: str
    until: str
    facts: tuple[FactRow, ...]
    action: str
    back_href: str
    firm: str = ""
    fault: str = ""
