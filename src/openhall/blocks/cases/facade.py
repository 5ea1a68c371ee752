"""The door of ``cases``: what people have submitted, who works on it, and what became of it."""

from openhall.blocks.cases.actions.acting import (
    CaseChanged,
    CaseEnded,
    NoSuchTask,
    NotYourTask,
    Once,
    OtherAct,
    people_of,
    why_not,
)
from openhall.blocks.cases.actions.agree import answer_agreement
from openhall.blocks.cases.actions.answering import ANSWERS, WORKS, why_not_of_rank
from openhall.blocks.cases.actions.ask import ASK_ENDS, Question, ask_applicant
from openhall.blocks.cases.actions.cancel_appointment import cancel_appointment
from openhall.blocks.cases.actions.check_stated import check_stated, note_difference
from openhall.blocks.cases.actions.claim import LET_GO_LASTS, claim_case, claimed_at, let_case_go
from openhall.blocks.cases.actions.close_day import NoWorkingDay, close_day
from openhall.blocks.cases.actions.decide import Done, ReasonNeeded, Verdict, VerdictIncomplete, complete_task
from openhall.blocks.cases.actions.erase import (
    CaseGone,
    ErasedOwn,
    MayNotErase,
    PersonErased,
    erase_case,
    erase_due,
    erase_own,
    erase_person,
)
from openhall.blocks.cases.actions.give_places import give_places, hold_due_draws
from openhall.blocks.cases.actions.hold import hold_case, hold_reason, release_hold
from openhall.blocks.cases.actions.hold_entry import (
    MOST_ENTRY_REASON,
    register_for,
    restore_held_entry,
    suspend_held_entry,
)
from openhall.blocks.cases.actions.issue import PaperOrder, paper_order, release_paper
from openhall.blocks.cases.actions.migrate import migrate_cases
from openhall.blocks.cases.actions.move_appointment import move_appointment
from openhall.blocks.cases.actions.note_down import NotKept, note_down
from openhall.blocks.cases.actions.note_visit import NoSuchOffice, call_ticket, may_be_noted, note_visit, offices_of
from openhall.blocks.cases.actions.object import (
    MOST_GROUNDS,
    Disputable,
    NothingToObjectTo,
    Objection,
    ReliedOn,
    disputable,
    object_to_refusal,
)
from openhall.blocks.cases.actions.order_again import order_paper_again, ordered_again
from openhall.blocks.cases.actions.pass_on import KeptHere, pass_on
from openhall.blocks.cases.actions.pay import (
    ask_about_payment,
    begin_payment,
    end_payment,
    play_payment,
    take_payment_news,
    take_told,
)
from openhall.blocks.cases.actions.prepare import (
    Applicant,
    MoreProofNeeded,
    NotEligible,
    organisation_of,
    prepare_application,
    usable_files,
)
from openhall.blocks.cases.actions.put_off import close_one_office, put_off_appointments
from openhall.blocks.cases.actions.refund import (
    approve_asked_refund,
    ask_refund,
    decline_asked_refund,
    pay_refund_out,
    refund_remark,
)
from openhall.blocks.cases.actions.revoke import revoke_issued_paper
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
from openhall.blocks.cases.actions.take_back import may_take_back, take_back
from openhall.blocks.cases.actions.take_cash import take_cash
from openhall.blocks.cases.actions.take_part import arrive_at_appointment, take_part_in_draw
from openhall.blocks.cases.actions.take_up import (
    NotAllGiven,
    free_abandoned,
    give_task,
    give_tasks,
    take_next,
    take_task,
)
from openhall.blocks.cases.actions.timers import end_ask, fire_case_timer, look_at_clock
from openhall.blocks.cases.actions.undo import UndoOver, undo_submission
from openhall.blocks.cases.actions.vouchers import give_voucher, pay_with_voucher
from openhall.blocks.cases.actions.waive import MOST_MONEY_REASON, waive_fee, waiver_remark
from openhall.blocks.cases.actions.withdraw import withdraw_case
from openhall.blocks.cases.actions.write import (
    MOST_LETTER,
    LetterRefused,
    NoSuchCase,
    write_to_applicant,
    write_to_office,
)
from openhall.blocks.cases.agreeing import (
    AGREEMENT,
    Awaited,
    NobodyElse,
    NoSuchAgreement,
    agreement_for,
    agreement_news,
    awaited_of,
)
from openhall.blocks.cases.appointing import remind_of_appointment
from openhall.blocks.cases.collecting import PAYMENT_ENDS
from openhall.blocks.cases.counting import QUERY, Counts, count_cases_again, newest_counts
from openhall.blocks.cases.deadlines import after_working_days, due_day
from openhall.blocks.cases.dossiers import (
    AskFacts,
    Dossier,
    JudgementFacts,
    LetterFacts,
    office_dossier,
    office_reader,
    own_dossier,
)
from openhall.blocks.cases.examples import example_for
from openhall.blocks.cases.fallen import fallen_codes, fallen_of
from openhall.blocks.cases.grounds import WHOLE, Ground, grounds_for
from openhall.blocks.cases.held import held_answers, sources_of
from openhall.blocks.cases.helping import undo_until
from openhall.blocks.cases.issuing import PAPER
from openhall.blocks.cases.joining import belongings_of, join_accounts, part_accounts
from openhall.blocks.cases.last_word import is_last_to_set
from openhall.blocks.cases.messages import (
    ASKED_MAIL,
    DECIDED_MAIL,
    MAIL,
    SECRET_MAIL,
    SUBMITTED_MAIL,
    TAKEN_BACK_MAIL,
    WRITTEN_MAIL,
    MailFacts,
    Template,
    mail_facts,
    post_mail,
)
from openhall.blocks.cases.objecting import objections_to
from openhall.blocks.cases.owned import (
    MOST_MATTERS,
    Matter,
    ended_matters,
    helped_matters,
    matters_named,
    open_matters,
    own_references,
    owners_of_case,
    owners_of_person,
)
from openhall.blocks.cases.paid_together import PAID_TOGETHER, PaidBill, paid_bills, tell_paid_together
from openhall.blocks.cases.publishing import published
from openhall.blocks.cases.queries import CaseFacts, TimelineEvent, case_of, submitted_answers
from openhall.blocks.cases.readable import is_readable, readable_by
from openhall.blocks.cases.registering import Entered
from openhall.blocks.cases.remarks import remark_on, voucher_reason_on
from openhall.blocks.cases.retaining import Keeping, erasure_receipt, is_erased, keeping_of
from openhall.blocks.cases.rules import (
    APPLICANT,
    ENDED,
    GRANTING,
    HALL,
    OTHER,
    AskState,
    Decision,
    EventKind,
    Side,
    Status,
    Why,
    standing,
)
from openhall.blocks.cases.secrets import is_secret_of_case, secret_of_case
from openhall.blocks.cases.unissued import count_paid_not_issued
from openhall.blocks.cases.watching import TASK_CLOCK
from openhall.blocks.cases.work import (
    MOST_COUNTED,
    RowFacts,
    Tab,
    WorkPage,
    count_tabs,
    log_export,
    may_assign,
    row_facts,
    seen_roles,
    takes_part,
    takes_part_in,
    work_for,
    work_in_case,
    work_on,
)
from openhall.blocks.processes.facade import TIMER, TaskTaken

__all__ = [
    "AGREEMENT",
    "ANSWERS",
    "APPLICANT",
    "ASKED_MAIL",
    "ASK_ENDS",
    "DECIDED_MAIL",
    "ENDED",
    "GRANTING",
    "HALL",
    "LET_GO_LASTS",
    "MAIL",
    "MOST_COUNTED",
    "MOST_ENTRY_REASON",
    "MOST_GROUNDS",
    "MOST_LETTER",
    "MOST_MATTERS",
    "MOST_MONEY_REASON",
    "OTHER",
    "PAID_TOGETHER",
    "PAPER",
    "PAYMENT_ENDS",
    "QUERY",
    "SECRET_MAIL",
    "SUBMITTED_MAIL",
    "TAKEN_BACK_MAIL",
    "TASK_CLOCK",
    "TIMER",
    "WHOLE",
    "WORKS",
    "WRITTEN_MAIL",
    "AnswersRefused",
    "Applicant",
    "Application",
    "AskFacts",
    "AskState",
    "Awaited",
    "CaseChanged",
    "CaseEnded",
    "CaseFacts",
    "CaseGone",
    "Counts",
    "Decision",
    "Disputable",
    "Done",
    "Dossier",
    "DraftChanged",
    "Entered",
    "ErasedOwn",
    "EventKind",
    "Ground",
    "JudgementFacts",
    "Keeping",
    "KeptHere",
    "LetterFacts",
    "LetterRefused",
    "MailFacts",
    "Matter",
    "MayNotErase",
    "MoreProofNeeded",
    "NoSuchAgreement",
    "NoSuchCase",
    "NoSuchOffice",
    "NoSuchTask",
    "NoWorkingDay",
    "NobodyElse",
    "NotAllGiven",
    "NotEligible",
    "NotKept",
    "NotYourTask",
    "NothingAsked",
    "NothingToObjectTo",
    "Objection",
    "Once",
    "OtherAct",
    "OtherBody",
    "PaidBill",
    "PaperOrder",
    "PersonErased",
    "Question",
    "ReasonNeeded",
    "ReliedOn",
    "Request",
    "RowFacts",
    "Side",
    "Status",
    "Submitted",
    "Tab",
    "TaskTaken",
    "Template",
    "TimelineEvent",
    "UndoOver",
    "Verdict",
    "VerdictIncomplete",
    "Why",
    "WorkPage",
    "after_working_days",
    "agreement_for",
    "agreement_news",
    "answer_agreement",
    "approve_asked_refund",
    "arrive_at_appointment",
    "ask_about_payment",
    "ask_applicant",
    "ask_refund",
    "awaited_of",
    "begin_payment",
    "belongings_of",
    "call_ticket",
    "cancel_appointment",
    "case_of",
    "check_stated",
    "claim_case",
    "claimed_at",
    "close_day",
    "close_one_office",
    "complete_task",
    "count_cases_again",
    "count_paid_not_issued",
    "count_tabs",
    "decline_asked_refund",
    "disputable",
    "due_day",
    "end_ask",
    "end_payment",
    "ended_matters",
    "erase_case",
    "erase_due",
    "erase_own",
    "erase_person",
    "erasure_receipt",
    "example_for",
    "fallen_codes",
    "fallen_of",
    "fire_case_timer",
    "free_abandoned",
    "give_places",
    "give_task",
    "give_tasks",
    "give_voucher",
    "grounds_for",
    "hash_of",
    "held_answers",
    "helped_matters",
    "hold_case",
    "hold_due_draws",
    "hold_reason",
    "is_erased",
    "is_last_to_set",
    "is_readable",
    "is_secret_of_case",
    "join_accounts",
    "keeping_of",
    "let_case_go",
    "log_export",
    "look_at_clock",
    "mail_facts",
    "matters_named",
    "may_assign",
    "may_be_noted",
    "may_take_back",
    "migrate_cases",
    "move_appointment",
    "newest_counts",
    "note_difference",
    "note_down",
    "note_visit",
    "object_to_refusal",
    "objections_to",
    "office_dossier",
    "office_reader",
    "offices_of",
    "open_matters",
    "order_paper_again",
    "ordered_again",
    "organisation_of",
    "own_dossier",
    "own_references",
    "owners_of_case",
    "owners_of_person",
    "paid_bills",
    "paper_order",
    "part_accounts",
    "pass_on",
    "pay_refund_out",
    "pay_with_voucher",
    "people_of",
    "play_payment",
    "post_mail",
    "prepare_application",
    "published",
    "put_off_appointments",
    "readable_by",
    "refund_remark",
    "register_for",
    "release_hold",
    "release_paper",
    "remark_on",
    "remind_of_appointment",
    "restore_held_entry",
    "revoke_issued_paper",
    "row_facts",
    "secret_of_case",
    "seen_roles",
    "sources_of",
    "standing",
    "submit_application",
    "submitted_answers",
    "submitted_before",
    "supplement_case",
    "suspend_held_entry",
    "take_back",
    "take_cash",
    "take_next",
    "take_part_in_draw",
    "take_payment_news",
    "take_task",
    "take_told",
    "takes_part",
    "takes_part_in",
    "tell_paid_together",
    "undo_submission",
    "undo_until",
    "usable_files",
    "voucher_reason_on",
    "waive_fee",
    "waiver_remark",
    "why_not",
    "why_not_of_rank",
    "with_followers",
    "withdraw_case",
    "work_for",
    "work_in_case",
    "work_on",
    "write_to_applicant",
    "write_to_office",
]
