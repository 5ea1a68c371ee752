"""The books of a day at the desk: what each account held, what moved, and what has no counterpart at the bank."""

from dataclasses import dataclass

from openhall.ui.desk_outcome_views import OutcomeItem


@dataclass(frozen=True, slots=True)
class BookRow:
    """One account over the day, in words; amounts as people write them."""

    name: str
    opening: str
    debits: str
    credits: str
    closing: str


@dataclass(frozen=True, slots=True)
class OwnRow:
    """Money that the hall says moved and the bank has not shown: which payment, how, since when, how much."""

    number: str
    way: str
    since: str
    amount: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class BooksView:
    """The page: ``total`` is there where all accounts are, and is nothing. ``items`` are movements of the bank.

    ``own_told`` and ``bank_told`` say how many there are, or that there is none. ``fault`` is about a movement that is
    not there any more.
    """

    title: str
    lead: str
    day: str
    earlier: tuple[str, str]
    later: tuple[str, str] | None
    rows: tuple[BookRow, ...]
    empty: str
    data_href: str
    own_told: str
    own: tuple[OwnRow, ...] = ()
    total: BookRow | None = None
    bank_told: str = ""
    items: tuple[OutcomeItem, ...] = ()
    fault: str = ""
