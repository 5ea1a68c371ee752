"""The forms of a case: decide, ask, pass on, write. What may not be done says why instead."""

from collections.abc import Iterator, Mapping

from openhall.blocks.authorities.facade import offices_with
from openhall.blocks.cases.facade import grounds_for, may_assign
from openhall.blocks.forms.facade import FileGiven
from openhall.blocks.processes.facade import APPROVE, TaskFacts, TaskState
from openhall.channels.desk.amounts import why_not_words
from openhall.channels.desk.awards import award_box, award_words
from openhall.channels.desk.case_answers import fact_items
from openhall.channels.desk.case_story import objections_of
from openhall.channels.desk.fees import fee_box, set_words
from openhall.channels.desk.letters import letters_of, may_end, signed_refusal
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import office_name
from openhall.channels.desk.sending import Sent, Typed, one, sending_of, typed_of
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.worklist import colleagues_of
from openhall.kernel.languages import pick
from openhall.ui.desk_case_views import AskForm, DecideForm, Decision, DecisionKind, Item, MessageForm, Note, PassForm
from openhall.ui.form_views import Choice

_KINDS: tuple[DecisionKind, ...] = ("approve", "refuse", "return")
#: By kind: what it is called, its button, and the two again where the task is an opinion of a department.
_DECISIONS: Mapping[DecisionKind, tuple[str, str]] = {
    "approve": (_("Approve"), _("Approve it")),
    "refuse": (_("Refuse"), _("Refuse it")),
    "return": (_("Send back"), _("Send it back")),
}
_OPINIONS: Mapping[DecisionKind, tuple[str, str]] = {
    "approve": (_("No objection"), _("Say that there is no objection")),
    "refuse": (_("Object"), _("Object")),
    "return": (_("Send back"), _("Send it back")),
}
#: The same where somebody else's decision is signed.
_SIGNING: Mapping[DecisionKind, tuple[str, str]] = {
    "approve": (_("Agree"), _("Sign it")),
    "return": (_("Send back"), _("Send it back")),
}
#: The same where there is nothing to refuse or to send back: it is done, not approved.
_DOING: Mapping[DecisionKind, tuple[str, str]] = {"approve": (_("It is done"), _("Say that it is done"))}
_REFUSAL_GOES_OUT = _("The refusal goes out to the applicant.")
_GOES_ON = _("The case goes on. No letter goes out yet.")
_NOTE, _NOTE_READERS = _("A note"), _("The offices of this case and the applicant can read it.")
_WHY_ALL_THE_SAME = _("To approve it, write here why, although somebody objects.")
_FINAL = _("Once it is sent, it stays as it is: it is written into the log.")
_WORDS = _("What does the applicant have to know?")
_WORDS_READERS = _("The applicant reads this in their letter, word for word.")
_WORDS_HINT = _("They get a link to just what you tick, and your words.")
_WHY, _WHY_READERS = (
    _("Why does the clock have to stop once more?"),
    _("The applicant and the offices of this case read it."),
)
_BEFORE = _("The clock was stopped before.")
_DAYS_HINT = _("From 3 to 90 days; 14 is usual.")
_REASON, _REASON_READERS = _("Why does it belong there?"), _("The other office reads it.")
_MESSAGE = _("Your message")
_TAKEN = _("%(person)s has this task. They can give it back, or a supervisor can hand it to somebody else.")
_WAITS = _("The task waits for the applicant’s answer.")
_SECOND = _("The clock was stopped before. Only a supervisor can stop it again.")
_KEPT = _("It was passed on twice already. It stays here, with somebody who answers for it.")
_MOST_NOTE, _MOST_WORDS, _MOST_WHY, _MOST_REASON, _MOST_LETTER = 4_000, 2_000, 500, 500, 4_000
_SECOND_RANK = 2


def barred_words(look: Look) -> str:
    """Return why the reader cannot do the task of the page, or nothing."""
    task, say = look.task, look.reader.say
    if task is None:
        return ""
    if task.state == TaskState.WAITING:
        return say(_WAITS)
    if look.barred:
        return why_not_words(look, look.barred)
    return "" if look.is_free else say(_TAKEN) % {"person": look.names.get(task.claimed_by, task.claimed_by)}


def decide_form(look: Look, sent: Sent, barred: str) -> DecideForm | None:
    """Return the form to decide the task of the page."""
    if look.task is None or look.task.state == TaskState.WAITING:
        return None
    typed, say = typed_of(look, sent, "decide"), look.reader.say
    objections = objections_of(look)
    hint = say(_WHY_ALL_THE_SAME) if objections else ""
    return DecideForm(
        sending=sending_of(look, sent, "decide", barred=barred),
        decisions=tuple(_decisions(look, look.task, typed)),
        facts=fact_items(look, frozenset(typed.get("facts") or ())),
        objections=objections,
        note=Note(say(_NOTE), say(_NOTE_READERS), one(typed, "note"), hint, max_length=_MOST_NOTE),
        letters=letters_of(look, typed) if sent.form == "decide" and sent.has_preview else (),
        has_letter=look.is_lead,
        final=say(_FINAL),
        fee=fee_box(look, typed),
        award=award_box(look, typed),
        told=tuple(filter(None, [set_words(look), award_words(look)])) if look.task.is_signature else (),
    )


def _decisions(look: Look, task: TaskFacts, typed: Typed) -> Iterator[Decision]:
    usual = _SIGNING if task.is_signature else _DECISIONS if look.is_lead else _OPINIONS
    words = _DOING if task.decisions == (APPROVE,) else usual
    picked = frozenset(typed.get("reasons") or ())
    for kind in _KINDS:
        if kind in task.decisions:
            label, act = words[kind]
            reasons = tuple(
                Item(
                    ground.id,
                    pick(ground.name, look.reader.language),
                    pick(ground.rule, look.reader.language),
                    ground.id in picked,
                )
                for ground in grounds_for(look.reader.catalogue, look.dossier.service, kind)
            )
            is_picked = one(typed, "decision") == kind
            follows = _follows(look) if kind == APPROVE and look.is_lead else ""
            hint = look.reader.say(follows) if follows else ""
            yield Decision(kind, look.reader.say(label), look.reader.say(act), hint, reasons, is_picked)


def _follows(look: Look) -> str:
    """Return what comes of approving where that is not an approval for the applicant."""
    if signed_refusal(look) is not None:
        return _REFUSAL_GOES_OUT
    return "" if may_end(look) else _GOES_ON


def ask_form(look: Look, sent: Sent, barred: str) -> AskForm | None:
    """Return the form to ask the applicant; once more it takes a supervisor and a reason."""
    if look.task is None or look.task.state == TaskState.WAITING:
        return None
    typed, say = typed_of(look, sent, "ask"), look.reader.say
    is_second = bool(look.dossier.asks) or look.dossier.pauses > 0
    may_stop = any(seat.rank >= _SECOND_RANK for seat in look.reader.office.seats)
    if is_second:
        # Whoever answers for the office may ask again, whoever has the task.
        barred = "" if may_stop else barred or say(_SECOND)
    items = tuple(_askable(look, frozenset(typed.get("asked") or ())))
    return AskForm(
        sending=sending_of(look, sent, "ask", barred=barred),
        questions=tuple(item for item, is_file in items if not is_file),
        papers=tuple(item for item, is_file in items if is_file),
        words=Note(say(_WORDS), say(_WORDS_READERS), one(typed, "words"), say(_WORDS_HINT), _MOST_WORDS),
        days=one(typed, "days", "14"),
        days_hint=say(_DAYS_HINT),
        before=say(_BEFORE) if is_second else "",
        second_reason=Note(say(_WHY), say(_WHY_READERS), one(typed, "second_reason"), max_length=_MOST_WHY)
        if is_second
        else None,
    )


def _askable(look: Look, picked: frozenset[str]) -> Iterator[tuple[Item, bool]]:
    """Yield what the office may ask for: the questions whose answers it reads, answered or not."""
    for asked in look.form.asked:
        if look.may_read(asked.id) and not asked.is_declaration:
            label = pick(asked.question.label, look.reader.language)
            yield Item(asked.id, label, is_picked=asked.id in picked), isinstance(asked.kind, FileGiven)


def pass_form(look: Look, sent: Sent, barred: str) -> PassForm | None:
    """Return the form to pass the case on, and the one to hand the task to a colleague."""
    if look.task is None or look.task.state == TaskState.WAITING:
        return None
    typed, say = typed_of(look, sent, "pass"), look.reader.say
    hands_over = may_assign(look.reader.office)
    return PassForm(
        sending=sending_of(look, sent, "pass", barred=barred or (say(_KEPT) if look.dossier.kept_by else "")),
        offices=tuple(_offices(look, look.task)),
        office=one(typed, "office"),
        words=Note(say(_REASON), say(_REASON_READERS), one(typed, "words"), max_length=_MOST_REASON),
        hand_over=f"{look.place}tasks/{look.task.id}/hand/" if hands_over else "",
        colleagues=colleagues_of(look.reader) if hands_over else (),
    )


def _offices(look: Look, task: TaskFacts) -> Iterator[Choice]:
    """Yield the other offices where somebody could do the task."""
    fitting = offices_with(task.role) - {task.authority}
    yield from sorted(
        (Choice(each, office_name(look.reader, each)) for each in fitting if each in look.reader.catalogue.authorities),
        key=lambda choice: choice.label,
    )


def message_form(look: Look, sent: Sent) -> MessageForm:
    """Return the form to write to the applicant: every office that takes part may."""
    say, typed = look.reader.say, typed_of(look, sent, "message")
    note = Note(say(_MESSAGE), say(_WORDS_READERS), one(typed, "words"), max_length=_MOST_LETTER)
    return MessageForm(sending_of(look, sent, "message"), note)
