"""Mail through the services that django-anymail speaks to. Needs the extra ``anymail``.

``anymail://postmark?server_token=…``: the service's name, and behind the question mark what its backend asks for.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from anymail.exceptions import (  # type: ignore[import-untyped]  # it has none
    AnymailAPIError,
    AnymailError,
    AnymailRecipientsRefused,
)
from django.core.mail import get_connection
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
from openhall.blocks.messages.providers.smtp import built
from openhall.kernel.egress import place_of as place_at
from openhall.kernel.egress import staying


class _Service(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every service takes. ``again`` as for a mail server: off, as a service need not know a Message-ID again."""

    again: bool = False
    api_url: str = ""


class _Token(_Service, frozen=True, kw_only=True, forbid_unknown_fields=True):
    server_token: str


class _ApiToken(_Service, frozen=True, kw_only=True, forbid_unknown_fields=True):
    api_token: str


class _Key(_Service, frozen=True, kw_only=True, forbid_unknown_fields=True):
    api_key: str


class _KeyOfDomain(_Key, frozen=True, kw_only=True, forbid_unknown_fields=True):
    sender_domain: str = ""


class _TwoKeys(_Key, frozen=True, kw_only=True, forbid_unknown_fields=True):
    secret_key: str


#: Services by their name in an address, with the options of each.
SERVICES: dict[str, type[_Service]] = {
    "brevo": _Key,
    "mailersend": _ApiToken,
    "mailgun": _KeyOfDomain,
    "mailjet": _TwoKeys,
    "mailtrap": _ApiToken,
    "postmark": _Token,
    "resend": _Key,
    "sendgrid": _Key,
    "sparkpost": _Key,
}
_REFUSED = range(400, 500)
_TOO_SOON, _CLOSED = 429, 503
_TAKEN = frozenset({"sent", "queued"})


def open_provider(address: str) -> Provider:
    """Return the service that an address names."""
    name = urlsplit(address).netloc
    options = options_of(address, SERVICES[name])
    given: dict[str, Any] = {key: value for key, value in parse_qsl(urlsplit(address).query) if key != "again"}
    return MailService(f"anymail {name}", backend_of(name, given), repeats_safely=options.again)


def backend_of(name: str, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the library has no types
    """Return the backend of a service, which follows no redirect: it would hand the mail on."""
    backend: Any = get_connection(f"anymail.backends.{name}.EmailBackend", timeout=PATIENCE, **given)
    make = backend.create_session
    backend.create_session = lambda: staying(make())
    return backend


def place_of(address: str) -> str:
    """Return the ``host:port`` that a service is called at."""
    given = {key: value for key, value in parse_qsl(urlsplit(address).query) if key != "again"}
    return place_at(backend_of(urlsplit(address).netloc, given).api_url)


def faults(address: str) -> list[str]:
    """Return what is wrong with an address."""
    name = urlsplit(address).netloc
    if name not in SERVICES:
        return [f"there is no service “{name}”; there are {', '.join(SERVICES)}"]
    try:
        options_of(address, SERVICES[name])
    except ValueError as error:
        return [str(error)]
    return []


class MailService:
    """A service with an API of its own."""

    def __init__(self, name: str, backend: BaseEmailBackend, *, repeats_safely: bool) -> None:
        self.name, self._backend, self.repeats_safely = name, backend, repeats_safely

    def send(self, outgoing: Outgoing, token: str) -> str:
        """Hand a mail to the service. An answer that says no is a no; silence leaves a doubt."""
        message = built(outgoing, token)
        try:
            self._backend.send_messages([message])
        except AnymailRecipientsRefused as error:
            raise AddressRefusedError from error
        except AnymailAPIError as error:
            status = getattr(error, "status_code", None)
            if status in _REFUSED or status in {_TOO_SOON, _CLOSED}:
                raise NotAcceptedError from error
            raise
        except AnymailError as error:
            raise NotAcceptedError from error  # it was not even sent: the service cannot say it
        told = getattr(message, "anymail_status", None)
        if not _TAKEN & (getattr(told, "status", None) or set()):
            raise ConnectionError("the service does not say whether it took it")
        return str(getattr(told, "message_id", "") or "")

    def ask(self, token: str) -> Outcome:
        """Say that these services cannot be asked by our own id."""
        del token
        return Outcome.UNKNOWN
