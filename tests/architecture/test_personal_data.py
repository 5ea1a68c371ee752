"""Every column that can hold words is classified, and what is personal in plain has its reason."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db import models

from tools.personal_data import COLUMNS, PAGE, REASONS, page

_WORDS = (models.CharField, models.TextField, models.BinaryField, models.JSONField)
_NOBODYS: dict[str, list[str]] = tomllib.loads(Path("tools/personal_data.toml").read_text("utf-8"))


def test_every_column_that_can_hold_words_is_classified_once() -> None:
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("openhall."):
            continue
        meta = model._meta  # noqa: SLF001 - Django's public API
        there = {each.column for each in meta.concrete_fields if isinstance(each, _WORDS) and each.column}
        named, nobodys = {*COLUMNS.get(meta.db_table, {})}, {*_NOBODYS.get(meta.db_table, [])}
        assert named | nobodys == there, f"{meta.db_table}: classify {there ^ (named | nobodys)}"
        assert not named & nobodys, meta.db_table


def test_what_is_personal_and_in_plain_has_its_reason_and_nothing_else_has_one() -> None:
    kinds = {f"{table}.{name}": kind for table, names in COLUMNS.items() for name, kind in names.items()}
    assert {name for name, kind in kinds.items() if kind == "personal"} == {*REASONS}


def test_the_page_says_what_the_list_says() -> None:
    assert PAGE.read_text("utf-8") == page()
