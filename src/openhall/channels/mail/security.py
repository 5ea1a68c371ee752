"""Word to somebody that they signed in on a device that is new, or keep another way to: in case it was not them."""

from datetime import datetime

from django.conf import settings

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.identity.facade import GUESSED, SIGNED_IN, SignInNews, sign_in_news
from openhall.blocks.messages.facade import (
    Channel,
    NewLetter,
    NotSentError,
    Outgoing,
    deliver_to_inbox,
    is_open,
    preferences_of,
    send_mail,
    send_sms,
)
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import BY_CODE, Language
from openhall.ui.catalogues import translations
from openhall.ui.formats import moment

TEMPLATE = "sign-in-news"
_NEW_SIGN_IN, _NEW_WAY = _("A new sign-in to your account"), _("A new way to sign in to your account")
_LOST_WAY, _TRIED = _("A way to sign in to your account is gone"), _("Somebody tried to sign in to your account")
_ON = _("Your account was signed in to on %(moment)s, on a device that was not used for it before: %(device)s.")
_UNKNOWN_DEVICE = _("a browser that does not say what it is")
_ADDED = {
    "passkey": _("On %(moment)s a passkey was added to your account."),
    "authenticator": _("On %(moment)s an authenticator was added to your account."),
    "sheet": _("On %(moment)s a sheet of codes was printed for your account."),
    "password": _("On %(moment)s a password was chosen for your account."),
    "address": _("On %(moment)s an address was added to your account."),
    "joined": _("On %(moment)s another account with this address became part of yours."),
}
_GONE = {
    "passkey-gone": _("On %(moment)s a passkey was taken from your account."),
    "authenticator-gone": _("On %(moment)s the authenticator was taken from your account."),
    "password-gone": _("On %(moment)s the password was taken from your account."),
    "address-gone": _("On %(moment)s an address was taken from your account."),
    "provider-gone": _("On %(moment)s an outside provider was taken from your account."),
}
_GUESSES = _("Until %(moment)s somebody tried several times to sign in to your account, and failed.")
_IF_YOU = _("If it was you, you need do nothing.")
_IF_NOT = _("If not, open this page and choose “That was not me”: %(address)s")
_SHORT = _("If it was not you: %(address)s")


def send_sign_in_news(*, news: int, now: datetime) -> bool:
    """Put word of a sign-in into the inbox of its person and send it to each address that is theirs, once.

    ``False`` when they are gone. Raises ``NotSentError`` to be tried again.
    """
    found = sign_in_news(news, now=now)
    if found is None:
        return False
    catalogue, key = current_catalogue(), f"{TEMPLATE}:{news}"
    deliver_to_inbox(letter=_letter(catalogue, found, key), now=now)
    failed = list[NotSentError]()
    for number, (channel, address) in enumerate(found.addresses):
        if is_open(Channel(channel)):
            try:
                _send(catalogue, found, f"{key}:{number}", channel, address, now)
            except NotSentError as error:
                failed.append(error)
    if failed:
        raise failed[0]
    return True


def _letter(catalogue: Catalogue, news: SignInNews, key: str) -> NewLetter:
    return NewLetter(
        key=key,
        subject="",
        owner=f"person:{news.person}",
        person=news.person,
        template=TEMPLATE,
        language=_languages(catalogue, news)[0].code,
        words={each.code: (_title(news, each), _text(catalogue, news, each)) for each in catalogue.languages},
    )


def _send(catalogue: Catalogue, news: SignInNews, key: str, channel: str, address: str, now: datetime) -> None:
    languages = _languages(catalogue, news)
    is_sms = channel == Channel.SMS
    told = [_short(catalogue, news, languages[0])] if is_sms else [_text(catalogue, news, each) for each in languages]
    outgoing = Outgoing(
        key=key,
        subject="sign-in",
        owner=f"person:{news.person}",
        person=news.person,
        address=address,
        title=" / ".join(dict.fromkeys(_title(news, each) for each in languages)),
        text="\n\n".join(told),
        language=languages[0].code if is_sms or len(languages) == 1 else "",
    )
    (send_sms if is_sms else send_mail)(outgoing=outgoing, now=now)


def _languages(catalogue: Catalogue, news: SignInNews) -> tuple[Language, ...]:
    """Return the language that somebody chose; who chose none reads it in all: the page may have been a stranger's."""
    chosen = BY_CODE.get(preferences_of(news.person).language)
    return (chosen,) if chosen in catalogue.languages else tuple(catalogue.languages)


def _title(news: SignInNews, language: Language) -> str:
    title = {SIGNED_IN: _NEW_SIGN_IN, GUESSED: _TRIED}.get(news.what, _LOST_WAY if news.what in _GONE else _NEW_WAY)
    return translations(language).gettext(title)


def _text(catalogue: Catalogue, news: SignInNews, language: Language) -> str:
    say = translations(language).gettext
    return "\n\n".join((_what(catalogue, news, language), say(_IF_YOU), say(_IF_NOT) % {"address": _address(language)}))


def _short(catalogue: Catalogue, news: SignInNews, language: Language) -> str:
    close = translations(language).gettext(_SHORT) % {"address": _address(language)}
    return f"{_what(catalogue, news, language)} {close}"


def _what(catalogue: Catalogue, news: SignInNews, language: Language) -> str:
    say = translations(language).gettext
    at = moment(news.at, language, catalogue.jurisdiction.time_zone)
    told = {"moment": at, "device": news.device or say(_UNKNOWN_DEVICE)}
    return say({**_ADDED, **_GONE, GUESSED: _GUESSES}.get(news.what, _ON)) % told


def _address(language: Language) -> str:
    return f"{settings.OPENHALL_URL}/{language.slug}/me/sign-in/"
