"""The door of ``cases``: what people have submitted, and what became of it."""

from openhall.blocks.cases.actions.prepare import (
    Applicant,
    NotEligible,
    SignInNeeded,
    due_day,
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
from openhall.blocks.cases.examples import ExampleApplication, example_for
from openhall.blocks.cases.messages import MAIL, SECRET_MAIL, SUBMITTED_MAIL, MailFacts, mail_facts, post_mail
from openhall.blocks.cases.queries import CaseFacts, TimelineEvent, answers_of, case_of
from openhall.blocks.cases.rules import APPLICANT, Decision, Status
from openhall.blocks.cases.secrets import is_secret_of_case, secret_of_case

__all__ = [
    "APPLICANT",
    "MAIL",
    "SECRET_MAIL",
    "SUBMITTED_MAIL",
    "AnswersRefused",
    "Applicant",
    "Application",
    "CaseFacts",
    "Decision",
    "DraftChanged",
    "ExampleApplication",
    "MailFacts",
    "NotEligible",
    "OtherBody",
    "Request",
    "SignInNeeded",
    "Status",
    "Submitted",
    "TimelineEvent",
    "answers_of",
    "case_of",
    "due_day",
    "example_for",
    "hash_of",
    "is_secret_of_case",
    "mail_facts",
    "organisation_of",
    "post_mail",
    "prepare_application",
    "secret_of_case",
    "submit_application",
    "submitted_before",
    "usable_files",
]
