"""Nobody keeps a password that is known from a leak, where the operator has the file that says so."""

from hashlib import sha1
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity.models import Account
from tests.contracts.test_accounts import WORDS, hall, press, with_code

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")
LEAKED, SHORT, COMMON = "correct horse battery staple", "x", "qwerty123456"
PLACE = "me/sign-in/password/"
SAID = {
    "en": "This password is known from a leak elsewhere, so others try it. Choose another one",
    "zh-hans": "这个密码已在其他地方泄露",
}


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "leaked.txt"
    known = sorted(sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in (LEAKED, "x", "y"))
    path.write_text("".join(f"{each}:3\r\n" for each in known))
    settings.OPENHALL_BREACHED_PASSWORDS = str(path)
    return path


@pytest.mark.parametrize("language", SAID)
@pytest.mark.usefixtures("file")
def test_a_password_that_leaked_elsewhere_is_refused_and_another_is_kept(language: str) -> None:
    client = Client()
    with_code(client)

    refused = client.post(f"/{language}/{PLACE}", {"password": LEAKED}, headers={"Sec-Fetch-Site": "same-origin"})

    page = refused.content.decode()
    assert (refused.status_code, SAID[language] in page) == (422, True)
    assert 'id="password-error"' in page, "it stands beside the field that it is about"
    assert LEAKED not in page
    assert not Account.objects.get().has_usable_password()
    assert press(client, PLACE, password=WORDS).status_code == 303


@pytest.mark.usefixtures("file")
def test_one_that_is_short_as_well_is_told_what_to_choose() -> None:
    client = Client()
    with_code(client)

    page = press(client, PLACE, password=SHORT).content.decode()

    assert "Choose at least 12 characters" in page


def test_while_the_file_cannot_be_read_no_password_is_kept(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    with_code(client)
    file.unlink()

    refused = press(client, PLACE, password=WORDS)

    assert (refused.status_code, Account.objects.get().has_usable_password()) == (422, False)
    assert "We cannot look now whether this password is known from a leak" in refused.content.decode()
    assert "the file of breached passwords cannot be read: No such file" in caplog.text
    assert WORDS not in caplog.text


def test_without_a_file_what_everybody_uses_is_refused_still(settings: Settings) -> None:
    settings.OPENHALL_BREACHED_PASSWORDS = ""
    client = Client()
    with_code(client)

    assert press(client, PLACE, password=COMMON).status_code == 422
    assert press(client, PLACE, password=LEAKED).status_code == 303
