"""The door of ``forms``: questions, the types of their answers, and the one engine that reads and checks them."""

from openhall.blocks.forms.asking import Asked
from openhall.blocks.forms.compiling import Asking, Kinds, compile_form
from openhall.blocks.forms.definitions import Box, Example, FieldType, HeldFact, Option, Question
from openhall.blocks.forms.drafts import (
    Begun,
    Dated,
    DraftBusy,
    DraftContent,
    DraftFacts,
    DraftFull,
    DraftGone,
    DraftReturned,
    Owner,
    begin_draft,
    change_draft,
    drafts_named,
    drafts_of,
    drop_draft,
    drop_drafts_of,
    hand_on_drafts,
    keep_for_person,
    key_of,
    owner_of,
    read_draft,
    sweep_drafts,
)
from openhall.blocks.forms.faults import Fault, FileFacts
from openhall.blocks.forms.form import Checked, Form, FormPage, Original, Reading
from openhall.blocks.forms.kinds.addresses import Address
from openhall.blocks.forms.kinds.choosing import Choice, Choices, Tick
from openhall.blocks.forms.kinds.countries import country_names
from openhall.blocks.forms.kinds.days import Day
from openhall.blocks.forms.kinds.files import FileGiven
from openhall.blocks.forms.kinds.groups import Group
from openhall.blocks.forms.kinds.kind import Kind, Sampling, Scope
from openhall.blocks.forms.kinds.lines import Line
from openhall.blocks.forms.kinds.numbers import Number
from openhall.blocks.forms.sampling import kept_for, shown_for
from openhall.blocks.forms.schemas import BEYOND

__all__ = [
    "BEYOND",
    "Address",
    "Asked",
    "Asking",
    "Begun",
    "Box",
    "Checked",
    "Choice",
    "Choices",
    "Dated",
    "Day",
    "DraftBusy",
    "DraftContent",
    "DraftFacts",
    "DraftFull",
    "DraftGone",
    "DraftReturned",
    "Example",
    "Fault",
    "FieldType",
    "FileFacts",
    "FileGiven",
    "Form",
    "FormPage",
    "Group",
    "HeldFact",
    "Kind",
    "Kinds",
    "Line",
    "Number",
    "Option",
    "Original",
    "Owner",
    "Question",
    "Reading",
    "Sampling",
    "Scope",
    "Tick",
    "begin_draft",
    "change_draft",
    "compile_form",
    "country_names",
    "drafts_named",
    "drafts_of",
    "drop_draft",
    "drop_drafts_of",
    "hand_on_drafts",
    "keep_for_person",
    "kept_for",
    "key_of",
    "owner_of",
    "read_draft",
    "shown_for",
    "sweep_drafts",
]
