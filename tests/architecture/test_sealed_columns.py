"""Every column of bytes is named as sealed, so that it can be sealed anew, or is not sealed so for a reason."""

from django.apps import apps
from django.db import models

from openhall.blocks.journal.facade import sealed_columns
from tools.personal_data import COLUMNS

#: Columns of bytes that the command which seals anew leaves alone, and why.
LEFT = {
    "documents_upload.name": "sealed with a key of the server, and gone a day after the last part came",
    "documents_uploadpart.salt": "random, no secret: the key of a part is derived from it and a key of the server",
    "journal_datakey.wrapped": "a wrapped key has no number of a way; the command wraps keys anew before all else",
    "journal_record.digest": "a hash",
    "journal_record.salt": "random, for whoever holds a receipt",
    "journal_record.commitment": "a hash, public",
    "journal_tile.hashes": "hashes, public",
}


def test_every_column_of_bytes_is_named_as_sealed_or_left_for_a_reason() -> None:
    there = {
        f"{model._meta.db_table}.{field.name}"  # noqa: SLF001 - Django's public API
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields  # noqa: SLF001 - as above
        if isinstance(field, models.BinaryField)
    }
    named = {str(column) for column in sealed_columns()}
    assert named | {*LEFT} == there
    assert not named & {*LEFT}


def test_what_is_classified_as_sealed_is_named() -> None:
    said = {f"{table}.{name}" for table, names in COLUMNS.items() for name, kind in names.items() if kind == "sealed"}
    assert said - {*LEFT} == {str(column) for column in sealed_columns()}
