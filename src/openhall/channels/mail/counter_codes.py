"""The code by which somebody at a counter says yes: to the addresses that are theirs, with what it is for."""

from datetime import datetime

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import code_to_send
from openhall.blocks.messages.facade import Outgoing, send_mail, send_sms
from openhall.channels.mail.words import mark as _
from openhall.kernel.languages import BY_CODE, ENGLISH, pick
from openhall.ui.catalogues import translations

_SUBJECT = _("Your code at the counter")
_TEXT = _("Are you at a counter of %(office)s? Tell the officer this code: %(code)s. Then they may send forms for you.")
_WARNING = _("If you are not there, tell it to nobody and call us today: somebody says that they are you.")
_ABOUT = "counter"


def send_counter_code(*, code: str, office: str, now: datetime) -> bool:
    """Send a code, once; ``False`` when nobody waits for it any more. Raises ``NotSentError`` to be tried again."""
    found = code_to_send(code, now=now)
    if found is None:
        return False
    language = BY_CODE.get(found.language, ENGLISH)
    say, authority = translations(language).gettext, current_catalogue().authorities.get(office)
    name = pick(authority.name, language) if authority else office
    text = say(_TEXT) % {"code": f"{found.code[:4]} {found.code[4:]}", "office": name}
    outgoing = Outgoing(
        key=f"counter-code:{code}",
        subject=_ABOUT,
        owner=_ABOUT,
        address=found.address,
        title=say(_SUBJECT),
        text=f"{text} {say(_WARNING)}" if found.channel == "sms" else f"{text}\n\n{say(_WARNING)}\n",
        language=language.code,
    )
    (send_sms if found.channel == "sms" else send_mail)(outgoing=outgoing, now=now)
    return True
