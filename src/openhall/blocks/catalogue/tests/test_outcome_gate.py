"""Gate *references* for endings: what a service says people get is what its kind and its register make of it."""

from pathlib import Path
from typing import Any

import pytest

from openhall.blocks.catalogue.loading.report import Report
from openhall.blocks.catalogue.tests.factories import check, service, town, words

_LICENCE = "park-office/kite-licence"


def _use(does: str) -> dict[str, Any]:
    return {"does": does, "fields": {"holder": "full_name"}}


def ends(folder: Path, does: str, **changes: object) -> list[str]:
    """Return what is said of a town whose kite licence ends so, and where the register says this of it."""
    return [str(each) for each in ending(folder, does, **changes).problems]


def ending(folder: Path, does: str, **changes: object) -> Report:
    """Check such a town."""
    changed = {**service(), **changes}
    kites = {
        "register": "kites",
        "name": words("Kites"),
        "authority": "park-office",
        "public": False,
        "number": "K-{serial:04}",
        "fields": [{"id": "holder", "label": words("Holder"), "identifies": True}],
        "services": {"park-office/swing-licence": _use("enter")} | ({_LICENCE: _use(does)} if does else {}),
    }
    files: dict[str, Any] = {
        **town(),
        f"services/{_LICENCE}.yaml": changed,
        "services/park-office/swing-licence.yaml": service("swing-licence"),
        "registers/kites.yaml": kites,
    }
    return check(folder, files)


@pytest.mark.parametrize(
    ("does", "kind", "outcome"),
    [
        ("enter", "application", "licence"),
        ("enter", "application", "award"),
        ("renew", "renewal", "certificate"),
        ("cancel", "application", "reply"),
        ("change", "notification", "receipt"),
        ("extract", "search", "certificate"),
        ("search", "search", "reply"),
        ("", "report", "reply"),
        ("", "application", "certificate"),
    ],
)
def test_a_sound_ending_is_taken(tmp_path: Path, does: str, kind: str, outcome: str) -> None:
    assert ends(tmp_path, does, kind=kind, outcome=outcome) == []


@pytest.mark.parametrize("why", ["delivered", "recorded-elsewhere", "goes-on"])
def test_what_is_granted_may_end_in_a_letter_where_a_reason_stands(tmp_path: Path, why: str) -> None:
    assert ends(tmp_path, "", outcome="reply", letter_because=why) == []


@pytest.mark.parametrize(
    ("does", "changes", "told"),
    [
        ("", {"outcome": "award"}, "no register enters this award"),
        ("enter", {"outcome": "reply"}, "an entry is written, and this reply does not tell of it"),
        ("enter", {"outcome": "receipt", "kind": "notification"}, "this receipt does not tell of it"),
        ("extract", {"outcome": "reply", "kind": "search"}, "a register is only read (extract)"),
        ("search", {"outcome": "licence", "kind": "search"}, "a register is only read (search)"),
        ("", {"outcome": "reply"}, "gets a reply and nothing to hold"),
        ("", {"outcome": "receipt", "kind": "renewal"}, "gets a receipt and nothing to hold"),
        ("", {"outcome": "reply", "kind": "report", "letter_because": "delivered"}, "nothing here needs this reason"),
        ("", {"outcome": "reply", "letter_because": "because"}, "letter_because"),
    ],
)
def test_another_ending_is_told(tmp_path: Path, does: str, changes: dict[str, object], told: str) -> None:
    (problem,) = ends(tmp_path, does, **changes)
    assert told in problem


def test_one_that_ends_wrongly_keeps_no_other_from_being_shown(tmp_path: Path) -> None:
    report = ending(tmp_path, "enter", outcome="reply")
    assert report.broken == {_LICENCE}
    assert "park-office/swing-licence" in {each.id for each in report.services}
