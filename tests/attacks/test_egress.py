"""Attack 60: an address from outside leads into one's own network, elsewhere, or nowhere for ever."""

import base64
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import requests
from pytest_django import Settings

import openhall
from openhall.blocks.messages.providers import relays
from openhall.blocks.payments.providers import stripe_checkout
from openhall.kernel import egress
from openhall.kernel.egress import address_fault, fetch, is_outside
from openhall.project.called_places import called_places as named_by_settings


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - nobody listens there
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_an_address_of_ones_own_network_is_none_of_the_open_internet(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_an_address_of_the_open_internet_is_one(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_no_form_of_the_own_machine_is_called(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress, "_Pinned", None)  # whoever got so far would call it
    with pytest.raises((requests.ConnectionError, OSError)) as refused:
        fetch("GET", f"https://{host}/")
    assert "TypeError" not in str(refused.type)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1\\@1.1.1.1/",
        "https://1.1.1.1\\.example/",
        "https://1.1.1.1/\\@127.0.0.1",
        "https://1.1.1.1\t@127.0.0.1/",
        "https://127.0.0.1@1.1.1.1/",
        "https://1.1.1.1/ ",
    ],
)
def test_an_address_that_programs_read_differently_is_not_called(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress, "_Pinned", None)  # whoever got so far would call it
    with pytest.raises(egress.EgressRefused, match=r"a name or a password|not every program reads alike"):
        fetch("GET", url, is_private=True)


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a setting name whatever the other tests call, so that it is what they are about that refuses it."""
    monkeypatch.setattr(egress, "_naming", {})
    monkeypatch.setattr(egress, "named_places", lambda: {"a setting": _Everything()})


class _Everything(frozenset[str]):
    def __contains__(self, _place: object) -> bool:
        return True


def test_a_host_that_no_setting_names_is_not_called(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor is another port of one that is named; and what cannot be read names nobody."""
    monkeypatch.undo()
    key = base64.b64encode(bytes(32)).decode()
    with _answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
        settings.OPENHALL_SOURCES = (f"far=http://127.0.0.1:{port}/facts?private=true&key={key}",)
        for url in ("http://localhost:1/", "http://127.0.0.1:1/", "https://elsewhere.example/"):
            with pytest.raises(egress.EgressRefused, match="no setting names it"):
                fetch("GET", url, is_private=True)
        assert "elsewhere.example:443 is not called: no setting names it" in caplog.text
        assert fetch("GET", f"http://127.0.0.1:{port}/", is_private=True).body == b"ok"
    settings.OPENHALL_SOURCES = ("far=http://[::1/facts?key=x",)
    with pytest.raises(egress.EgressRefused, match="no setting names it"):
        fetch("GET", f"http://127.0.0.1:{port}/", is_private=True)


def test_what_a_firewall_has_to_let_out_is_told(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.undo()
    key = base64.b64encode(bytes(32)).decode()
    provider = tmp_path / "provider.toml"
    provider.write_text(
        'id = "national"\nissuer = "https://id.example"\nclient_id = "hall"\nsecret_file = "secret"\n'
        'hosts = ["tokens.example:8443", "keys.example"]\n[name]\nen = "National"\n'
    )
    settings.OPENHALL_IDENTITY_PROVIDER = (str(provider),)
    settings.OPENHALL_SOURCES = (f"far=https://exchange.example/facts?key={key}",)
    settings.OPENHALL_STORAGE_URL = "s3://files/hall?region=here"
    settings.OPENHALL_MAIL = ("smtps://hall:word@relay.example", "anymail://brevo?api_key=x")
    settings.OPENHALL_SMS = ("sms+https://word@gateway.example/send",)
    settings.OPENHALL_SCANNER, settings.OPENHALL_STRIPE_KEY = "clamd:///run/clamd.ctl", "sk_x"
    assert {name: each for name, each in named_by_settings().items() if name != "DATABASE_URL"} == {
        "OPENHALL_IDENTITY_PROVIDER": ["id.example:443", "keys.example:443", "tokens.example:8443"],
        "OPENHALL_MAIL_URL": ["api.brevo.com:443", "relay.example:465"],
        "OPENHALL_SCANNER": ["/run/clamd.ctl"],
        "OPENHALL_SMS_URL": ["gateway.example:443"],
        "OPENHALL_SOURCES": ["exchange.example:443"],
        "OPENHALL_STORAGE_URL": ["files.s3.here.amazonaws.com:443"],
        "OPENHALL_STRIPE_KEY": ["api.stripe.com:443"],
    }


def test_a_name_with_one_address_inside_is_not_called_at_its_other(monkeypatch: pytest.MonkeyPatch) -> None:
    _resolves(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(egress.EgressRefused, match="a network of one's own"):
        fetch("GET", "https://provider.example/")


def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was judged is the one that is called, whatever the name says a moment later."""
    with _answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
        asked = _resolves(monkeypatch, "127.0.0.1")
        assert fetch("GET", f"http://provider.example:{port}/", is_private=True).body == b"ok"
        assert asked.count("provider.example") == 1


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://provider.example/", "not encrypted"),
        ("ftp://provider.example/", "no https"),
        ("file:///etc/passwd", "no https"),
        ("https:///path", "no https"),
        ("provider.example", "no https"),
        ("https://somebody:secret@provider.example/", "a name or a password"),
        ("https://[::1/", "no address"),
        ("https://provider.example:99999/", "no address"),
    ],
)
def test_an_unsafe_address_is_named(url: str, fault: str) -> None:
    assert fault in address_fault(url)
    with pytest.raises(egress.EgressRefused):
        fetch("GET", url)


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support")
def test_a_redirect_is_followed_nowhere() -> None:
    elsewhere = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with _answering(elsewhere) as port:
        assert fetch("GET", f"http://127.0.0.1:{port}/", is_private=True).status == 302
    # Nor by the libraries for cards and for mail, which bring a line of their own.
    with _answering(elsewhere) as port:
        assert stripe_checkout.line().request("GET", f"http://127.0.0.1:{port}/", {})[1] == 302
    for name, options in relays.SERVICES.items():
        given = {each.name: "x" for each in msgspec.structs.fields(options) if each.required}
        with _answering(elsewhere) as port:
            session = relays.backend_of(name, given).create_session()
            assert session.post(f"http://127.0.0.1:{port}/", data="a mail").status_code == 302, name


def test_an_answer_without_end_is_cut_off() -> None:
    with (
        _answering(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000) as port,
        pytest.raises(egress.EgressRefused, match="larger"),
    ):
        fetch("GET", f"http://127.0.0.1:{port}/", is_private=True, most=1000)


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress, "_LONGEST", 0.5)
    begun = time.monotonic()
    with (
        _answering(b"HTTP/1.1 200 OK\r\n\r\n", drip=True) as port,
        pytest.raises(egress.EgressRefused, match="too long"),
    ):
        fetch("GET", f"http://127.0.0.1:{port}/", is_private=True)
    assert time.monotonic() - begun < 3


def _resolves(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    asked: list[str] = []
    real = socket.getaddrinfo

    def found(host: str, port: int, *more: object, **named: object) -> object:
        asked.append(host)
        if host != "provider.example":
            return real(host, port, *more, **named)  # type: ignore[arg-type]  # handed on as it came
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


@contextmanager
def _answering(answer: bytes, *, drip: bool = False) -> Iterator[int]:
    """Listen on a free loopback port and say ``answer``, whatever is asked."""
    is_over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def say() -> None:
            line, _ = server.accept()
            with line:
                line.recv(10_000)
                line.sendall(answer)
                while drip and not is_over.wait(0.05):
                    line.sendall(b"x")

        thread = threading.Thread(target=_quietly, args=(say,), daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        is_over.set()
        thread.join(5)


def _quietly(say: object) -> None:
    try:
        say()  # type: ignore[operator]  # a function without arguments
    except OSError:
        return  # the other side hung up


#: What opens a line by itself, and to whom: never to an address that anybody but the operator wrote.
_WAYS_OUT = {
    "kernel/egress.py": "the way out: it looks at every address",
    "blocks/documents/scanning/clamd.py": "the operator's scanner, in a setting",
    "blocks/messages/providers/gateway.py": "the operator's gateway of text messages, in a setting",
    "blocks/payments/providers/stripe_checkout.py": "one host, written in the library",
    "project/commands/serve.py": "the hall itself, on its own machine",
    "project/lines.py": "the hall's own public address, when an operator asks how it is set up",
}
_OPENS = re.compile(
    r"requests\.(?:get|post|put|request|head|Session)\b|urlopen\(|HTTPS?Connection\(|socket\.(?:socket|create_connection)\("
    r"|StripeClient\(|httpx\.|aiohttp\."
)


def test_there_is_no_second_way_out() -> None:
    """Whoever calls somewhere does it by ``kernel/egress.py``, or stands here with a reason."""
    root = Path(openhall.__file__).parent
    opens = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "tests" not in path.parts and _OPENS.search(path.read_text("utf-8"))
    }
    assert opens == _WAYS_OUT.keys()


def test_nobody_but_an_operator_gives_an_address_that_is_called() -> None:
    """Each call of the way out takes its address from a setting, or from a file that a setting names."""
    root = Path(openhall.__file__).parent
    callers = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "tests" not in path.parts and "openhall.kernel.egress import" in path.read_text("utf-8")
    }
    assert callers == {
        "blocks/documents/storing/places.py",  # names the address of OPENHALL_STORAGE_URL, and calls none
        "blocks/documents/storing/s3.py",  # OPENHALL_STORAGE_URL
        "blocks/exchange/outside.py",  # OPENHALL_SOURCES
        "blocks/identity/provider_calls.py",  # metadata of a provider that OPENHALL_IDENTITY_PROVIDER names
        "blocks/identity/provider_settings.py",  # looks at addresses of that file, and calls none
        "blocks/messages/providers/gateway.py",  # looks at the address of OPENHALL_SMS_URL, as every other is
        "blocks/messages/providers/relays.py",  # lets a library follow no redirect, and calls none
        "blocks/payments/providers/stripe_checkout.py",  # as the one before
        "project/called_places.py",  # tells an operator what is called
    }
