"""The officers of the bench are let in to the desk of a hall that is no demonstration, as its own officers are."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from openhall.blocks.authorities.facade import posts_of
from openhall.blocks.catalogue.facade import current_catalogue
from tests.publishing import published
from tests.reports import report_of
from tools.bench.desk.staffing import hired


@pytest.mark.django_db
def test_an_officer_who_is_hired_sees_the_list_of_their_work(settings: Settings) -> None:
    settings.OPENHALL_DEMO = False
    now = datetime.now(UTC)
    published(report_of("example"), now=now)
    authority = next(each for each in sorted(current_catalogue().authorities) if posts_of(each))
    officer = hired(authority, 1, now)

    answered = Client().get("/desk/", {"tab": "mine"}, headers={"Cookie": officer.cookie})

    assert answered.status_code == 200
