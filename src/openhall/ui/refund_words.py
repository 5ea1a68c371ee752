"""What of a fee goes back, and when: the same sentences on every channel.

The terms come from outside, in the shape of ``Refund``.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from openhall.kernel.languages import Language, Text, pick
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_REASONS = ("refused", "withdrawn", "lapsed")
_ALWAYS_ALL = _("You get everything back if it is refused or lapses, or if you withdraw it.")
_NEVER = _("Nothing is paid back if it is refused or lapses, or if you withdraw it.")
_ALL = {
    "refused": _("If it is refused, you get everything back."),
    "withdrawn": _("If you withdraw it, you get everything back."),
    "lapsed": _("If it lapses, you get everything back."),
}
_NOTHING = {
    "refused": _("If it is refused, nothing is paid back."),
    "withdrawn": _("If you withdraw it, nothing is paid back."),
    "lapsed": _("If it lapses, nothing is paid back."),
}
_SHARE = {
    "refused": _("If it is refused, you get %(share)s%% back."),
    "withdrawn": _("If you withdraw it, you get %(share)s%% back."),
    "lapsed": _("If it lapses, you get %(share)s%% back."),
}
_REST = {
    "refused": _("If it is refused, you get the rest back."),
    "withdrawn": _("If you withdraw it, you get the rest back."),
    "lapsed": _("If it lapses, you get the rest back."),
}
_KEPT_LINES = _("This is not paid back: %(lines)s.")
_KEPT_AMOUNT = _("%(amount)s is not paid back.")
_WHOLE = 100


def refund_words(
    terms: Any,  # noqa: ANN401 - see above
    labels: Mapping[str, Text],
    language: Language,
    money: Callable[[int], str],
) -> tuple[str, ...]:
    """Return what goes back, one sentence for each case. ``labels`` are those of the lines of the fee, by id."""
    say = translations(language).gettext
    backs = [getattr(terms, reason) for reason in _REASONS]
    told = [pick(terms.why, language)] if terms.why else []
    if all(back.is_all for back in backs):
        return (*told, say(_ALWAYS_ALL))
    if all(back.is_nothing for back in backs):
        return (*told, say(_NEVER))
    between = ", " if language.code == "en" else "、"
    for reason, back in zip(_REASONS, backs, strict=True):
        names = between.join(pick(labels[name], language) for name in back.keep if name in labels)
        told += _sentences(reason, back, say, names, money)
    return tuple(told)


def _sentences(
    reason: str,
    back: Any,  # noqa: ANN401 - as above
    say: Callable[[str], str],
    names: str,
    money: Callable[[int], str],
) -> Iterator[str]:
    if back.is_all or back.is_nothing:
        yield say((_ALL if back.is_all else _NOTHING)[reason])
        return
    if names:
        yield say(_KEPT_LINES) % {"lines": names}
    if back.less:
        yield say(_KEPT_AMOUNT) % {"amount": money(back.less)}
    yield say(_REST[reason]) if back.share == _WHOLE else say(_SHARE[reason]) % {"share": back.share}
