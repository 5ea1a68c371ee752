"""What this block keeps sealed, so that it can be sealed anew."""

from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns
from openhall.blocks.oversight.asking import context_of_answer
from openhall.blocks.oversight.looking import NOTE, REASON, owner_of_look
from openhall.blocks.oversight.models import Alert, Look, Question
from openhall.blocks.oversight.watching import ALERT_NOTE, owner_of_alert


def register() -> None:
    """Name the columns."""
    register_sealed_columns(
        SealedColumn(Look, "sealed", lambda row: owner_of_look(row.pk), lambda _: REASON),
        SealedColumn(Look, "note", lambda row: owner_of_look(row.pk), lambda _: NOTE),
        SealedColumn(Question, "sealed", lambda row: str(row.owner), lambda row: context_of_answer(row.pk)),
        SealedColumn(Alert, "note", owner_of_alert, lambda _: ALERT_NOTE),
    )
