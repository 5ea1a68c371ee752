"""What was typed in the forms of a case: as it was sent just now, else as it was kept while it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe

from django.http import QueryDict

from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import joined
from openhall.channels.desk.refusing import fault_words
from openhall.ui.desk_case_views import Conflict
from openhall.ui.desk_sending import Sending
from openhall.ui.desk_views import Errors

#: The hidden fields of every form: which request it is, and which state of the case its sender looked at.
ONCE, SEEN = "_once", "_seen"
#: The fields of each form, which are kept while they are typed.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "decide": ("decision", "reasons", "facts", "note", "fee_amount", "fee_reason", "award_amount", "award_reason"),
    "ask": ("asked", "words", "days", "second_reason"),
    "pass": ("office", "words"),
    "message": ("words",),
}
#: The fields of the small forms beside what came of a case: they are not kept.
OUTCOME_FIELDS: Mapping[str, tuple[str, ...]] = {
    "cash": ("slip", "amount"),
    "waive": ("reason",),
    "refund": ("amount", "reason"),
    "payout": ("slip",),
    "revoke": ("words",),
    "hold": ("words",),
    "suspend": ("words",),
    "restore": ("words",),
}
_MOST_VALUES, _MOST_TEXT = 300, 8_000
Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back instead of being done: what stands in it, what is wrong, what happened meanwhile."""

    form: str = ""
    typed: Typed = field(default_factory=dict)
    faults: tuple[tuple[str, str], ...] = ()
    conflict: Conflict | None = None
    has_preview: bool = False


def typed_in(given: QueryDict, form: str) -> dict[str, list[str]]:
    """Return what was typed in the fields of a form; there is an end to what is looked at."""
    fields = FIELDS.get(form) or OUTCOME_FIELDS.get(form, ())
    return {name: [text[:_MOST_TEXT] for text in given.getlist(name)[:_MOST_VALUES]] for name in fields}


def typed_of(look: Look, sent: Sent, form: str) -> Typed:
    """Return what stands in a form."""
    if sent.form == form:
        return sent.typed
    kept = look.dossier.kept.get(_key(look, form))
    return kept.typed if kept else {}


def one(typed: Typed, name: str, otherwise: str = "") -> str:
    """Return what stands in a field that holds one thing."""
    values = typed.get(name) or ()
    return values[0] if values else otherwise


def sending_of(look: Look, sent: Sent, form: str, *, barred: str = "") -> Sending:
    """Return where a form goes, what goes along, and what is wrong in it."""
    task, _form = _key(look, form)
    kept = look.dossier.kept.get((task, form))
    place = f"{look.place}tasks/{task}/" if task else look.place
    return Sending(
        action=f"{place}{form}/",
        once=token_urlsafe(16),
        seen=str(look.dossier.acts),
        autosave=f"{look.place}notes/?task={task}&form={form}",
        saved=kept.at.astimezone(look.reader.zone).strftime("%H:%M") if kept else "",
        errors=_errors(look, sent) if sent.form == form else (),
        barred=barred,
    )


def _errors(look: Look, sent: Sent) -> Errors:
    return tuple((name, _fault_words(look, name, code)) for name, code in sent.faults)


def _fault_words(look: Look, name: str, code: str) -> str:
    params = {"offices": joined(look.reader, *look.objecting)} if code == "objected" else {}
    return fault_words(name, code, look.reader.language, **params)


def _key(look: Look, form: str) -> tuple[int, str]:
    return (0 if form == "message" or look.task is None else look.task.id, form)
