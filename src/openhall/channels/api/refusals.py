"""Refusals of the blocks as problems: each code with its status and its sentence, in one place."""

from collections.abc import Mapping
from http import HTTPStatus

from openhall.blocks.cases.facade import AnswersRefused, NotEligible
from openhall.blocks.forms.facade import Fault
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Language, pick
from openhall.ui.faults import words_for

_UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
_TOLD: Mapping[str, tuple[HTTPStatus, str]] = {
    "answers-refused": (_UNPROCESSABLE, _("Some answers have to be changed. See “errors”.")),
    "idempotency-key-reused": (
        _UNPROCESSABLE,
        _("This Idempotency-Key came before with another application. Use a new key for each application."),
    ),
    "sign-in-needed": (
        HTTPStatus.UNAUTHORIZED,
        _("This service needs to know who you are, at level %(level)s. Send the token of a signed-in person."),
    ),
    "which-organisation": (
        _UNPROCESSABLE,
        _("Say in “on_behalf_of” which of your organisations this is for, by its id. Leave it empty for yourself."),
    ),
    "file-not-yours": (_UNPROCESSABLE, _("A file that is named was not sent by you, or is no longer kept.")),
}
_UNFORESEEN = (_UNPROCESSABLE, _("This cannot be done. Nothing was changed."))


def problem_of(refusal: Refusal, language: Language) -> Problem:
    """Return ``refusal`` as a problem for a reader of ``language``."""
    if isinstance(refusal, NotEligible):
        reason = f"{pick(refusal.rule.reason, language)} {pick(refusal.rule.instead, language)}"
        return Problem(_UNPROCESSABLE, refusal.code, reason)
    status, told = _TOLD.get(refusal.code, _UNFORESEEN)
    errors = [_error(fault, language) for fault in refusal.faults] if isinstance(refusal, AnswersRefused) else ()
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return Problem(status, refusal.code, told, refusal.params, errors, headers)


def _error(fault: Fault, language: Language) -> tuple[str, str]:
    words = words_for(fault.code, fault.params, language, fault.mend)
    return f"/answers{fault.pointer}", words
