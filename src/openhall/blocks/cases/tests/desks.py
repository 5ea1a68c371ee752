"""Acts of officers as the desk does them: within the walls of the office of whoever acts."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from openhall.blocks.authorities.facade import enter_office, office_of, within_walls
from openhall.blocks.identity.facade import Visitor

_Given = ParamSpec("_Given")
_Done = TypeVar("_Done")
#: What officers do, by its name in the facade.
OFFICERS_ACTS = (
    "ask_applicant",
    "complete_task",
    "give_task",
    "note_down",
    "office_dossier",
    "pass_on",
    "take_back",
    "take_next",
    "take_task",
    "work_for",
    "write_to_applicant",
)


def at_the_desk(act: Callable[_Given, _Done]) -> Callable[_Given, _Done]:
    """Return ``act`` as an officer's request does it; ``visitor`` and ``now`` are among what it is given."""

    @wraps(act)
    def walled(*args: _Given.args, **kwargs: _Given.kwargs) -> _Done:
        given = {**dict(zip(("visitor",), args, strict=False)), **kwargs}
        office = office_of(cast("Visitor", given["visitor"]).id, now=cast("datetime", given["now"]))
        with within_walls():
            enter_office(office.authority if office else "")
            return act(*args, **kwargs)

    return walled
