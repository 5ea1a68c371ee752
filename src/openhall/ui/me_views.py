"""What a person's own page draws: what waits for them, what runs, what is to be paid, what they were given.

As in ``case_views``, everything is already in the reader's language, and what is empty is left out of the page.
"""

from dataclasses import dataclass
from typing import Literal

from openhall.ui.case_views import Errors
from openhall.ui.letter_views import LettersSummary
from openhall.ui.register_views import RecordRow


@dataclass(frozen=True, slots=True)
class MatterLine:
    """One matter: where it stands, who has it and since when, the next day, and the one act that is due.

    ``next_day`` is said by ``next_words`` ("Answer by …"); ``haste`` is how near it is. ``firm`` is for whom it is,
    where that is not the reader; ``helper`` sent it for them. A draft has neither ``reference`` nor holder.
    """

    service: str
    href: str
    status: str
    office: str = ""
    reference: str = ""
    firm: str = ""
    helper: str = ""
    holder: str = ""
    since: str = ""
    is_yours: bool = False
    decision: str = ""
    next_words: str = ""
    haste: Literal["", "soon", "late"] = ""
    act: str = ""
    act_href: str = ""


@dataclass(frozen=True, slots=True)
class BillLine:
    """One payment that is due: for what, to whom, how much and by when. ``id`` is what ticking it sends."""

    id: str
    service: str
    office: str
    reference: str
    amount: str
    due: str = ""
    is_late: bool = False
    is_ticked: bool = True
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bills:
    """Payments that are due. ``total`` is the sum of those that are ticked; ``action`` takes them to be paid."""

    lines: tuple[BillLine, ...]
    total: str
    action: str


@dataclass(frozen=True, slots=True)
class WayToPay:
    """A way to pay several bills with."""

    id: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BillsView:
    """Pay several bills with one charge: what was chosen, the sum, and how.

    ``once`` is sent along, so that a second press is the same charge, and ``minor``, the sum as it was shown. Without
    ``ways`` each is paid on its own page. ``is_changed`` tells that some of what was chosen, ``changed``, cannot be
    paid any more, so that nothing was charged. ``paid`` are those that just went through, of ``waiting`` nothing was
    heard yet, ``failed`` did not go through, and the money for ``back`` came too late and goes back. While it waits,
    ``look`` is what to send to ask whether it has come (address, press), and ``go_on_href`` the page of the provider.
    """

    action: str
    back_href: str
    lines: tuple[BillLine, ...]
    total: str
    minor: int = 0
    ways: tuple[WayToPay, ...] = ()
    way: str = ""
    once: str = ""
    is_changed: bool = False
    changed: tuple[BillLine, ...] = ()
    paid: tuple[BillLine, ...] = ()
    paid_total: str = ""
    waiting: tuple[BillLine, ...] = ()
    failed: tuple[BillLine, ...] = ()
    back: tuple[BillLine, ...] = ()
    look: tuple[str, str] | None = None
    go_on_href: str = ""
    errors: Errors = ()


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that somebody was given: a licence, a receipt, a letter. ``correct_href``: where one says it is wrong."""

    title: str
    service: str
    office: str
    href: str
    number: str = ""
    issued: str = ""
    valid: str = ""
    standing: Literal["", "over", "revoked", "replaced", "suspended", "ended"] = ""
    correct_href: str = ""


@dataclass(frozen=True, slots=True)
class VisitLine:
    """An appointment to come: when and where it is, what for, and the page to move or cancel it on."""

    service: str
    when: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """The calendar, and the password that opens it; ``app_href`` opens it in a program that keeps calendars.

    ``link`` is an address that carries the password, where the hall lets it stand there.
    """

    address: str
    app_href: str
    password: str
    download_href: str
    renew_action: str
    link: str = ""
    is_renewed: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """Matters that have ended, a page of them; ``address`` is where a page is, without its number."""

    lines: tuple[MatterLine, ...]
    count: int
    page: int = 1
    pages: int = 1
    address: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class MeView:
    """Everything that somebody has with the hall. ``yours`` wait for the reader, ``others`` for somebody else.

    ``is_cut`` says that there are more open matters than are shown; ``agreed`` what the reader just said to somebody
    else's application: ``yes`` or ``no``.
    """

    yours: tuple[MatterLine, ...]
    others: tuple[MatterLine, ...]
    finished: Finished
    calendar: CalendarLine
    services_href: str
    preferences_href: str
    fetches_href: str
    sign_in_href: str
    bills: Bills | None = None
    papers: tuple[PaperLine, ...] = ()
    has_older_papers: bool = False
    letters: LettersSummary | None = None
    records: tuple[RecordRow, ...] = ()
    visits: tuple[VisitLine, ...] = ()
    is_cut: bool = False
    looked_href: str = ""
    mandates_href: str = ""
    firms_href: str = ""
    privacy_href: str = ""
    allowed_href: str = ""
    agreed: str = ""
    track_href: str = ""

    @property
    def is_new(self) -> bool:
        """Tell whether somebody has nothing here at all yet, and is welcomed instead."""
        return not (
            self.yours or self.others or self.bills or self.visits or self.papers or self.records or self.finished.count
        )


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One matter: until when it is kept (``told``), what that rests on, and the proof once it is erased."""

    service: str
    reference: str
    href: str
    told: str
    why: str = ""
    proof: str = ""
    proof_href: str = ""


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """What is kept of somebody.

    ``may_go`` counts the matters that they may have erased now; ``erased`` those that just were, where ``is_done``.
    """

    action: str
    back_href: str
    download_href: str
    lines: tuple[KeptLine, ...]
    drafts: int
    may_go: int
    erased: int = 0
    is_done: bool = False
    errors: Errors = ()
