"""Which columns hold marks by which rows are found: each block names its own, so that all of them can be made anew."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


def _nothing(_row: Any, _mark: str) -> Mapping[str, Any]:  # noqa: ANN401 - a row of any model
    return {}


@dataclass(frozen=True, slots=True)
class MarkedColumn:
    """A column of marks for one ``use`` (``marks_of``), with what says of a row of which text its mark may be.

    ``texts`` opens what is sealed for nobody: no read is written down. It says several where it cannot know which;
    nothing where there is no key any more; and may raise ``SealError``. ``along`` says what else of the row
    changes with its mark; ``needs`` are the rows that are fetched with it. ``is_guarded``: the database itself refuses
    to change the mark, so that its guards have to be lifted for it.
    """

    model: type[Model]
    name: str
    use: str
    texts: Callable[[Any], Iterable[str]]
    along: Callable[[Any, str], Mapping[str, Any]] = _nothing
    needs: tuple[str, ...] = ()
    is_guarded: bool = False

    @property
    def table(self) -> str:
        """Return the table of the column."""
        return self.model._meta.db_table  # noqa: SLF001 - the framework's documented way to a model's table

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"


_columns: dict[str, MarkedColumn] = {}


def register_marked_columns(*columns: MarkedColumn) -> None:
    """Name columns that hold marks, from ``AppConfig.ready``."""
    _columns.update((str(each), each) for each in columns)


def marked_columns() -> tuple[MarkedColumn, ...]:
    """Return all of them, in the order of their names."""
    return tuple(_columns[name] for name in sorted(_columns))
