"""Why something cannot be done at a case, in the officer's words."""

from collections.abc import Mapping

from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.kernel.languages import Language

_NOT_YOURS: Mapping[str, str] = {
    "role": _("None of the posts fits this task."),
    "limit": _("The amount is above what the post may sign."),
    "same-person": _("The same person did an earlier step: somebody else has to do this one."),
    "stood-in": _("The officer who is away did an earlier step: nobody does this one from their seat."),
    "own-matter": _("It is their own application: somebody else has to decide it."),
    "others-question": _("Only whoever asked, or has the task, can take the question back."),
    "rank": _("Only whoever answers for the office, such as a supervisor, may do this."),
    "provider-pays": _("The way it was paid gives it back by itself."),
    "not-yet": _("It is too early to say whether they came."),
    "task-taken": _("It is done or taken already."),
}
_FAULTS: Mapping[tuple[str, str], str] = {
    ("decision", "not-possible"): _("Choose what you decide."),
    ("reasons", "missing"): _("Tick at least one reason."),
    ("reasons", "unknown"): _("One of the reasons cannot be given for this decision. Tick another one."),
    ("facts", "missing"): _("Tick the answers that the refusal is based on."),
    ("facts", "unknown"): _("One of the answers is not asked in this form."),
    ("note", "objected"): _("%(offices)s objected. Write why it is approved all the same."),
    ("note", "too-long"): _("The note is too long. Shorten it to 4,000 characters."),
    ("fee_amount", "missing"): _("Write how much it costs. Write 0 if it is free."),
    ("fee_amount", "unknown"): _("Write an amount in figures, such as 1,250.50."),
    ("fee_amount", "not-possible"): _("The fee of this case is told already. Leave both boxes empty."),
    ("fee_reason", "missing"): _("Write how you come to this amount."),
    ("fee_reason", "too-long"): _("That is too long. Shorten it to 1,000 characters."),
    ("award_amount", "missing"): _("Write how much is granted."),
    ("award_amount", "unknown"): _("Write an amount above 0 in figures, such as 1,250.50. To grant none, refuse it."),
    ("award_amount", "as-asked"): _("That is what approving grants anyway. Leave both boxes empty."),
    ("award_amount", "above-limit"): _("That is above what your post may sign. Write a smaller amount, or pass it on."),
    ("award_amount", "not-possible"): _("Nothing else can be granted here. Leave both boxes empty."),
    ("award_reason", "missing"): _("Write why another amount is granted."),
    ("award_reason", "too-long"): _("That is too long. Shorten it to 1,000 characters."),
    ("slip", "missing"): _("Write the number of the slip."),
    ("slip", "too-long"): _("That is too long for a slip. Write its number alone."),
    ("slip", "used"): _("This slip was used for another payment. Look at its number again."),
    ("counter", "not-possible"): _("Write the number of your counter, from 1 to 99."),
    ("amount", "missing"): _("Write the amount."),
    ("amount", "unknown"): _("Write an amount in figures, such as 1,250.50."),
    ("amount", "not-owed"): _("This is not what is owed. Count again, and take exactly that."),
    ("amount", "too-much"): _("Less is left of what was paid. Write a smaller amount."),
    ("most", "missing"): _("Write the amount."),
    ("most", "unknown"): _("Write an amount in figures, such as 1,250.50."),
    ("valid_until", "not-possible"): _("Write a day from today to a year from now, like 2026-12-31."),
    ("reason", "missing"): _("Write why."),
    ("reason", "too-long"): _("That is too long. Shorten it to 500 characters."),
    ("asked", "missing"): _("Tick what is missing."),
    ("asked", "unknown"): _("One of the questions is not asked in this form."),
    ("words", "missing"): _("Write what the applicant has to know."),
    ("words", "too-long"): _("That is too long. Shorten it."),
    ("days", "not-possible"): _("Write a number of days from 3 to 90."),
    ("second_reason", "missing"): _("Write why the clock has to stop once more."),
    ("second_reason", "too-long"): _("That is too long. Shorten it to 500 characters."),
    ("second_reason", "supervisor-needed"): _("The clock was stopped before. Only a supervisor can stop it again."),
    ("look-name", "one-of-both"): _("Write a name or a number, and not both."),
    ("look-purpose", "missing"): _("Choose what it is for."),
    ("look-reason", "missing"): _("Write why you need to look."),
    ("look-reason", "too-short"): _("That is too short. Write a sentence that the person will understand."),
    ("look-reason", "too-long"): _("That is too long. Shorten it to 1,000 characters."),
    ("look-words", "missing"): _("Write what they have to know."),
    ("look-words", "too-long"): _("That is too long. Shorten it to 4,000 characters."),
    ("attend-paper", "missing"): _("Choose which paper you see."),
    ("attend-number", "missing"): _("Write the number that stands on the paper."),
    ("attend-number", "wrong"): _("This cannot be its number. Compare it with the paper, character by character."),
    ("attend-number", "several"): _("More than one account has this number. Your supervisor has to look into it."),
    ("attend-code", "nobody"): _("There is no such code, or not any more. They can make a new one on their page."),
    ("attend-code", "another"): _("This code belongs to the account of somebody else than the paper."),
    ("attend-name", "new"): _("Nobody has an account with this paper. To open one, write the name and press again."),
    ("mandate-side", "missing"): _("Choose which of the two stands before you."),
    ("mandate-number", "missing"): _("Write the number of whoever signed the paper."),
    ("mandate-number", "nobody"): _("Nobody has an account with this number."),
    ("mandate-scopes", "missing"): _("Tick what the paper allows."),
    ("mandate-until", "missing"): _("Write the day until which it holds."),
    ("mandate-paper", "missing"): _("Write where the signed paper is kept."),
    ("firm-firm", "missing"): _("Write the number or the name of the firm."),
    ("firm-firm", "nobody"): _("They have no place here from which they may give something for a firm of this name."),
    ("firm-kind", "missing"): _("Choose what the firm gives."),
    ("firm-role", "missing"): _("Choose what the person is to be in the firm."),
    ("firm-number-seat", "nobody"): _("Nobody has an account with this number."),
    ("firm-number-firm", "nobody"): _("No firm has this number or name here."),
    ("firm-scopes", "missing"): _("Tick what the paper allows."),
    ("firm-until", "missing"): _("Write the day until which it holds."),
    ("firm-paper", "missing"): _("Write where the signed paper is kept."),
    ("office", "no-post"): _("No post of that office does this kind of task. Choose another one."),
    ("office", "unknown"): _("Choose the office that should have it."),
}
_UNFORESEEN = _("This cannot be done as things are now. Nothing was changed.")


def not_yours_words(why: str, language: Language) -> str:
    """Return why somebody may not do a task."""
    return saying(language)(_NOT_YOURS.get(why, _UNFORESEEN))


def fault_words(field: str, code: str, language: Language, **params: str) -> str:
    """Return what to do about a field; ``params`` fill the sentence."""
    words = saying(language)(_FAULTS.get((field, code), _UNFORESEEN))
    return words % params if params else words
