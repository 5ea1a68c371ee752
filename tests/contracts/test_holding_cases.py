"""A case is kept past its day where an officer of rank holds it, with a reason; its owner sees how long it stays."""

from datetime import UTC, datetime

import pytest

from openhall.blocks.cases.facade import MayNotErase, Why, erase_case, is_erased, withdraw_case
from openhall.blocks.cases.models import Hold
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.models import DataRead, Record
from tests.desks import CLERK, KEEPER, MASTER, NOOR, Browser, apply_for_mooring, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
REASON = "The harbour court asks for it until the trial is over."


@pytest.fixture
def reference() -> str:
    made = apply_for_mooring()
    withdraw_case(reference=made, visitor=Visitor(NOOR, {"en": NOOR}, 2), now=datetime.now(UTC))
    return made


def _erase(reference: str) -> bool:
    return erase_case(reference=reference, by="operator", why=Why.OPERATOR, now=datetime.now(UTC))


def test_a_supervisor_holds_a_case_and_lets_it_go(reference: str) -> None:
    place = f"/desk/cases/{reference}/"
    shown = words_of(Browser(MASTER).look(place))
    assert "How long this case is kept" in shown
    assert "Hold the case" in shown
    assert Browser(MASTER).act(reference, "hold", words=" ").status_code == 422
    assert not Hold.objects.exists()

    held = Browser(MASTER).act(reference, "hold", words=REASON)
    assert held.status_code == 303, words_of(held)
    assert Browser(MASTER).send(f"{place}hold/", words="Again.").status_code == 303
    assert REASON.encode() not in bytes(Hold.objects.get().reason)
    shown = words_of(Browser(MASTER).look(place))
    assert f"Held for this reason {REASON}" in shown
    assert DataRead.objects.filter(actor=MASTER, case=reference).exists()
    with pytest.raises(MayNotErase):
        _erase(reference)
    assert "An officer keeps it longer" in words_of(Browser(NOOR).look("/en/me/privacy/"))
    own = words_of(Browser(NOOR).look(f"/en/track/{reference}/"))
    assert "An officer keeps it longer, for an inquiry or a court." in own
    assert REASON not in own

    assert Browser(MASTER).act(reference, "release").status_code == 303
    assert [each.kind for each in Record.objects.filter(kind__in=["case.held", "case.released"]).order_by("pk")] == [
        "case.held",
        "case.released",
    ]
    assert "You can have it erased now." in words_of(Browser(NOOR).look(f"/en/track/{reference}/"))
    assert _erase(reference)
    assert is_erased(reference)


def test_nobody_else_holds_or_lets_go(reference: str) -> None:
    for who, status in ((CLERK, 403), (KEEPER, 404), (NOOR, 403)):
        assert Browser(who).send(f"/desk/cases/{reference}/hold/", words=REASON).status_code == status
    assert not Hold.objects.exists()
    assert "Hold the case" in words_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))
    Browser(MASTER).act(reference, "hold", words=REASON)
    for who, status in ((CLERK, 403), (KEEPER, 404), (NOOR, 403)):
        assert Browser(who).send(f"/desk/cases/{reference}/release/").status_code == status
    assert Hold.objects.filter(ended_at=None).count() == 1


def test_of_a_case_that_runs_nothing_is_said_yet() -> None:
    made = apply_for_mooring()
    assert "How long this case is kept" not in words_of(Browser(MASTER).look(f"/desk/cases/{made}/"))
    assert "erased" not in words_of(Browser(NOOR).look(f"/en/track/{made}/"))
