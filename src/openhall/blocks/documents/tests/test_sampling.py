"""A demonstration has a file of each kind, which anybody may hand in again and again."""

from datetime import timedelta

import pytest
from django.db import transaction

from openhall.blocks.documents.facade import (
    MEDIA_TYPES,
    SAMPLE_OWNER,
    adopt_file,
    attach_files,
    file_of,
    keep_sample_files,
    read_file,
    sample_files,
    sweep_files,
)
from openhall.blocks.documents.sampling import _FOLDER
from openhall.blocks.documents.tests.keeping import NOW, OWNER, READER, stored
from tools import sample_files as drawing

pytestmark = pytest.mark.django_db


def test_there_is_one_of_each_kind_and_loading_again_adds_none() -> None:
    assert sample_files() == {}
    assert keep_sample_files(now=NOW) == len(MEDIA_TYPES)
    samples = sample_files()

    assert samples.keys() == MEDIA_TYPES.keys()
    assert keep_sample_files(now=NOW) == 0
    assert sample_files() == samples
    assert len(stored()) == len(samples)
    assert b"".join(read_file(samples["pdf"], reader=READER)).startswith(b"%PDF-")


def test_everybody_hands_the_same_sample_in() -> None:
    keep_sample_files(now=NOW)
    sample = file_of(sample_files()["jpg"])
    assert sample is not None
    assert sample.owner == SAMPLE_OWNER

    for owner in (OWNER, "", "person:lee"):
        with transaction.atomic():
            assert attach_files([sample.id], owner=owner, subject=f"matter:{owner}") == (sample,)
        assert adopt_file(sample.id, owner=owner, now=NOW) == sample
    assert sweep_files(now=NOW + timedelta(days=400)) == 0
    assert file_of(sample.id) == sample


def test_the_committed_samples_are_what_the_tool_draws() -> None:
    assert (_FOLDER / "letter.pdf").read_bytes() == drawing.paper()
    assert (_FOLDER / "drawing.dwg").read_bytes() == drawing.drawing()
    assert sorted(path.suffix[1:] for path in _FOLDER.iterdir()) == sorted(MEDIA_TYPES)
