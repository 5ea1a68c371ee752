"""The door of ``forms``: questions and the types of their answers."""

from openhall.blocks.forms.definitions import FieldType, HeldFact, Option, Question, Repeat

__all__ = ["FieldType", "HeldFact", "Option", "Question", "Repeat"]
