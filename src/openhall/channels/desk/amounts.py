"""The money that a case is about, and who may sign that much where the reader's post may not."""

from openhall.blocks.authorities.facade import HeldPost, covers, posts_of
from openhall.blocks.processes.facade import TaskFacts
from openhall.channels.desk.looking import Look
from openhall.channels.desk.refusing import not_yours_words
from openhall.channels.desk.words import mark as _
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money

#: The rule of ``NotYourTask`` that stands against whoever's post may sign less.
LIMIT = "limit"
_ABOVE = _("%(amount)s is above what your post may sign: %(limit)s.")
_WHO = _("Who may sign it: %(posts)s.")
_NOBODY = _("No post of your office may sign that much.")


def amount_words(look: Look) -> str:
    """Return the money that a case is about: that of its task, else what the answer says that the service names."""
    if look.task is not None and look.task.amount is not None:
        return _money(look, look.task.amount)
    asked = look.dossier.service.process.amount
    value = look.dossier.answers.get(asked) if asked else None
    return "" if value is None else _money(look, look.reader.catalogue.jurisdiction.minor(value))


def why_not_words(look: Look, why: str) -> str:
    """Return why the reader may not do the task of the page; where their limit is too low, who may instead."""
    task, say = look.task, look.reader.say
    if why != LIMIT or task is None or task.amount is None:
        return not_yours_words(why, look.reader.language)
    limits = [seat.limit for seat in look.reader.office.seats if seat.role == task.role and seat.limit is not None]
    above = say(_ABOVE) % {"amount": _money(look, task.amount), "limit": _money(look, max(limits, default=0))}
    posts = [_post(look, post) for post in posts_of(task.authority) if _may_sign(post, task)]
    between = ", " if look.reader.language.code == "en" else "、"
    who = say(_WHO) % {"posts": between.join(posts)} if posts else say(_NOBODY)
    return (" " if look.reader.language.code == "en" else "").join((above, who))


def _may_sign(post: HeldPost, task: TaskFacts) -> bool:
    return post.role == task.role and covers(post.limit, task.amount)


def _post(look: Look, post: HeldPost) -> str:
    """Return a post with those who hold it."""
    language = look.reader.language
    is_english = language.code == "en"
    names = (", " if is_english else "、").join(pick(holder.name, language) for holder in post.holders)
    held = (f" ({names})" if is_english else f"（{names}）") if names else ""
    return f"{pick(post.name, language)}{held}"


def _money(look: Look, minor: int) -> str:
    return format_money(look.reader.catalogue.jurisdiction.money(minor))
