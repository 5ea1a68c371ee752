"""Somebody else was faster: what happened, when, who it was, and everything that had been typed."""

from collections.abc import Iterator, Mapping

from openhall.blocks.cases.facade import EventKind, NothingAsked, NotYourTask, TimelineEvent, grounds_for
from openhall.blocks.processes.facade import TaskFacts
from openhall.channels.desk.amounts import why_not_words
from openhall.channels.desk.case_story import who_did, words_of_event
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import moment_words, office_name
from openhall.channels.desk.sending import Typed
from openhall.channels.desk.words import mark as _
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import pick
from openhall.ui.desk_case_views import Conflict

_LABELS: Mapping[str, str] = {
    "decision": _("Decision"),
    "reasons": _("Reasons"),
    "facts": _("Based on the answers to"),
    "note": _("Note"),
    "asked": _("Asked for"),
    "words": _("Words"),
    "days": _("Days"),
    "second_reason": _("Why once more"),
    "office": _("Office"),
    "slip": _("Slip"),
    "amount": _("Amount"),
    "reason": _("Reason"),
}
_DECISIONS: Mapping[str, str] = {"approve": _("Approve"), "refuse": _("Refuse"), "return": _("Send back")}
_TAKEN = _("%(person)s has this task now.")
_CHANGED = _("The case has changed since you opened it.")
_NOTHING_ASKED = _("Nothing is asked of the applicant any more.")
#: What stands against it that is no act of somebody else in the case.
_AGAINST: Mapping[str, str] = {
    "payment-closed": _("The fee is paid, waived or not asked for any more. Take no cash for it."),
    "no-such-way-to-pay": _("No cash is taken here."),
    "refund-refused": _("The refund is not open for this any more, or more than is left of what was paid."),
    "no-such-appointment": _("This appointment was moved or cancelled meanwhile."),
    "same-person": _("Whoever asked for a refund does not approve it."),
    "register-full": _("The register is full. The case can go on when an entry has ended."),
    "register-already-entered": _("This stands in the register already, for somebody else."),
    "register-too-early": _("The entry is good for long still: it was applied for before the first day to renew it."),
    "register-no-such-entry": _("The register has no such entry for which this can be done."),
    "register-not-listed": _("The entry does not list the name that should be taken out. Ask the applicant about it."),
}
#: After each of these the applicant is not asked any more.
_SETTLING = frozenset({EventKind.ANSWERED, EventKind.UNANSWERED, EventKind.TAKEN_BACK, EventKind.WITHDRAWN})
_SENT_BEFORE = _("This form was sent before, with other words.")


def conflict_of(look: Look, task: int, typed: Typed, refusal: Refusal) -> Conflict:
    """Return what happened to a case meanwhile."""
    now = next((each for each in look.dossier.tasks if each.id == task), None)
    event = _settled_by(look) if isinstance(refusal, NothingAsked) else _newest(look, now)
    event = None if refusal.code in _AGAINST else event
    happened = _happened(look, now, event, refusal)
    return Conflict(
        happened=happened,
        when=moment_words(look.reader, event.at) if event else "",
        who=who_did(look, event) if event else "",
        typed=tuple(_typed(look, typed)),
        href=look.place,
    )


def _newest(look: Look, task: TaskFacts | None) -> TimelineEvent | None:
    """Return the last thing that somebody else did, at this task if there is one."""
    others = [each for each in look.dossier.facts.timeline if each.actor != look.reader.visitor.id]
    of_task = [each for each in others if task is not None and each.node == task.node]
    return next(reversed(of_task or others), None)


def _settled_by(look: Look) -> TimelineEvent | None:
    """Return what came before an officer who wanted to take a question back."""
    return next((each for each in reversed(look.dossier.facts.timeline) if each.kind in _SETTLING), None)


def _happened(look: Look, task: TaskFacts | None, event: TimelineEvent | None, refusal: Refusal) -> str:
    say = look.reader.say
    if isinstance(refusal, NotYourTask):
        return why_not_words(look, refusal.why)
    if isinstance(refusal, NothingAsked):
        return words_of_event(look, event) if event else say(_NOTHING_ASKED)
    if refusal.code in _AGAINST:
        return say(_AGAINST[refusal.code])
    if refusal.code == "idempotency-key-reused":
        return say(_SENT_BEFORE)
    if task is not None and task.state == "open" and task.claimed_by and not look.is_mine:
        return say(_TAKEN) % {"person": look.names.get(task.claimed_by, task.claimed_by)}
    return words_of_event(look, event) if event else say(_CHANGED)


def _typed(look: Look, typed: Typed) -> Iterator[tuple[str, str]]:
    between = "; " if look.reader.language.code == "en" else "；"
    for name, values in typed.items():
        words = between.join(_words(look, name, each) for each in values if each.strip())
        if words:
            yield look.reader.say(_LABELS[name]), words


def _words(look: Look, name: str, value: str) -> str:
    language = look.reader.language
    if name == "decision":
        return look.reader.say(_DECISIONS[value]) if value in _DECISIONS else value
    if name in {"facts", "asked"}:
        asked = look.form.by_id.get(value)
        return pick(asked.question.label, language) if asked else value
    if name == "reasons":
        grounds = (g for kind in _DECISIONS for g in grounds_for(look.reader.catalogue, look.dossier.service, kind))
        return next((pick(ground.name, language) for ground in grounds if ground.id == value), value)
    return office_name(look.reader, value) if name == "office" else value
