"""The door of ``rules``: dated legal numbers, decision tables, and arithmetic of working days."""

from openhall.blocks.rules.closing import closed_days, declare_closed
from openhall.blocks.rules.definitions import Calendar, Holiday
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
    "Calendar",
    "CalendarEnds",
    "DecisionTable",
    "Holiday",
    "Period",
    "TableRow",
    "add_months",
    "add_working_days",
    "closed_days",
    "decide_by_table",
    "declare_closed",
    "due_on",
    "ends_on",
    "is_general_holiday",
    "is_working_day",
    "runs_on",
    "working_days_between",
    "working_days_left",
]
