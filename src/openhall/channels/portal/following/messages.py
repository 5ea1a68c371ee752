"""Messages between the applicant and the offices of a case."""

from http import HTTPStatus

from django.http import HttpResponse

from openhall.blocks.cases.facade import MOST_LETTER, LetterFacts, LetterRefused, Side, hash_of, write_to_office
from openhall.channels.portal.following.case import MESSAGES
from openhall.channels.portal.following.opening import BOTH, ONCE, Following, following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.ui.answer_words import disputed_words
from openhall.ui.case_views import Errors
from openhall.ui.following_views import MessageLine, MessagesView
from openhall.ui.formats import moment, number

_WORDS = "words"
_YOU = _("You")
_EMPTY = _("Write your message")
_LONG = _("Write %(most)s characters or fewer. There are %(length)s now")


@following(methods=BOTH)
def messages(following: Following) -> HttpResponse:
    """Show the messages, or send one more."""
    words = _typed(following)
    if following.request.method != "POST" or following.is_turned:
        return _show(following, words)
    # The same words sent twice from one page are one message; other words from it are another one.
    seen = f"{following.request.POST.get(ONCE, '')[:10]}/{hash_of(words.encode())}"
    try:
        write_to_office(
            reference=following.facts.reference,
            words=words,
            visitor=following.visitor,
            now=following.now,
            once=following.once(MESSAGES, words, seen),
        )
    except LetterRefused:
        return _show(following, words, _errors(following, words))
    return following.send_to(MESSAGES)


def _typed(following: Following) -> str:
    """Return what was typed, with line ends as they are counted (forms send two signs for each)."""
    return following.request.POST.get(_WORDS, "").replace("\r\n", "\n")


def _errors(following: Following, words: str) -> Errors:
    say, language = saying(following.language), following.language
    length = len(words.strip())
    if not length:
        return ((_WORDS, say(_EMPTY)),)
    return ((_WORDS, say(_LONG) % {"most": number(MOST_LETTER, language), "length": number(length, language)}),)


def _show(following: Following, words: str, errors: Errors = ()) -> HttpResponse:
    letters = following.dossier.letters
    view = MessagesView(
        service=following.line,
        reference=following.facts.reference,
        action=following.href(MESSAGES),
        back_href=following.href(),
        office=following.office(following.facts.authority),
        messages=tuple(_line(following, letter) for letter in letters),
        most=MOST_LETTER,
        words=words,
        errors=errors,
        once=str(len(letters)),
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return following.show(following.path(MESSAGES), "track/messages.jinja", view, status)


def _line(following: Following, letter: LetterFacts) -> MessageLine:
    is_yours = letter.side == Side.APPLICANT
    who = saying(following.language)(_YOU) if is_yours else following.office(letter.authority)
    when = moment(letter.at, following.language, following.catalogue.jurisdiction.time_zone)
    known = (following.form.by_id.get(fact) for fact in letter.facts)
    about = disputed_words((each.question.label if each else None for each in known), following.language)
    return MessageLine(who, when, letter.words, is_yours, about)
