"""What was answered: the first answers, and over them those that came later."""

from typing import Any

from openhall.blocks.cases.models import Case, Supplement
from openhall.blocks.cases.parts import supplement_part
from openhall.blocks.cases.sealing import unseal_part
from openhall.blocks.journal.facade import Reader


def answers_of(case: Case, reader: Reader) -> dict[str, Any]:
    """Return the answers as they stand now; the read is recorded."""
    answers: dict[str, Any] = dict(unseal_part(case, "", case.sealed, reader)["answers"])
    for supplement in Supplement.objects.filter(case=case).select_related("ask").order_by("id"):
        later = unseal_part(case, supplement_part(supplement.ask.number), supplement.sealed, reader)["answers"]
        # An answer that was taken back is there as null.
        answers.update(later)
    return {name: value for name, value in answers.items() if value is not None}
