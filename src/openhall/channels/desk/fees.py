"""The fee of a case at the desk: what it comes to, and the boxes to set it where nobody else has told it."""

from openhall.blocks.cases.facade import is_last_to_set
from openhall.blocks.rules.facade import VariableFee
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import office_name
from openhall.channels.desk.sending import Typed, one
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.desk_case_views import FeeBox, Note

_LABEL = _("What does it cost?")
_WHOSE = _("You set this fee if you approve. Write 0 if it is free.")
_BASIS = _("Basis: %(basis)s")
_LATER = _("Somebody who decides after you can still set it.")
_SET = _("%(office)s set it to %(amount)s: %(reason)s")
_STANDS = _("Leave both boxes empty if that stands.")
_REASON, _READERS = _("How do you come to this amount?"), _("The applicant reads this beside the amount.")

_MOST_REASON = 1_000


def fee_box(look: Look, typed: Typed) -> FeeBox | None:
    """Return the boxes for a fee, where an officer of the reader's office sets it at the task of the page."""
    dossier, say, task = look.dossier, look.reader.say, look.task
    if task is None or dossier.fee is None or not dossier.sets_fee_at(task):
        return None
    if dossier.fee.minor is not None and dossier.fee_set is None:
        return None
    words, is_last = [say(_WHOSE)], is_last_to_set(task)
    fee = dossier.service.fee
    if isinstance(fee, VariableFee):
        words.append(say(_BASIS) % {"basis": pick(fee.basis, look.reader.language)})
    is_set = set_words(look)
    if is_set:
        words += [is_set, say(_STANDS)]
    elif not is_last:
        words.append(say(_LATER))
    return FeeBox(
        label=say(_LABEL),
        words=tuple(words),
        symbol=look.reader.catalogue.jurisdiction.currency.symbol,
        reason=Note(say(_REASON), say(_READERS), one(typed, "fee_reason"), max_length=_MOST_REASON),
        amount=one(typed, "fee_amount"),
        is_optional=bool(is_set) or not is_last,
    )


def set_words(look: Look) -> str:
    """Return what an office set as the fee, with its reason; nothing where none did."""
    found = look.dossier.fee_set
    if found is None:
        return ""
    return look.reader.say(_SET) % {
        "office": office_name(look.reader, found.authority),
        "amount": format_money(look.reader.catalogue.jurisdiction.money(found.minor)),
        "reason": found.reason,
    }
