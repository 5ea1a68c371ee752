"""Attack 63 and mandates once more, with the halls on PostgreSQL: what the database has to hold, and who links whom."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import halls
from tests.attacks import town
from tests.attacks.test_bound_tokens import (
    person,
    system,
    test_a_proof_comes_once_and_of_many_at_once_one_counts,
    test_a_pushed_request_is_answered_once,
    test_keys_of_a_system_are_changed_and_what_the_old_one_began_ends,
    test_of_many_who_come_with_one_request_at_once_one_gets_a_code,
    test_what_a_system_shows_comes_once_and_of_many_at_once_one_counts,
    test_whoever_has_no_token_and_no_code_leaves_nothing_behind,
)
from tests.attacks.test_identity_provider import (
    Houses,
    browser,
    test_a_code_opens_once_and_in_the_browser_that_began,
    test_a_link_is_taken_away_by_its_owner_alone,
    test_an_officer_still_shows_a_second_way,
    test_somebody_signs_in_at_a_provider_and_comes_back_to_what_they_wanted,
    test_the_claim_finds_the_one_person_who_has_that_document_and_afterwards_the_name_does,
    test_two_names_at_one_provider_are_not_one_person,
)
from tests.attacks.test_mandates import (
    giver,
    test_mandates_of_others_are_none_of_ones_own,
    test_two_who_take_one_code_at_once,
    test_what_is_sent_while_a_mandate_ends_stands_before_its_end_or_not_at_all,
)
from tests.attacks.test_openid import (
    test_a_code_opens_once_and_what_it_opened_ends_when_it_comes_again,
    test_a_library_of_others_signs_somebody_in,
    test_two_systems_cannot_tell_that_they_know_the_same_person,
)
from tests.bases import ELSEWHERE
from tests.conftest import own_database
from tests.halls import Hall
from tests.providers import Provider, serving_provider, written

__all__ = [
    "browser",
    "giver",
    "person",
    "system",
    "test_a_code_opens_once_and_in_the_browser_that_began",
    "test_a_code_opens_once_and_what_it_opened_ends_when_it_comes_again",
    "test_a_library_of_others_signs_somebody_in",
    "test_a_link_is_taken_away_by_its_owner_alone",
    "test_a_proof_comes_once_and_of_many_at_once_one_counts",
    "test_a_pushed_request_is_answered_once",
    "test_an_officer_still_shows_a_second_way",
    "test_keys_of_a_system_are_changed_and_what_the_old_one_began_ends",
    "test_mandates_of_others_are_none_of_ones_own",
    "test_of_many_who_come_with_one_request_at_once_one_gets_a_code",
    "test_somebody_signs_in_at_a_provider_and_comes_back_to_what_they_wanted",
    "test_the_claim_finds_the_one_person_who_has_that_document_and_afterwards_the_name_does",
    "test_two_names_at_one_provider_are_not_one_person",
    "test_two_systems_cannot_tell_that_they_know_the_same_person",
    "test_two_who_take_one_code_at_once",
    "test_what_a_system_shows_comes_once_and_of_many_at_once_one_counts",
    "test_what_is_sent_while_a_mandate_ends_stands_before_its_end_or_not_at_all",
    "test_whoever_has_no_token_and_no_code_leaves_nothing_behind",
]
pytestmark = pytest.mark.postgres


@contextmanager
def _installed(home: Path, environ: Mapping[str, str] | None = None) -> Iterator[Path]:
    """Load a hall whose database is on the server; its home says where, for whoever runs a command of it."""
    with own_database() as address:
        home.mkdir(parents=True)
        (home / ELSEWHERE).write_text(address, "utf-8")
        yield halls.installed(home, environ)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with _installed(tmp_path_factory.mktemp("whole") / "home") as made:
        yield made


@pytest.fixture(scope="module")
def quiet_hall(home: Path) -> Iterator[Hall]:
    with halls.serving(home, workers=2) as hall:
        yield hall


@pytest.fixture(scope="module")
def houses(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    folder = tmp_path_factory.mktemp("providers")
    with serving_provider(Provider("good")) as good, serving_provider(Provider("other", kind="ES256")) as other:
        files = " ".join(str(written(each, folder)) for each in (good, other))
        environ = {"OPENHALL_IDENTITY_PROVIDER": files, "OPENHALL_LIMITS": "elsewhere"}
        with halls.serving(home, environ=environ) as running:
            yield Houses(running, good, other)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    root = tmp_path_factory.mktemp("attacked")
    environ = town.make(root)
    with (
        _installed(root / "home", environ) as made,
        halls.serving(made, workers=2, worker=True, environ=environ) as hall,
    ):
        yield hall


def test_a_whole_hall_lives_on_postgresql(quiet_hall: Hall) -> None:
    assert quiet_hall.get("/readyz").status == 200
    assert quiet_hall.get("/en/", Cookie="openhall_session=x").status == 200
    found = quiet_hall.get("/api/v1/services?q=%E6%90%AC%E5%B1%8B").json()["items"]
    assert found[0]["id"] == "digital-policy-office/change-of-address-once"
