"""What was answered: the first answers, and over them those that came later."""

from collections.abc import Iterator
from typing import Any

from openhall.blocks.cases.models import Case, Supplement
from openhall.blocks.cases.parts import supplement_part
from openhall.blocks.cases.sealing import open_part, unseal_part
from openhall.blocks.journal.facade import Reader


def answers_of(case: Case, reader: Reader) -> dict[str, Any]:
    """Return the answers as they stand now; the read is recorded."""
    answers: dict[str, Any] = dict(unseal_part(case, "", case.sealed, reader)["answers"])
    for supplement in Supplement.objects.filter(case=case).select_related("ask").order_by("id"):
        later = unseal_part(case, supplement_part(supplement.ask.number), supplement.sealed, reader)["answers"]
        # An answer that was taken back is there as null.
        answers.update(later)
    return {name: value for name, value in answers.items() if value is not None}


def stages_of(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the answers as they were submitted and after each later one, to compare them; no read is recorded.

    Nothing where they have no key any more.
    """
    answers = dict(open_part(case, "", case.sealed).get("answers", {}))
    yield {**answers}
    for supplement in Supplement.objects.filter(case=case).select_related("ask").order_by("id"):
        answers.update(open_part(case, supplement_part(supplement.ask.number), supplement.sealed).get("answers", {}))
        yield {**answers}
