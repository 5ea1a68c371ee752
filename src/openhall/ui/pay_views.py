"""What pages of paying show: what is due and why, how it can be paid, and the receipt. Everything is words already."""

from dataclasses import dataclass

import segno
from markupsafe import Markup

from openhall.ui.case_views import FeeLine, ServiceLine

#: White around a code, in modules: a reader finds it by that.
_BORDER = 4
_GROUP = 5


@dataclass(frozen=True, slots=True)
class PayWay:
    """A way to pay that is open now."""

    id: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PayView:
    """What is due, line by line, and the choice of a way to pay.

    ``key`` makes pressing twice one attempt. ``fault`` says why it did not work, and what else there is. ``refunds``
    are sentences about what goes back, and when. ``begun`` are words and the address of each payment on its way.
    ``voucher`` is the code that was typed, ``voucher_fault`` why it does not pay this. ``payer`` is the name of the
    firm that owes it, where it is not the reader themselves.
    """

    service: ServiceLine
    reference: str
    amount: str
    lines: tuple[FeeLine, ...]
    ways: tuple[PayWay, ...]
    action: str
    key: str
    back_href: str
    due_on: str = ""
    picked: str = ""
    fault: str = ""
    refunds: tuple[str, ...] = ()
    is_on_its_way: bool = False
    begun: tuple[tuple[str, str], ...] = ()
    voucher: str = ""
    voucher_fault: str = ""
    payer: str = ""

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return the ways as a choice takes them."""
        return [(way.id, way.name, way.hint) for way in self.ways]


@dataclass(frozen=True, slots=True)
class PayingView:
    """Paying has begun: a code to scan (``qr_text``), a page elsewhere (``go_on_href``), or a number for a counter.

    ``action`` is where to ask whether it has come, with the ``key`` of the charge where the address does not name it;
    ``is_looked`` once it was asked. In a demonstration the reader ``can_play`` their bank. Without a ``service`` it is
    for several payments.
    """

    service: ServiceLine | None
    amount: str
    number: str
    action: str
    other_href: str
    key: str = ""
    qr_text: str = ""
    until: str = ""
    is_looked: bool = False
    can_play: bool = False
    go_on_href: str = ""

    @property
    def groups(self) -> str:
        """Return the number in groups, to be read out and to fit any screen."""
        return " ".join(self.number[start : start + _GROUP] for start in range(0, len(self.number), _GROUP))


@dataclass(frozen=True, slots=True)
class PaymentReceiptView:
    """The receipt of what was paid; ``refunds`` are amounts that went back, each with its day.

    ``payer`` is the name of the firm that it was paid for.
    """

    service: ServiceLine
    reference: str
    number: str
    amount: str
    paid_on: str
    way: str
    lines: tuple[FeeLine, ...]
    back_href: str
    refunds: tuple[tuple[str, str], ...] = ()
    payer: str = ""


def code_picture(text: str) -> Markup:
    """Return the code of a text as a drawing, dark on white whatever the colours of the page are."""
    code = segno.make(text, micro=False, error="m")
    drawn = code.svg_inline(border=_BORDER, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - paths that were made from modules, and nothing of the text itself
