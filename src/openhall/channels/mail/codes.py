"""The one-time code of signing in, by mail or text message, to the address that asked for it."""

from datetime import datetime

from openhall.blocks.identity.facade import code_to_send, notice_of_code
from openhall.blocks.messages.facade import Outgoing, send_mail, send_sms
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import BY_CODE, ENGLISH
from openhall.ui.catalogues import translations

_SUBJECT = _("Your code to sign in")
_TEXT = _("Your code: %(code)s. It works once, for ten minutes, in the browser where you asked for it.")
_WARNING = _("Tell it to nobody. If you did not ask for it, you need do nothing: without it nobody can sign in.")
_ABOUT = "sign-in"


def send_code(*, code: str, now: datetime) -> bool:
    """Send a code, once; ``False`` when nobody waits for it any more. Raises ``NotSentError`` to be tried again."""
    found = code_to_send(code, now=now)
    if found is None:
        return False
    language = BY_CODE.get(found.language, ENGLISH)
    say = translations(language).gettext
    figures = f"{found.code[:4]} {found.code[4:]}"
    text = say(_TEXT) % {"code": figures}
    outgoing = Outgoing(
        key=notice_of_code(code),
        subject=_ABOUT,
        owner=_ABOUT,
        address=found.address,
        title=say(_SUBJECT),
        text=text if found.channel == "sms" else f"{text}\n\n{say(_WARNING)}\n",
        language=language.code,
    )
    (send_sms if found.channel == "sms" else send_mail)(outgoing=outgoing, now=now)
    return True
