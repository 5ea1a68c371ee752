"""The door of ``rules``: dated legal numbers, fees, decision tables, and arithmetic of working days."""

from openhall.blocks.rules.closing import closed_days, declare_closed
from openhall.blocks.rules.covering import Asked, TooManyWaysError, uncovered
from openhall.blocks.rules.definitions import Calendar, Holiday
from openhall.blocks.rules.fees import (
    Fee,
    FeeRow,
    FlatFee,
    Quote,
    QuoteLine,
    RuleFee,
    TableFee,
    VariableFee,
    inputs_of,
    may_be_open,
    quote,
    read_by,
    settled,
)
from openhall.blocks.rules.legal import Charged, Figures, LegalRule, charge
from openhall.blocks.rules.legal_faults import rule_faults
from openhall.blocks.rules.refunds import PaidBack, Refund, RefundReason, refund_due
from openhall.blocks.rules.rules import (
    CalendarEnds,
    Period,
    add_months,
    add_working_days,
    due_on,
    ends_on,
    is_general_holiday,
    is_working_day,
    runs_on,
    working_days_between,
    working_days_left,
)
from openhall.blocks.rules.tables import DecisionTable, TableRow, decide_by_table

__all__ = [
    "Asked",
    "Calendar",
    "CalendarEnds",
    "Charged",
    "DecisionTable",
    "Fee",
    "FeeRow",
    "Figures",
    "FlatFee",
    "Holiday",
    "LegalRule",
    "PaidBack",
    "Period",
    "Quote",
    "QuoteLine",
    "Refund",
    "RefundReason",
    "RuleFee",
    "TableFee",
    "TableRow",
    "TooManyWaysError",
    "VariableFee",
    "add_months",
    "add_working_days",
    "charge",
    "closed_days",
    "decide_by_table",
    "declare_closed",
    "due_on",
    "ends_on",
    "inputs_of",
    "is_general_holiday",
    "is_working_day",
    "may_be_open",
    "quote",
    "read_by",
    "refund_due",
    "rule_faults",
    "runs_on",
    "settled",
    "uncovered",
    "working_days_between",
    "working_days_left",
]
