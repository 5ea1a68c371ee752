"""Mail by a server that speaks SMTP, or into files of the hall's own folder where none is named.

A server cannot be asked what became of a mail. The same mail again has the same Message-ID, and many mailboxes show it
once (RFC 5322, 3.6.4); ``again=false`` is for who would rather have a person look than risk a second mail.
"""

from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from urllib.parse import unquote, urlsplit

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from openhall.blocks.messages.definitions import Outgoing
from openhall.blocks.messages.providers.kinds import (
    PATIENCE,
    AddressRefusedError,
    NotAcceptedError,
    Outcome,
    Provider,
)
from openhall.blocks.messages.providers.options import options_of

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_PERMANENT = range(500, 600)


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``again``: whether a mail of which nobody knows whether it was taken is given to the same server again."""

    again: bool = True


def open_provider(address: str) -> Provider:
    """Return the server at an address such as ``smtp+tls://user:password@mail.example:587``."""
    if not address:
        return MailServer("files", get_connection(), repeats_safely=True)
    parts = urlsplit(address)
    server = get_connection(
        _SMTP,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtps",
        timeout=PATIENCE,
    )
    name = f"smtp {parts.hostname}:{parts.port or _PORTS[parts.scheme]}"
    return MailServer(name, server, repeats_safely=options_of(address, Options).again)


def place_of(address: str) -> str:
    """Return the ``host:port`` that a provider calls; empty for files."""
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}" if parts.scheme else ""


def faults(address: str) -> list[str]:
    """Return what is wrong with an address."""
    if not address:
        return []
    parts = urlsplit(address)
    try:
        options_of(address, Options)
        is_named = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        return [str(error)]
    return [] if is_named else [f"{parts.scheme}://… names no server"]


def message_of(outgoing: Outgoing, token: str) -> EmailMessage:
    """Return a mail; its id is the same however often it is tried."""
    domain = urlsplit(settings.OPENHALL_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{token}@{domain}>"}
    message = EmailMessage(outgoing.title, outgoing.text, to=[outgoing.address], headers=headers)
    if outgoing.attachment:
        given = outgoing.attachment
        message.attach(given.name, given.content, given.media_type)
    return message


def built(outgoing: Outgoing, token: str) -> EmailMessage:
    """Return a mail that can be written down whole. One that cannot is surely taken by nobody: no doubt is left."""
    try:
        message = message_of(outgoing, token)
        message.message().as_bytes()
    except Exception as error:
        raise NotAcceptedError from error
    return message


class MailServer:
    """A mail server, or a folder of files."""

    def __init__(self, name: str, server: BaseEmailBackend, *, repeats_safely: bool) -> None:
        self.name, self._server, self.repeats_safely = name, server, repeats_safely

    def send(self, outgoing: Outgoing, token: str) -> str:
        """Hand a mail to the server. Only what breaks off while the mail itself is on its way leaves a doubt."""
        message = built(outgoing, token)
        try:
            self._server.open()
        except (OSError, SMTPException) as error:
            raise NotAcceptedError from error
        try:
            self._server.send_messages([message])
        except SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (AddressRefusedError if all(code in _PERMANENT for code in codes) else NotAcceptedError) from error
        except (SMTPSenderRefused, SMTPDataError, SMTPNotSupportedError, ValueError) as error:
            # Addresses that the server cannot be told, and those that cannot be written, come before the mail itself.
            raise NotAcceptedError from error
        finally:
            self._server.close()
        return token

    def ask(self, token: str) -> Outcome:
        """Say that a mail server cannot be asked."""
        del token
        return Outcome.UNKNOWN
