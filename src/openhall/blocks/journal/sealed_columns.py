"""Which columns hold sealed bytes: each block names its own, so that all of them can be sealed anew."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed bytes, with what says of a row whose key seals them and what they are bound to.

    ``needs`` are the rows that are fetched along for that. ``is_in_log``: leaves name the SHA-256 of these bytes, so
    that the log has to say which bytes took their place.
    """

    model: type[Model]
    name: str
    owner: Callable[[Any], str]
    context: Callable[[Any], bytes]
    needs: tuple[str, ...] = ()
    is_in_log: bool = False

    @property
    def table(self) -> str:
        """Return the table of the column."""
        return self.model._meta.db_table  # noqa: SLF001 - the framework's documented way to a model's table

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


_columns: dict[str, SealedColumn] = {}


def register_sealed_columns(*columns: SealedColumn) -> None:
    """Name columns that hold sealed bytes, from ``AppConfig.ready``."""
    _columns.update((str(each), each) for each in columns)


def sealed_columns() -> tuple[SealedColumn, ...]:
    """Return all of them, in the order of their names."""
    return tuple(_columns[name] for name in sorted(_columns))
