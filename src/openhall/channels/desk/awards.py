"""What a case grants at the desk: the sum that was asked for, and the boxes to grant another one."""

from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import office_name
from openhall.channels.desk.sending import Typed, one
from openhall.channels.desk.words import mark as _
from openhall.kernel.money import format_money
from openhall.ui.desk_case_views import FeeBox, Note

_LABEL = _("Grant another amount?")
_ASKED = _("%(amount)s was asked for. Leave both boxes empty to grant that.")
_REVIEW = _("If you approve the objection, write how much it is to be.")
_GRANTED = _("%(office)s granted %(amount)s instead of %(asked)s: %(reason)s")
_STANDS = _("Leave both boxes empty if that stands.")
_REASON, _READERS = _("Why this amount?"), _("The applicant reads this in the notice.")
_MOST_REASON = 1_000


def award_box(look: Look, typed: Typed) -> FeeBox | None:
    """Return the boxes for another sum, where an officer of the reader's office may grant one at the task."""
    dossier, say, task = look.dossier, look.reader.say, look.task
    jurisdiction = look.reader.catalogue.jurisdiction
    asked = dossier.asked_for(jurisdiction)
    if task is None or asked is None or not dossier.sets_award_at(task):
        return None
    is_review = bool(dossier.award) and task.serial > 1
    stands = say(_ASKED) % {"amount": format_money(jurisdiction.money(asked))}
    granted = (award_words(look), say(_REVIEW if is_review else _STANDS))
    return FeeBox(
        label=say(_LABEL),
        words=granted if dossier.award else (stands,),
        symbol=jurisdiction.currency.symbol,
        reason=Note(say(_REASON), say(_READERS), one(typed, "award_reason"), max_length=_MOST_REASON),
        amount=one(typed, "award_amount"),
        is_optional=not is_review,
        name="award",
    )


def award_words(look: Look) -> str:
    """Return what an office granted instead of what was asked for, with its reason; nothing where none did."""
    found, money = look.dossier.award, look.reader.catalogue.jurisdiction.money
    if found is None:
        return ""
    return look.reader.say(_GRANTED) % {
        "office": office_name(look.reader, found.authority),
        "amount": format_money(money(found.minor)),
        "asked": format_money(money(found.asked)),
        "reason": found.reason,
    }
