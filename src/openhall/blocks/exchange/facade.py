"""The door of ``exchange``: facts from whoever holds them, by law or consent, with source and date, asked once only."""

from openhall.blocks.exchange.answering import Terms, answer_facts, answer_predicate, asker_faults, take_request
from openhall.blocks.exchange.asking import ask_people, register_source_kind
from openhall.blocks.exchange.consents import consents_of, give_consent, withdraw_consent
from openhall.blocks.exchange.definitions import (
    Answered,
    Asking,
    CheckState,
    ConsentLine,
    ConsentMissing,
    DatedFact,
    FactAsker,
    FactSource,
    Fetched,
    FetchLine,
    HeldValue,
    NotAllowed,
    Outcome,
    Predicate,
    SourceDownError,
    SourceLaw,
    StatedAnswer,
    StatedFacts,
)
from openhall.blocks.exchange.fetching import fetch_facts, holds, note_used
from openhall.blocks.exchange.forgetting import forget_copies
from openhall.blocks.exchange.outside import ask_outside, system_faults
from openhall.blocks.exchange.queries import dated_facts_of, fetches_of
from openhall.blocks.exchange.rules import source_faults, unknown_names
from openhall.blocks.exchange.signing import KEY_FILE as EXCHANGE_KEY
from openhall.blocks.exchange.signing import (
    AnswerMessage,
    Message,
    NotGenuineError,
    coming_key,
    public_key_text,
    public_text,
    sign_answer,
)
from openhall.blocks.exchange.signing import fresh_key as fresh_exchange_key
from openhall.blocks.exchange.silences import is_silent, silent_since
from openhall.blocks.exchange.standing import Standing, address_faults, standing_of
from openhall.blocks.exchange.stating import (
    note_seen,
    note_stated,
    settle_checks,
    stated_facts,
    stated_of,
    subjects_that_differ,
    waiting_checks,
)

__all__ = [
    "EXCHANGE_KEY",
    "AnswerMessage",
    "Answered",
    "Asking",
    "CheckState",
    "ConsentLine",
    "ConsentMissing",
    "DatedFact",
    "FactAsker",
    "FactSource",
    "FetchLine",
    "Fetched",
    "HeldValue",
    "Message",
    "NotAllowed",
    "NotGenuineError",
    "Outcome",
    "Predicate",
    "SourceDownError",
    "SourceLaw",
    "Standing",
    "StatedAnswer",
    "StatedFacts",
    "Terms",
    "address_faults",
    "answer_facts",
    "answer_predicate",
    "ask_outside",
    "ask_people",
    "asker_faults",
    "coming_key",
    "consents_of",
    "dated_facts_of",
    "fetch_facts",
    "fetches_of",
    "forget_copies",
    "fresh_exchange_key",
    "give_consent",
    "holds",
    "is_silent",
    "note_seen",
    "note_stated",
    "note_used",
    "public_key_text",
    "public_text",
    "register_source_kind",
    "settle_checks",
    "sign_answer",
    "silent_since",
    "source_faults",
    "standing_of",
    "stated_facts",
    "stated_of",
    "subjects_that_differ",
    "system_faults",
    "take_request",
    "unknown_names",
    "waiting_checks",
    "withdraw_consent",
]
