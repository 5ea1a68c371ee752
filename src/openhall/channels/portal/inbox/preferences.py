"""In which language and by which way a person is written to."""

from collections.abc import Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from markupsafe import Markup

from openhall.blocks.messages.facade import CHOICES, Kind, preferences_of, set_preferences
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.inbox.asked import LETTERS, PREFERENCES, Asked, asked
from openhall.channels.portal.tracking import LANGUAGE
from openhall.channels.portal.words import mark as _
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.case_views import Errors
from openhall.ui.letter_views import PreferencesView

#: In an address: the choice was kept.
_KEPT = "kept"
_EACH = "each"
_IN_ITS_OWN = Markup('<span lang="{}">{}</span>')
_LANGUAGE_OF_EACH = _("The language in which I apply each time")
_WAYS = {
    "mail": _("An email"),
    "sms": _("A text message to my telephone"),
    "both": _("Both"),
    "none": _("Nothing: I look at my page myself"),
}
_ABOUT = {
    "mail": _("To the address in the application. Where there is none, a text message."),
    "sms": _("To the number in the application. Where there is none, an email."),
}
_CHOOSE = _("Choose one of these")


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def preferences(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was chosen, or keep what is chosen now."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    kept = preferences_of(found.visitor.id)
    chosen = {"language": kept.language or _EACH, **{kind.value: way for kind, way in kept.channels.items()}}
    if request.method != "POST":
        return found.show(PREFERENCES, "inbox/preferences.jinja", _view(found, chosen))
    chosen |= {name: request.POST[name] for name in chosen if name in request.POST}
    if LANGUAGE in request.POST:
        return found.show(PREFERENCES, "inbox/preferences.jinja", _view(found, chosen))
    if errors := tuple(_errors(found, chosen)):
        view = _view(found, chosen, errors)
        return found.show(PREFERENCES, "inbox/preferences.jinja", view, HTTPStatus.UNPROCESSABLE_ENTITY)
    set_preferences(
        person=found.visitor.id,
        language="" if chosen["language"] == _EACH else chosen["language"],
        channels={kind: chosen[kind] for kind in Kind},
        now=found.now,
    )
    return see_other(f"{found.href(PREFERENCES)}?{_KEPT}=1")


def _errors(found: Asked, chosen: dict[str, str]) -> Iterator[tuple[str, str]]:
    known = {each.code for each in found.catalogue.languages} | {_EACH}
    for name, value in chosen.items():
        if value not in (known if name == "language" else CHOICES):
            yield name, found.say(_CHOOSE)


def _view(found: Asked, chosen: dict[str, str], errors: Errors = ()) -> PreferencesView:
    say = found.say
    return PreferencesView(
        action=found.href(PREFERENCES),
        back_href=found.href(LETTERS),
        languages=(
            (_EACH, say(_LANGUAGE_OF_EACH), ""),
            # In its own script on every page, so that whoever needs it finds it.
            *((each.code, _IN_ITS_OWN.format(each.code, each.name), "") for each in found.catalogue.languages),
        ),
        language=chosen["language"],
        channels=tuple((way, say(words), say(_ABOUT[way]) if way in _ABOUT else "") for way, words in _WAYS.items()),
        letters=chosen[Kind.LETTERS],
        reminders=chosen[Kind.REMINDERS],
        is_kept=_KEPT in found.request.GET and not errors,
        errors=errors,
    )
