"""What the desk shows of a movement of the bank that nothing matches, and what somebody can say it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from openhall.blocks.payments.facade import COUNTER, MOST_NOTE, BankLine
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.naming import day_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.desk_outcome_views import Box, OutcomeItem, SmallForm
from openhall.ui.desk_sending import Sending

BOOKS, _BANK = "/desk/money/books/", "bank"
_REFERENCES, _ACCOUNT, _STATEMENT = _("References"), _("Account"), _("Statement")
_NO_REFERENCE = _("none")
_CAME, _WENT = _("Came on %(day)s: %(amount)s"), _("Went on %(day)s: %(amount)s")
_ASSIGN, _ASSIGN_ACT = _("It pays a fee"), _("Match it with this payment")
_PAYMENT, _PAYMENT_HINT = _("Payment number"), _("What does not pay it goes back by itself.")
_SUM, _SUM_ACT = _("It is the sum of a day"), _("Match it with all of that day")
_WAY, _DAY, _KEPT = _("Paid how"), _("Day of the payments"), _("Kept by whoever took them")
_DAY_HINT = _("All payments and refunds of that way on that day. Write it like 2026-12-31.")
_KEPT_HINT = _("What they took off for their work. Leave it empty if the whole sum came.")
_CHARGE, _CHARGE_ACT = _("It is a charge"), _("Book it as a charge")
_OF, _THE_BANK = _("Who took it"), _("The bank")
_NOTE = _("What it was taken for")
_NOTE_HINT = _("As the bank’s page says it. Money that came back of a charge is booked here, too.")


@dataclass(frozen=True, slots=True)
class Refused:
    """A form about a movement that came back: which act, what was typed, which box is wrong and what is."""

    entry: int
    act: str
    typed: Mapping[str, str]
    box: str
    words: str


def movement_item(reader: Reader, line: BankLine, refused: Refused | None) -> OutcomeItem:
    """Return what is shown of a movement."""
    say = reader.say
    amount = format_money(reader.catalogue.jurisdiction.money(abs(line.amount)))
    told = {"day": day_words(reader, line.booked_on), "amount": amount}
    facts = (
        (say(_REFERENCES), " · ".join(line.references) or say(_NO_REFERENCE)),
        (say(_ACCOUNT), line.account),
        (say(_STATEMENT), f"{line.number}, {line.place}"),
    )
    title = say(_CAME if line.amount > 0 else _WENT) % told
    return OutcomeItem(title, facts=facts, forms=tuple(_forms(reader, line, refused)))


def _forms(reader: Reader, line: BankLine, refused: Refused | None) -> Iterator[SmallForm]:
    say, ways = reader.say, _ways(reader)
    day = line.booked_on.isoformat()
    symbol = reader.catalogue.jurisdiction.currency.symbol
    offered: list[tuple[str, str, str, tuple[Box, ...]]] = []
    if line.amount > 0:
        offered = [
            ("assign", _ASSIGN, _ASSIGN_ACT, (Box("payment", say(_PAYMENT), hint=say(_PAYMENT_HINT)),)),
            (
                "day",
                _SUM,
                _SUM_ACT,
                (
                    Box("way", say(_WAY), COUNTER, kind="choice", choices=ways),
                    Box("day", say(_DAY), day, say(_DAY_HINT)),
                    Box("kept", say(_KEPT), hint=say(_KEPT_HINT), kind="money", symbol=symbol),
                ),
            ),
        ]
    takers = ((_BANK, say(_THE_BANK)), *ways)
    boxes = (
        Box("of", say(_OF), _BANK, kind="choice", choices=takers),
        Box("note", say(_NOTE), hint=say(_NOTE_HINT), max_length=MOST_NOTE),
    )
    for act, title, words, boxes_of in [*offered, ("charge", _CHARGE, _CHARGE_ACT, boxes)]:
        back = refused if refused and (refused.entry, refused.act) == (line.id, act) else None
        sending = Sending(f"{BOOKS}{line.id}/{act}/", errors=((back.box, back.words),) if back else ())
        yield SmallForm(f"{act}-{line.id}", say(title), say(words), sending, tuple(_typed(boxes_of, back)))


def _typed(boxes: tuple[Box, ...], back: Refused | None) -> Iterator[Box]:
    """Yield boxes with what was typed into them, where the form came back."""
    for box in boxes:
        yield replace(box, value=back.typed.get(box.name, "")) if back else box


def _ways(reader: Reader) -> tuple[tuple[str, str], ...]:
    offered = reader.catalogue.jurisdiction.payment.providers
    return tuple((each.id, pick(each.name, reader.language)) for each in offered)
