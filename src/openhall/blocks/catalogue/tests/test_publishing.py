"""Publishing: versions that never change, revisions, and a hall that keeps what it has."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from openhall.blocks.catalogue.actions import Published, publish_catalogue
from openhall.blocks.catalogue.facade import NothingPublishedError, current_catalogue
from openhall.blocks.catalogue.models import Publication, ServiceVersion
from openhall.blocks.catalogue.tests.factories import Files, check, service, town, words

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SERVICE = "services/park-office/kite-licence.yaml"
KITE = "park-office/kite-licence"

pytestmark = pytest.mark.django_db


def publish(folder: Path, files: Files) -> Published:
    return publish_catalogue(report=check(folder, files), actor="test", now=NOW)


def test_the_first_publication_shows_every_service(tmp_path: Path) -> None:
    published = publish(tmp_path, town())
    assert (published.changed, published.services, published.problems) == (True, 1, ())
    shown = current_catalogue().service(KITE)
    assert shown is not None
    assert (shown.version, shown.revision, shown.published_on) == (1, 1, "2026-03-02")


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    first = publish(tmp_path, town())
    again = publish(tmp_path, town())
    assert (again.changed, again.digest) == (False, first.digest)
    assert Publication.objects.count() == 1


def test_a_changed_file_needs_a_new_version(tmp_path: Path) -> None:
    publish(tmp_path, town())
    changed = {**town(), SERVICE: service(name=words("Kite permit"))}
    published = publish(tmp_path, changed)
    assert [p.field for p in published.problems] == ["version"]
    assert "version: 2" in published.problems[0].message
    assert current_catalogue().summaries[KITE].name["en"] == "Kite licence"
    assert ServiceVersion.objects.count() == 1


def test_a_new_version_is_shown_and_the_old_one_kept(tmp_path: Path) -> None:
    publish(tmp_path, town())
    published = publish(tmp_path, {**town(), SERVICE: service(version=2, name=words("Kite permit"))})
    assert published.problems == ()
    assert current_catalogue().summaries[KITE].name["en"] == "Kite permit"
    assert sorted(ServiceVersion.objects.values_list("version", "revision")) == [(1, 1), (2, 1)]


def test_a_version_cannot_go_back(tmp_path: Path) -> None:
    publish(tmp_path, {**town(), SERVICE: service(version=3)})
    published = publish(tmp_path, {**town(), SERVICE: service(version=2)})
    assert [p.field for p in published.problems] == ["version"]
    shown = current_catalogue().service(KITE)
    assert shown is not None
    assert shown.version == 3


def test_a_changed_shared_question_makes_a_revision(tmp_path: Path) -> None:
    publish(tmp_path, town())
    files = town()
    files["questions.yaml"]["questions"][0]["label"] = words("Your full name")
    assert publish(tmp_path, files).problems == ()
    shown = current_catalogue().service(KITE)
    assert shown is not None
    assert (shown.version, shown.revision) == (1, 2)
    assert shown.questions[0].label["en"] == "Your full name"


def test_a_broken_file_keeps_what_was_published(tmp_path: Path) -> None:
    publish(tmp_path, town())
    published = publish(tmp_path, {**town(), SERVICE: "service: ["})
    assert published.services == 1
    assert published.problems != ()
    assert KITE in current_catalogue().summaries


def test_a_broken_jurisdiction_publishes_nothing(tmp_path: Path) -> None:
    publish(tmp_path, town())
    published = publish(tmp_path, {**town(), "authorities.yaml": "authorities: ["})
    assert published.changed is False
    assert KITE in current_catalogue().summaries
    assert Publication.objects.count() == 1


def test_a_removed_file_takes_the_service_out_of_view(tmp_path: Path) -> None:
    files = {**town(), "services/park-office/boat-licence.yaml": service("boat-licence")}
    publish(tmp_path, files)
    (tmp_path / "services/park-office/boat-licence.yaml").unlink()
    publish(tmp_path, town())
    assert list(current_catalogue().summaries) == [KITE]
    assert ServiceVersion.objects.filter(service="park-office/boat-licence").exists()


def test_the_database_refuses_to_change_a_version(tmp_path: Path) -> None:
    publish(tmp_path, town())
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ServiceVersion.objects.update(definition="{}")
    assert "Kite licence" in ServiceVersion.objects.get().definition


def test_nothing_published_is_said_so() -> None:
    with pytest.raises(NothingPublishedError):
        current_catalogue()
