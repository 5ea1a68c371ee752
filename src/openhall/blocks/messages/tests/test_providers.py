"""Providers on the loopback: what a yes, a no and a silence of each means, and addresses that cannot be right."""

import hmac
import json
import socket
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from hashlib import sha256

import pytest
from django.core import mail
from pytest_django import Settings

from openhall.blocks.messages.definitions import Attachment, Channel, State
from openhall.blocks.messages.facade import is_open, provider_faults
from openhall.blocks.messages.providers import smtp
from openhall.blocks.messages.providers.kinds import AddressRefusedError, NotAcceptedError, Outcome, Provider
from openhall.blocks.messages.providers.registry import KINDS, providers_of
from openhall.blocks.messages.providers.smtp import message_of
from openhall.blocks.messages.providers.smtp import open_provider as open_mail
from openhall.blocks.messages.sending import NotSentError, send_out
from openhall.blocks.messages.tests.providers import NOW, letter_out
from openhall.blocks.messages.tests.servers import post, web

TOKEN = "0123456789abcdef"  # noqa: S105 - no secret
#: Answers of a service's own, as its documentation shows them.
TAKEN = '{"To":"noor@mail.example","MessageID":"b7bc2f4a","ErrorCode":0,"Message":"OK"}'
NO_SUCH_ADDRESS = json.dumps(
    {
        "ErrorCode": 406,
        "Message": "You tried to send to recipient(s) that have been marked as inactive."
        " Found inactive addresses: noor@mail.example."
        " Inactive recipients are ones that have generated a hard bounce.",
    }
)
NO_SUCH_KEY = '{"ErrorCode":10,"Message":"Bad or missing API token."}'


def only(settings: Settings, channel: Channel, address: str) -> Provider:
    setattr(settings, f"OPENHALL_{channel.name}", (address,))
    assert provider_faults() == []
    (provider,) = providers_of(channel)
    return provider


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def test_without_an_address_mail_goes_where_the_framework_sends_it(settings: Settings) -> None:
    settings.OPENHALL_MAIL, settings.OPENHALL_URL = (), "https://hall.example"
    (provider,) = providers_of(Channel.MAIL)
    provider.send(letter_out(), TOKEN)
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["noor@mail.example"], "A letter", "Its words.")
    assert sent.extra_headers["Message-ID"] == f"<{TOKEN}@hall.example>"


def test_a_mail_server_takes_a_mail(settings: Settings) -> None:
    with post() as server:
        provider = only(settings, Channel.MAIL, f"smtp://127.0.0.1:{server.port}")
        provider.send(letter_out(), TOKEN)
    assert (len(server.took), f"<{TOKEN}@" in server.took[0], "Its words." in server.took[0]) == (1, True, True)
    assert (provider.ask(TOKEN), provider.repeats_safely) == (Outcome.UNKNOWN, True)


@pytest.mark.parametrize("hostile", ["a\r\nBcc: all@town.example", "a\nX-Other: 1", "a\r\n\r\nother words"])
def test_an_address_or_subject_with_a_line_end_goes_to_nobody(settings: Settings, hostile: str) -> None:
    with post() as server:
        provider = only(settings, Channel.MAIL, f"smtp://127.0.0.1:{server.port}")
        for letter in (letter_out(title=hostile), letter_out(address=f"noor@mail.example{hostile}")):
            with pytest.raises((NotAcceptedError, AddressRefusedError)):
                provider.send(letter, TOKEN)
        words = letter_out(text=f"Words.\r\n.\r\nMAIL FROM:<x@y.example>\r\n{hostile}")
        provider.send(words, TOKEN)
    assert len(server.took) == 1, "what ends a mail is a line of it"
    assert "Bcc" not in server.took[0].partition("\r\n\r\n")[0]


def test_a_file_goes_along_with_a_mail(settings: Settings) -> None:
    content = "BEGIN:VCALENDAR\r\nSUMMARY:結婚\r\nEND:VCALENDAR\r\n".encode()
    given = letter_out(attachment=Attachment("appointment.ics", "text/calendar", content))
    written = message_from_bytes(message_of(given, TOKEN).message().as_bytes(), policy=default)
    words, file = written.iter_parts()
    assert words.get_content().strip() == "Its words."
    assert (file.get_filename(), file.get_content_type()) == ("appointment.ics", "text/calendar")
    assert file.get_content().split() == content.decode().split()
    with post() as server:
        only(settings, Channel.MAIL, f"smtp://127.0.0.1:{server.port}").send(given, TOKEN)
    assert "appointment.ics" in server.took[0]


@pytest.mark.parametrize(
    ("recipient", "to_mail", "fault"),
    [
        ("550 nobody", "250 taken", AddressRefusedError),
        ("451 later", "250 taken", NotAcceptedError),
        ("250 yes", "452 full", NotAcceptedError),
    ],
)
def test_a_mail_server_says_no(settings: Settings, recipient: str, to_mail: str, fault: type[Exception]) -> None:
    with post() as server:
        server.to_recipient, server.to_mail = recipient, to_mail
        provider = only(settings, Channel.MAIL, f"smtp://127.0.0.1:{server.port}?again=false")
        with pytest.raises(fault):
            provider.send(letter_out(), TOKEN)
    assert not provider.repeats_safely


@pytest.mark.parametrize("wrong", [{"title": "A letter\nBcc: all@mail.example"}, {"address": "noor\n@mail.example"}])
def test_a_mail_that_cannot_be_written_was_taken_by_nobody(settings: Settings, wrong: dict[str, str]) -> None:
    with post() as server:
        provider = only(settings, Channel.MAIL, f"smtp://127.0.0.1:{server.port}")
        with pytest.raises(NotAcceptedError):
            provider.send(letter_out(**wrong), TOKEN)
    assert server.took == []
    with web() as service:
        address = f"anymail://postmark?server_token=key&api_url=http://127.0.0.1:{service.port}/"
        relay = only(settings, Channel.MAIL, address)
        with pytest.raises(NotAcceptedError):
            relay.send(letter_out(**wrong), TOKEN)
    assert service.asked == []


def test_words_that_cannot_be_written_were_taken_by_no_gateway(settings: Settings) -> None:
    with web() as gateway:
        provider = only(settings, Channel.SMS, f"sms+http://secret@127.0.0.1:{gateway.port}/send?private=true")
        with pytest.raises(NotAcceptedError):
            provider.send(letter_out(text="\ud800"), TOKEN)
    assert gateway.asked == []


def test_a_mail_server_that_hangs_up_after_the_mail_leaves_a_doubt(settings: Settings) -> None:
    with post() as server:
        server.to_mail = ""
        provider = only(settings, Channel.MAIL, f"smtp://127.0.0.1:{server.port}")
        with pytest.raises(OSError, match=r"closed|reset|lost") as caught:
            provider.send(letter_out(), TOKEN)
    assert not isinstance(caught.value, NotAcceptedError | AddressRefusedError)


@pytest.mark.django_db
def test_a_slow_mail_server_has_it_once_and_the_second_is_not_called_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """It took the mail and says so too late: nobody knows, so nobody else is given it, however often it is tried."""
    monkeypatch.setattr(smtp, "PATIENCE", 0.3)
    with post() as slow, post() as second:
        slow.seconds = 1.5
        servers = [open_mail(f"smtp://127.0.0.1:{each.port}?again=false") for each in (slow, second)]
        now = NOW
        for _ in range(3):
            with suppress(NotSentError):
                send_out(channel=Channel.MAIL, outgoing=letter_out(), providers=servers, now=now)
            now += timedelta(minutes=5)
        assert (len(slow.took), len(second.took)) == (1, 0)
        # The next one finds it down altogether: then the second takes over at once.
        down = open_mail(f"smtp://127.0.0.1:{free_port()}?again=false")
        other = letter_out("another")
        assert send_out(channel=Channel.MAIL, outgoing=other, providers=[down, servers[1]], now=now) == State.SENT
        assert (len(slow.took), len(second.took)) == (1, 1)


@pytest.mark.parametrize("address", ["smtp://127.0.0.1:{}", "sms+http://key@127.0.0.1:{}/?private=true"])
def test_where_nobody_listens_nothing_was_taken(settings: Settings, address: str) -> None:
    channel = Channel.SMS if address.startswith("sms") else Channel.MAIL
    provider = only(settings, channel, address.format(free_port()))
    with pytest.raises(NotAcceptedError):
        provider.send(letter_out(), TOKEN)


def test_a_service_takes_a_mail_and_tells_its_own_id(settings: Settings) -> None:
    with web() as service:
        service.answer = TAKEN
        address = f"anymail://postmark?server_token=key&api_url=http://127.0.0.1:{service.port}/"
        provider = only(settings, Channel.MAIL, address)
        assert provider.send(letter_out(), TOKEN) == "b7bc2f4a"
    ((method, _path, headers, body),) = service.asked
    told = json.loads(body)
    assert (method, headers["X-Postmark-Server-Token"], told["To"]) == ("POST", "key", "noor@mail.example")
    assert {"Name": "Message-ID", "Value": f"<{TOKEN}@{_host(settings)}>"} in told["Headers"]
    assert (provider.ask(TOKEN), provider.repeats_safely) == (Outcome.UNKNOWN, False)


@pytest.mark.parametrize(
    ("status", "answer", "fault"),
    [(422, NO_SUCH_ADDRESS, AddressRefusedError), (401, NO_SUCH_KEY, NotAcceptedError), (503, "{}", NotAcceptedError)],
)
def test_a_service_says_no(settings: Settings, status: int, answer: str, fault: type[Exception]) -> None:
    with web() as service:
        service.status, service.answer = status, answer
        address = f"anymail://postmark?server_token=key&api_url=http://127.0.0.1:{service.port}/"
        with pytest.raises(fault):
            only(settings, Channel.MAIL, address).send(letter_out(), TOKEN)


def test_a_service_that_fails_amid_it_leaves_a_doubt(settings: Settings) -> None:
    with web() as service:
        service.status = 500
        address = f"anymail://postmark?server_token=key&api_url=http://127.0.0.1:{service.port}/"
        with pytest.raises(Exception, match="500") as caught:
            only(settings, Channel.MAIL, address).send(letter_out(), TOKEN)
    assert not isinstance(caught.value, NotAcceptedError | AddressRefusedError)


def test_a_gateway_is_given_signed_words_and_can_be_asked(settings: Settings) -> None:
    with web() as gateway:
        gateway.answer = '{"id": "g-1", "state": "delivered"}'
        address = f"sms+http://top%20secret@127.0.0.1:{gateway.port}/send?private=true&sender=Hall"
        provider = only(settings, Channel.SMS, address)
        assert provider.send(letter_out(address="9123 4567"), TOKEN) == "g-1"
        assert provider.ask(TOKEN) is Outcome.DELIVERED
        gateway.status = 404
        assert provider.ask(TOKEN) is Outcome.NOT_ACCEPTED
        gateway.status = 500
        assert provider.ask(TOKEN) is Outcome.UNKNOWN
    (method, path, headers, body), asked, *_ = gateway.asked
    assert (method, path) == ("POST", "/send")
    assert json.loads(body) == {"id": TOKEN, "to": "9123 4567", "from": "Hall", "text": "Its words."}
    assert headers["Openhall-Signature"] == hmac.new(b"top secret", body, sha256).hexdigest()
    assert asked[:2] == ("GET", f"/send?id={TOKEN}")


@pytest.mark.parametrize(
    ("status", "fault"), [(422, AddressRefusedError), (401, NotAcceptedError), (503, NotAcceptedError), (500, OSError)]
)
def test_a_gateway_says_no_or_fails(settings: Settings, status: int, fault: type[Exception]) -> None:
    with web() as gateway:
        gateway.status = status
        provider = only(settings, Channel.SMS, f"sms+http://key@127.0.0.1:{gateway.port}/?private=true")
        with pytest.raises(fault):
            provider.send(letter_out(), TOKEN)


def test_a_gateway_that_hangs_up_leaves_a_doubt_and_one_that_knows_it_already_took_it(settings: Settings) -> None:
    with web() as gateway:
        provider = only(settings, Channel.SMS, f"sms+http://key@127.0.0.1:{gateway.port}/?private=true")
        gateway.hangs_up = True
        with pytest.raises(ConnectionError):
            provider.send(letter_out(), TOKEN)
        gateway.hangs_up, gateway.status, gateway.answer = False, 409, '{"id": "g-1"}'
        assert provider.send(letter_out(), TOKEN) == "g-1"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_an_address_of_a_network_of_one_s_own_is_not_called(settings: Settings, host: str) -> None:
    with web() as service:
        provider = only(settings, Channel.SMS, f"sms+https://key@{host}:{service.port}/")
        with pytest.raises(NotAcceptedError):
            provider.send(letter_out(), TOKEN)
        assert service.asked == []


def test_every_kind_has_its_own_schemes() -> None:
    known = [(kind.channel, scheme) for kind in KINDS.values() for scheme in kind.schemes]
    assert len(known) == len(set(known))


def test_text_messages_go_out_where_somebody_takes_them(settings: Settings) -> None:
    settings.OPENHALL_SMS = ()
    for is_demo in (True, False):
        settings.OPENHALL_DEMO = is_demo
        assert is_open(Channel.SMS) is is_demo
    assert is_open(Channel.MAIL)


@pytest.mark.parametrize(
    ("mails", "texts", "told"),
    [
        ("http://mail.example", "", "begins with one of anymail:, smtp+tls:, smtp:, smtps:"),
        ("smtp://", "", "names no server"),
        ("smtp://mail.example?tls=1", "", "unknown field `tls`"),
        ("anymail://pigeon", "", "no service “pigeon”"),
        ("anymail://postmark", "", "missing required field `server_token`"),
        ("", "sms+https://gateway.example/", "the secret that signs"),
        ("", "sms+http://key@gateway.example/", "without TLS"),
        ("", "pigeon://", "begins with one of demo:, sms+http:, sms+https:"),
    ],
)
def test_an_address_that_cannot_be_right_is_told_to_the_operator(
    settings: Settings, mails: str, texts: str, told: str
) -> None:
    settings.OPENHALL_MAIL, settings.OPENHALL_SMS = tuple(mails.split()), tuple(texts.split())
    (fault,) = provider_faults()
    assert told in fault
    assert fault.startswith("OPENHALL_MAIL_URL" if mails else "OPENHALL_SMS_URL")


def _host(settings: Settings) -> str:
    return str(settings.OPENHALL_URL).partition("://")[2].partition(":")[0].partition("/")[0]
