"""The door of ``cases``: what people have submitted, who works on it, and what became of it."""

from openhall.blocks.cases.actions.acting import CaseChanged, CaseEnded, NoSuchTask, NotYourTask, Once, OtherAct
from openhall.blocks.cases.actions.ask import ASK_ENDS, Asked, Question, ask_applicant
from openhall.blocks.cases.actions.close_day import DayClosed, NoWorkingDay, close_day
from openhall.blocks.cases.actions.decide import Done, Verdict, VerdictIncomplete, complete_task
from openhall.blocks.cases.actions.object import (
    MOST_GROUNDS,
    Disputable,
    NothingToObjectTo,
    Objection,
    disputable,
    object_to_refusal,
)
from openhall.blocks.cases.actions.pass_on import KeptHere, pass_on
from openhall.blocks.cases.actions.prepare import (
    Applicant,
    NotEligible,
    SignInNeeded,
    organisation_of,
    prepare_application,
    usable_files,
)
from openhall.blocks.cases.actions.submit import (
    AnswersRefused,
    Application,
    DraftChanged,
    OtherBody,
    Request,
    Submitted,
    hash_of,
    submit_application,
    submitted_before,
)
from openhall.blocks.cases.actions.supplement import NothingAsked, supplement_case, with_followers
from openhall.blocks.cases.actions.take_up import give_task, take_task
from openhall.blocks.cases.actions.timers import end_ask, fire_case_timer, look_at_clock
from openhall.blocks.cases.actions.withdraw import withdraw_case
from openhall.blocks.cases.actions.write import (
    MOST_LETTER,
    LetterRefused,
    NoSuchCase,
    write_to_applicant,
    write_to_office,
)
from openhall.blocks.cases.deadlines import due_day
from openhall.blocks.cases.dossiers import (
    AskFacts,
    Dossier,
    JudgementFacts,
    LetterFacts,
    is_readable,
    office_dossier,
    own_dossier,
    readable_by,
)
from openhall.blocks.cases.examples import ExampleApplication, example_for
from openhall.blocks.cases.grounds import WHOLE, Ground, grounds_for
from openhall.blocks.cases.messages import (
    ASKED_MAIL,
    DECIDED_MAIL,
    MAIL,
    SECRET_MAIL,
    SUBMITTED_MAIL,
    WRITTEN_MAIL,
    MailFacts,
    mail_facts,
    post_mail,
)
from openhall.blocks.cases.queries import CaseFacts, TimelineEvent, case_of, submitted_answers
from openhall.blocks.cases.rules import APPLICANT, HALL, AskState, Decision, EventKind, Side, Status
from openhall.blocks.cases.secrets import is_secret_of_case, secret_of_case
from openhall.blocks.cases.watching import TASK_CLOCK
from openhall.blocks.cases.work import WorkPage, read_cursor, work_for, written_cursor
from openhall.blocks.processes.facade import TIMER, TaskTaken

__all__ = [
    "APPLICANT",
    "ASKED_MAIL",
    "ASK_ENDS",
    "DECIDED_MAIL",
    "HALL",
    "MAIL",
    "MOST_GROUNDS",
    "MOST_LETTER",
    "SECRET_MAIL",
    "SUBMITTED_MAIL",
    "TASK_CLOCK",
    "TIMER",
    "WHOLE",
    "WRITTEN_MAIL",
    "AnswersRefused",
    "Applicant",
    "Application",
    "AskFacts",
    "AskState",
    "Asked",
    "CaseChanged",
    "CaseEnded",
    "CaseFacts",
    "DayClosed",
    "Decision",
    "Disputable",
    "Done",
    "Dossier",
    "DraftChanged",
    "EventKind",
    "ExampleApplication",
    "Ground",
    "JudgementFacts",
    "KeptHere",
    "LetterFacts",
    "LetterRefused",
    "MailFacts",
    "NoSuchCase",
    "NoSuchTask",
    "NoWorkingDay",
    "NotEligible",
    "NotYourTask",
    "NothingAsked",
    "NothingToObjectTo",
    "Objection",
    "Once",
    "OtherAct",
    "OtherBody",
    "Question",
    "Request",
    "Side",
    "SignInNeeded",
    "Status",
    "Submitted",
    "TaskTaken",
    "TimelineEvent",
    "Verdict",
    "VerdictIncomplete",
    "WorkPage",
    "ask_applicant",
    "case_of",
    "close_day",
    "complete_task",
    "disputable",
    "due_day",
    "end_ask",
    "example_for",
    "fire_case_timer",
    "give_task",
    "grounds_for",
    "hash_of",
    "is_readable",
    "is_secret_of_case",
    "look_at_clock",
    "mail_facts",
    "object_to_refusal",
    "office_dossier",
    "organisation_of",
    "own_dossier",
    "pass_on",
    "post_mail",
    "prepare_application",
    "read_cursor",
    "readable_by",
    "secret_of_case",
    "submit_application",
    "submitted_answers",
    "submitted_before",
    "supplement_case",
    "take_task",
    "usable_files",
    "with_followers",
    "withdraw_case",
    "work_for",
    "write_to_applicant",
    "write_to_office",
    "written_cursor",
]
