"""Refusals of the blocks as problems: each code with its status and its sentence, in one place."""

from collections.abc import Mapping
from http import HTTPStatus

from openhall.blocks.cases.facade import AnswersRefused, NotEligible, ReasonNeeded, VerdictIncomplete
from openhall.blocks.forms.facade import Fault
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Language, pick
from openhall.ui.faults import words_for

_UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
_FILE = _("A file that is named was not sent by you, is no longer kept, or went with another application.")
NO_SUCH_PAPER = _("This application has no such paper. Its papers stand in the member “papers”.")
_TOLD: Mapping[str, tuple[HTTPStatus, str]] = {
    "too-often": (
        HTTPStatus.TOO_MANY_REQUESTS,
        _("Too much came in a short time. Nothing was done. Send it again in %(seconds)s seconds (“Retry-After”)."),
    ),
    "answers-refused": (_UNPROCESSABLE, _("Some answers have to be changed. See “errors”.")),
    "idempotency-key-reused": (
        _UNPROCESSABLE,
        _("This Idempotency-Key came before with another request. Use a new key for each request."),
    ),
    "unknown-task": (HTTPStatus.NOT_FOUND, _("There is no such task of yours.")),
    "not-your-task": (HTTPStatus.FORBIDDEN, _("Your posts do not let you do this task (%(why)s).")),
    "task-taken": (
        HTTPStatus.CONFLICT,
        _("The task is %(state)s, or somebody else has it. Read it again to see what happened."),
    ),
    "case-changed": (HTTPStatus.CONFLICT, _("Something happened to the case meanwhile. Read it again.")),
    "case-ended": (HTTPStatus.CONFLICT, _("The application is %(status)s: this cannot be done any more.")),
    "verdict-incomplete": (_UNPROCESSABLE, _("Something is missing or unknown in the decision. See “errors”.")),
    "reason-needed": (
        _UNPROCESSABLE,
        _("%(offices)s objected. Say in “fields.note” why it is approved all the same."),
    ),
    "kept-here": (HTTPStatus.CONFLICT, _("The application was passed on twice: it stays with the post %(post)s.")),
    "nothing-asked": (HTTPStatus.CONFLICT, _("Nothing is asked of you now.")),
    "nothing-to-object-to": (HTTPStatus.CONFLICT, _("There is no refusal that you can object to (%(why)s).")),
    "letter-refused": (_UNPROCESSABLE, _("Write something, at most %(most)s characters.")),
    "sign-in-needed": (
        HTTPStatus.UNAUTHORIZED,
        _("This service needs to know who you are, at level %(level)s. Send the token of a signed-in person."),
    ),
    "more-proof-needed": (
        HTTPStatus.FORBIDDEN,
        _(
            "You are signed in at level %(level)s, and this needs level %(required_level)s. "
            "Prove more, and send it again."
        ),
    ),
    "which-organisation": (
        _UNPROCESSABLE,
        _("Say in “on_behalf_of” which of your organisations this is for, by its id: %(fitting)s."),
    ),
    "not-your-organisation": (
        _UNPROCESSABLE,
        _("“on_behalf_of” names nobody that you act for and that may use this service."),
    ),
    "role-forbids": (
        HTTPStatus.FORBIDDEN,
        _("Your role there may not do this. Its owners say what each role may do."),
    ),
    "mandate-ended": (HTTPStatus.FORBIDDEN, _("You may not do this for them, or not any more.")),
    "yes-needed": (HTTPStatus.FORBIDDEN, _("They have to say yes at the counter first.")),
    "unknown-mandate": (HTTPStatus.CONFLICT, _("There is no such mandate for you to say yes to, or to end.")),
    "mandate-exists": (HTTPStatus.CONFLICT, _("These two have a mandate already. End it first.")),
    "not-oneself": (_UNPROCESSABLE, _("Nobody acts for themselves by a mandate.")),
    "unknown-scope": (_UNPROCESSABLE, _("Name at least one scope, and only those that there are.")),
    "mandate-days": (_UNPROCESSABLE, _("“until” is a day from tomorrow on, within five years.")),
    "unknown-person": (_UNPROCESSABLE, _("The hall knows nobody with this id.")),
    "unknown-seat": (HTTPStatus.CONFLICT, _("There is no such place or code, or not any more.")),
    "seat-exists": (HTTPStatus.CONFLICT, _("You act for this organisation already.")),
    "seat-days": (
        _UNPROCESSABLE,
        _("“until” is a day from tomorrow on, within five years, and for no role that manages."),
    ),
    "unknown-role": (
        _UNPROCESSABLE,
        _("Name one of the roles whose rights are set here, and only rights that there are."),
    ),
    "may-not-manage": (HTTPStatus.FORBIDDEN, _("Your role does not manage people there.")),
    "may-not-set": (HTTPStatus.FORBIDDEN, _("Only an owner says what roles may do.")),
    "owners-only": (HTTPStatus.FORBIDDEN, _("Only an owner makes another one, or takes the place of one.")),
    "last-one": (HTTPStatus.CONFLICT, _("Somebody has to stay who may manage people.")),
    "not-claimed": (
        HTTPStatus.CONFLICT,
        _("This application does not come to your account: check the number and the secret, or it is in one already."),
    ),
    "undo-over": (HTTPStatus.CONFLICT, _("Only whom it was sent for can undo it, within 48 hours.")),
    "no-such-appointment": (
        HTTPStatus.CONFLICT,
        _("The application has no such appointment, or not any more. Read it again."),
    ),
    "appointment-too-near": (
        HTTPStatus.CONFLICT,
        _("It begins in less than %(hours)s hours: it cannot be moved or cancelled any more."),
    ),
    "register-full": (
        HTTPStatus.CONFLICT,
        _("The register %(register)s is full: it has room for %(limit)s entries. Try again when one has ended."),
    ),
    "register-already-entered": (
        HTTPStatus.CONFLICT,
        _("This stands in the register %(register)s already, for somebody else. Ask the office that keeps it."),
    ),
    "register-too-early": (
        HTTPStatus.CONFLICT,
        _("Entry %(number)s of %(register)s is good for long still. It can be renewed from %(first_day)s."),
    ),
    "register-no-such-entry": (
        HTTPStatus.NOT_FOUND,
        _("The register %(register)s has no entry %(number)s for which this can be done. Check the number."),
    ),
    "register-not-listed": (
        HTTPStatus.CONFLICT,
        _("Entry %(number)s of %(register)s does not list what should be taken out. Check how it is written there."),
    ),
    "unknown-agreement": (HTTPStatus.NOT_FOUND, _("Nothing like this waits for you to agree to it, or not any more.")),
    "other-party-yourself": (_UNPROCESSABLE, _("Who has to agree is somebody else than the applicant.")),
    "too-many-places": (
        HTTPStatus.CONFLICT,
        _("%(most)s places of this kind are kept already. Another can be had once one is over or given up."),
    ),
    "slot-taken": (HTTPStatus.CONFLICT, _("This time is not free. Ask for the free times again.")),
    "no-such-draw": (HTTPStatus.NOT_FOUND, _("There is no such draw for this application.")),
    "draw-not-open": (HTTPStatus.CONFLICT, _("The draw takes no tickets now: it opens later, or is closed.")),
    "has-appointment": (HTTPStatus.CONFLICT, _("The application has an appointment already: it needs no draw.")),
    "not-today": (HTTPStatus.CONFLICT, _("The appointment is on another day. Show the token then.")),
    "appointment-token-refused": (
        HTTPStatus.CONFLICT,
        _("This token lets nobody in: it was used, the appointment has changed, or nobody made it."),
    ),
    "appointment-token-passed-on": (
        HTTPStatus.CONFLICT,
        _("This token is for the appointment of somebody else. That place is given up now."),
    ),
    "voucher-refused": (_UNPROCESSABLE, _("The voucher does not pay this (%(why)s). Nothing was changed.")),
    "payment-closed": (HTTPStatus.CONFLICT, _("Nothing is to be paid here any more: it is %(state)s.")),
    "no-free-slot": (HTTPStatus.CONFLICT, _("No time is free for as far ahead as can be booked.")),
    "unknown-paper": (HTTPStatus.NOT_FOUND, NO_SUCH_PAPER),
    "paper-not-again": (HTTPStatus.CONFLICT, _("This paper is not made again: it is %(why)s.")),
    "too-many-papers": (
        HTTPStatus.TOO_MANY_REQUESTS,
        _("%(most)s papers of an application are made again within 24 hours. Try again later."),
    ),
    "unknown-language": (_UNPROCESSABLE, _("Papers are made in these languages: %(languages)s.")),
    "unknown-file": (_UNPROCESSABLE, _FILE),
    "draft-gone": (HTTPStatus.NOT_FOUND, _("There is no such draft of yours, or not any more.")),
    "draft-changed": (HTTPStatus.CONFLICT, _("The answers have changed since they were read. Read them again.")),
    "draft-busy": (HTTPStatus.CONFLICT, _("The answers are being changed at this moment. Try again.")),
    "draft-full": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("The answers are longer than the hall keeps together.")),
    "key-destroyed": (HTTPStatus.GONE, _("What was stored here was deleted for ever, at its owner’s wish.")),
    "seal-broken": (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("What is stored here is not what was stored. It is not shown, and an operator has to look at it."),
    ),
}
#: The member of the body that a refusal is about.
_POINTERS = {
    "which-organisation": "/on_behalf_of",
    "not-your-organisation": "/on_behalf_of",
    "role-forbids": "/on_behalf_of",
    "letter-refused": "/text",
    "voucher-refused": "/code",
    "unknown-language": "/language",
}
#: What can be wrong with a part of an officer's decision.
_VERDICT = {
    "missing": _("Something is missing here."),
    "unknown": _("Something here is not known. The task lists what is."),
    "too-long": _("This is too long."),
    "not-possible": _("This is not possible here."),
    "as-asked": _("That is what approving grants anyway."),
    "above-limit": _("That is above what this post may sign."),
    "no-post": _("No post there does this kind of task."),
    "objected": _("An office objected: say why it is approved all the same."),
    "supervisor-needed": _("To ask once more takes the reason of a supervisor."),
}
#: What a program needs as a value, not only within a sentence.
_SHOWN = ("required_level",)
_UNFORESEEN = (_UNPROCESSABLE, _("This cannot be done. Nothing was changed."))


def problem_of(refusal: Refusal, language: Language) -> Problem:
    """Return ``refusal`` as a problem for a reader of ``language``."""
    if isinstance(refusal, NotEligible):
        gap = " " if language.code == "en" else ""
        reason = pick(refusal.rule.reason, language) + gap + pick(refusal.rule.instead, language)
        return Problem(_UNPROCESSABLE, refusal.code, reason)
    status, told = _TOLD.get(refusal.code, _UNFORESEEN)
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers = {"Retry-After": str(refusal.params["seconds"])}
    params = {name: _listed(value) for name, value in refusal.params.items()}
    if isinstance(refusal, ReasonNeeded):
        between = ", " if language.code == "en" else "、"
        params["offices"] = between.join(pick(name, language) for name in refusal.offices.values())
    members = {name: refusal.params[name] for name in _SHOWN if name in refusal.params}
    return Problem(status, refusal.code, told, params, _errors(refusal, told, language), headers, members)


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _errors(refusal: Refusal, told: str, language: Language) -> list[tuple[str, str]]:
    if isinstance(refusal, AnswersRefused):
        return [_error(fault, language) for fault in refusal.faults]
    if isinstance(refusal, VerdictIncomplete):
        return [(_pointer(part, fault), _VERDICT[fault]) for part, fault in refusal.faults]
    pointer = _POINTERS.get(refusal.code)
    return [(pointer, told)] if pointer else []


def _pointer(part: str, fault: str) -> str:
    in_fields = fault == "objected" or part.startswith(("fee.", "award."))
    return f"/fields/{part.replace('.', '/')}" if in_fields else f"/{part}"


def _error(fault: Fault, language: Language) -> tuple[str, str]:
    words = words_for(fault.code, fault.params, language, fault.mend)
    return f"/answers{fault.pointer}", words
