"""After an upgrade pages name the files of the new program before there is a pack with them: they are handed out."""

import pytest
from django.test import Client

from openhall.ui.assets import asset_responses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


def test_every_file_that_a_page_names_is_there_without_a_pack(client: Client) -> None:
    for each in asset_responses():
        answer = client.get(each.path)
        assert answer.content == each.body, each.path
        assert answer["Content-Type"] == each.media_type
        assert "immutable" in answer["Cache-Control"]
        assert "Set-Cookie" not in answer


def test_a_file_that_no_program_here_knows_is_not_there(client: Client) -> None:
    assert client.get("/static/openhall.000000000000.css").status_code == 404
