"""By which marks rows are found that cases wait for or have written, so that they can be made anew."""

from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.agreeing import numbers_of_other_party
from openhall.blocks.catalogue.facade import NothingPublishedError, current_catalogue
from openhall.blocks.identity.facade import FOUND, text_of_number
from openhall.blocks.journal.facade import MarkedColumn, register_marked_columns
from openhall.blocks.registers.facade import Register, entry_marks


def register() -> None:
    """Name the columns."""
    register_marked_columns(
        MarkedColumn(
            Agreement,
            "mark",
            FOUND,
            lambda row: (text_of_number(*number) for number in numbers_of_other_party(row.case)),
            needs=("case",),
            is_guarded=True,
        ),
        entry_marks(_register_of),
    )


def _register_of(register: str) -> Register | None:
    try:
        registers = current_catalogue().jurisdiction.registers
    except NothingPublishedError:
        return None
    return next((each for each in registers if each.id == register), None)
