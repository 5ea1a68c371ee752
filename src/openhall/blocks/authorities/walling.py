"""Row security in PostgreSQL: policies that show an office the rows of what it takes part in, and no others."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from openhall.blocks.journal.facade import DatabaseStep

#: The office of the session, for a condition of a wall: no authority is called what this is without one. Asked once
#: for each query and not for each row, as the next one is.
OFFICE = "(SELECT substr(current_setting('openhall.scope', true), 8))"
_IN_THE_HALL = "(SELECT current_setting('openhall.scope', true)) = 'hall'"


class Wall(NamedTuple):
    """Conditions over a row: which ones an office sees and changes, and what it may become, or be written.

    A look into another table belongs into a function: the planner is then not kept by it when it is not needed, and
    no policy of one table leads to that of another and back.
    """

    sees: str
    writes: str


def walling(walls: Mapping[str, Wall], *, before: Sequence[str] = (), undo: Sequence[str] = ()) -> DatabaseStep:
    """Return the migration that walls tables in; on PostgreSQL only.

    ``before`` are statements that come first: the functions that the conditions ask. ``undo`` takes them back.
    """

    def wall(vendor: str) -> Sequence[str]:
        raised = [*before, *(each for table, wall in walls.items() for each in _raised(table, wall))]
        return raised if vendor == "postgresql" else ()

    def unwall(vendor: str) -> Sequence[str]:
        fallen = [*(each for table in walls for each in _fallen(table)), *undo]
        return fallen if vendor == "postgresql" else ()

    return DatabaseStep(wall, unwall)


def trigger_of_the_hall(name: str, does: str) -> str:
    """Return the function of a trigger that does something as the hall, whatever office is at work."""
    # A function cannot bring a scope of its own: before it is used, only a superuser could say so.
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE scope text := coalesce(current_setting('openhall.scope', true), '');"
        f" BEGIN PERFORM set_config('openhall.scope', 'hall', true); {does};"
        " PERFORM set_config('openhall.scope', scope, true); RETURN NULL; END $$"
    )


def _raised(table: str, wall: Wall) -> list[str]:
    sees, writes = (f"{_IN_THE_HALL} OR {condition}" for condition in wall)
    return [
        f"CREATE POLICY walls ON {table} USING ({sees}) WITH CHECK ({writes})",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        # Also for the owner of the tables, who the hall itself is.
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ]


def _fallen(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY walls ON {table}",
    ]
