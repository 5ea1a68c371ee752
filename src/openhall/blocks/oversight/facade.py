"""The door of ``oversight``: looks at people without a case, and what people ask about looks at their data."""

from openhall.blocks.oversight.asking import answer_question, ask_why
from openhall.blocks.oversight.definitions import (
    AlreadyAnswered,
    AnswerRefused,
    LookFacts,
    LookIncomplete,
    Looking,
    LookResult,
    NoSuchLook,
    NoSuchRead,
    NotAllowedToJudge,
    NotAllowedToLook,
    QuestionFacts,
    TooManyLooks,
)
from openhall.blocks.oversight.looking import judge_look, judging_seat, look_for, look_results, looking_seat
from openhall.blocks.oversight.queries import (
    count_overdue,
    look_of,
    looks_of_office,
    own_looks,
    questions_about,
    questions_for,
    reasons_of,
)
from openhall.blocks.oversight.rules import LOOK_PURPOSES, MANY_LOOKS, MOST_ANSWER, MOST_LOOKS, MOST_REASON, LookState

__all__ = [
    "LOOK_PURPOSES",
    "MANY_LOOKS",
    "MOST_ANSWER",
    "MOST_LOOKS",
    "MOST_REASON",
    "AlreadyAnswered",
    "AnswerRefused",
    "LookFacts",
    "LookIncomplete",
    "LookResult",
    "LookState",
    "Looking",
    "NoSuchLook",
    "NoSuchRead",
    "NotAllowedToJudge",
    "NotAllowedToLook",
    "QuestionFacts",
    "TooManyLooks",
    "answer_question",
    "ask_why",
    "count_overdue",
    "judge_look",
    "judging_seat",
    "look_for",
    "look_of",
    "look_results",
    "looking_seat",
    "looks_of_office",
    "own_looks",
    "questions_about",
    "questions_for",
    "reasons_of",
]
