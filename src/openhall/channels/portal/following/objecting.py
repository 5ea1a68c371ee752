"""Object to a refusal: which facts are wrong, and why, in one's own words; somebody else then looks at it."""

from http import HTTPStatus

from django.http import HttpResponse

from openhall.blocks.cases.facade import (
    MOST_GROUNDS,
    WHOLE,
    Disputable,
    Objection,
    ReliedOn,
    VerdictIncomplete,
    disputable,
    object_to_refusal,
)
from openhall.channels.portal.following.opening import BOTH, Following, following
from openhall.channels.portal.following.outcome import OBJECTION, letters_of
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.case_views import Errors
from openhall.ui.following_views import ObjectionView
from openhall.ui.form_views import Choice
from openhall.ui.formats import full_date, number

_FACTS, _WORDS = "facts", "words"
_RELIED_ON = _("Relied on by: %(offices)s")
_SAID = {
    (_FACTS, "missing"): _("Choose at least one answer that was judged wrongly"),
    (_FACTS, "unknown"): _("Choose among the answers listed"),
    (_WORDS, "missing"): _("Say in your own words why the decision is wrong"),
    (_WORDS, "too-long"): _("Write %(most)s characters or fewer. There are %(length)s now"),
}


@following(methods=BOTH)
def objection(following: Following) -> HttpResponse:
    """Show what the refusal rests on, or take the objection."""
    post = following.request.POST
    is_sent = following.request.method == "POST"
    given = Objection(tuple(post.getlist(_FACTS)), post.get(_WORDS, "").replace("\r\n", "\n"))
    if not is_sent or following.is_turned:
        open_to = disputable(following.facts.reference, now=following.now, zone=following.zone)
        return _show(following, open_to, given if is_sent else Objection(open_to.facts, ""))
    try:
        object_to_refusal(
            reference=following.facts.reference,
            objection=given,
            visitor=following.visitor,
            now=following.now,
            once=following.once(OBJECTION, "", ""),
        )
    except VerdictIncomplete as incomplete:
        open_to = disputable(following.facts.reference, now=following.now, zone=following.zone)
        return _show(following, open_to, given, _errors(following, given, incomplete.faults))
    return following.send_to()


def _errors(following: Following, given: Objection, faults: tuple[tuple[str, str], ...]) -> Errors:
    say, language = saying(following.language), following.language
    counted = {"most": number(MOST_GROUNDS, language), "length": number(len(given.words), language)}
    return tuple((member, say(_SAID[member, wrong]) % counted) for member, wrong in faults)


def _name_of(following: Following, fact: str) -> str:
    """Return the words of a question; where no single answer led to the refusal, the application as a whole."""
    asked = following.form.by_id.get(fact)
    if asked is not None:
        return pick(asked.question.label, following.language)
    return saying(following.language)(_("The application as a whole")) if fact == WHOLE else fact


def _offices(following: Following, relied_on: ReliedOn) -> str:
    between = ", " if following.language.code == "en" else "、"
    offices = between.join(map(following.office, relied_on.authorities))
    return saying(following.language)(_RELIED_ON) % {"offices": offices}


def _show(following: Following, open_to: Disputable, given: Objection, errors: Errors = ()) -> HttpResponse:
    language = following.language
    view = ObjectionView(
        service=following.line,
        reference=following.facts.reference,
        action=following.href(OBJECTION),
        back_href=following.href(),
        letters=letters_of(following),
        until=full_date(open_to.until, language),
        facts=tuple(
            Choice(each.fact, _name_of(following, each.fact), _offices(following, each)) for each in open_to.relied_on
        ),
        ticked=given.facts or (),
        most=MOST_GROUNDS,
        words=given.words,
        errors=errors,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return following.show(following.path(OBJECTION), "track/objection.jinja", view, status)
