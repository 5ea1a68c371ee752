"""What people type brings the right service first, whatever the language and the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.conf import settings as project
from pytest_django import DjangoDbBlocker

from openhall.blocks.catalogue.facade import MAX_QUERY, Searcher, current_searcher, make_search_index, publish_catalogue
from tests.reports import report_of
from tools.standing import standing

FOLDER = Path(project.ROOT) / "jurisdictions"
QUERIES = [
    (name, row["language"], row["q"], row["first"])
    for name in ("hongkong", "example")
    for row in yaml.safe_load((FOLDER / name / "search" / "queries.yaml").read_text("utf-8"))["queries"]
]
CHANGE_OF_ADDRESS = "digital-policy-office/change-of-address-once"


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=["hongkong"])
def searcher(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Searcher]:
    """Return the searcher of a jurisdiction, published once for the tests of this file."""
    del django_db_setup
    with pytest.MonkeyPatch.context() as patch, standing(django_db_blocker):
        patch.setattr(project, "OPENHALL_HOME", tmp_path_factory.mktemp("searched"))
        publish_catalogue(report=report_of(request.param), actor="test", now=datetime(2026, 1, 1, tzinfo=UTC))
        make_search_index()
        yield current_searcher()


@pytest.mark.parametrize("searcher", ["hongkong", "example"], indirect=True)
def test_every_everyday_query_puts_the_right_service_first(searcher: Searcher, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["searcher"]
    wrong = [
        f"{language}: {query!r} should bring {first} first, and brings {searcher.search(query).services[:2]}"
        for jurisdiction, language, query, first in QUERIES
        if jurisdiction == name and searcher.search(query).services[:1] != (first,)
    ]
    assert wrong == []


def test_strange_queries_are_answered_calmly(searcher: Searcher) -> None:
    assert searcher.search("").services == ()
    assert searcher.search("   \x00\u200b ").services == ()
    assert searcher.search("zzzzqqqqxxxx").services == ()
    for strange in (
        "搬屋" * 5000,
        "a" * 10_000,
        "\ud83d\ude00",
        "'; DROP TABLE x; --",
        '"*" OR NEAR(',
        "%s%n",
        "\u202ekeib",
    ):
        assert len(searcher.search(strange).services) <= 307
    assert searcher.search("搬\u200b屋").services[:1] == (CHANGE_OF_ADDRESS,)
    assert searcher.search("ＣＨＡＮＧＥ　ＡＤＤＲＥＳＳ").services[:1] == (CHANGE_OF_ADDRESS,)


def test_a_mended_query_says_what_was_understood(searcher: Searcher) -> None:
    assert searcher.search("chnage adress").corrected == "change address"
    assert searcher.search("change address").corrected is None


def test_there_are_enough_everyday_queries() -> None:
    for language in ("en", "zh-Hant", "zh-Hans"):
        typed = {query for name, spoken, query, _ in QUERIES if name == "hongkong" and spoken == language}
        assert len(typed) >= 60
        assert all(len(query) <= MAX_QUERY for query in typed)
