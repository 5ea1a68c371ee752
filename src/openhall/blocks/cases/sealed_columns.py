"""What this block keeps sealed, so that it can be sealed anew."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from openhall.blocks.cases.award_models import CaseAward
from openhall.blocks.cases.models import Ask, Case, CaseFee, Hold, Judgement, Letter, Remark, Supplement, Working
from openhall.blocks.cases.parts import (
    ask_part,
    award_part,
    fee_part,
    hold_part,
    letter_part,
    note_part,
    supplement_part,
    working_part,
)
from openhall.blocks.cases.remarks import place_of_remark
from openhall.blocks.cases.sealing import context_of
from openhall.blocks.journal.facade import SealedColumn, register_sealed_columns


def register() -> None:
    """Name the columns."""
    register_sealed_columns(
        SealedColumn(Case, "sealed", lambda row: str(row.owner), lambda row: context_of(row.reference), is_in_log=True),
        _of_case(Judgement, "note", lambda row: note_part(row.task), is_in_log=True),
        _of_case(CaseFee, "reason", lambda row: fee_part(row.task), is_in_log=True),
        _of_case(CaseAward, "reason", lambda row: award_part(row.task), is_in_log=True),
        _of_case(Supplement, "sealed", lambda row: supplement_part(row.ask.number), "ask", is_in_log=True),
        _of_case(Ask, "words", lambda row: ask_part(row.number)),
        _of_case(Letter, "words", lambda row: letter_part(row.number)),
        _of_case(Remark, "sealed", lambda row: place_of_remark(row.part)),
        _of_case(Working, "sealed", lambda row: working_part(row.task, row.form, row.person)),
        _of_case(Hold, "reason", lambda row: hold_part(row.number)),
    )


def _of_case(
    model: type[Model], name: str, part: Callable[[Any], str], *needs: str, is_in_log: bool = False
) -> SealedColumn:
    return SealedColumn(
        model,
        name,
        owner=lambda row: str(row.case.owner),
        context=lambda row: context_of(row.case.reference, part(row)),
        needs=("case", *needs),
        is_in_log=is_in_log,
    )
