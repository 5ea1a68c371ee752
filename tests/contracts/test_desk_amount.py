"""A case about money: the officer reads how much, and where their post may not sign it, who may."""

from datetime import UTC, datetime

import msgspec
import pytest
from pytest_django import Settings

from openhall.blocks.authorities.facade import (
    ChangeKind,
    Proposal,
    appoint_administrator,
    decide_change,
    posts_of,
    propose_change,
)
from openhall.blocks.cases.models import Judgement
from openhall.blocks.cases.tests.applying import ANSWERS, opened, prepared, service, submit
from openhall.blocks.forms.facade import Question
from openhall.blocks.processes.tests.drawn import SIGNED
from tests.desks import KEEPER, PARKS, WARDEN, Browser, task_at, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference(settings: Settings) -> str:
    """Return an application for 900.500 dinars, read by somebody who may sign up to 500."""
    settings.OPENHALL_DEMO = True
    wanted = Question(id="wanted", type="number", label={"en": "How much do you need?"}, constraints={"decimals": 3})
    process = msgspec.structs.replace(service().process, amount="wanted", reads={"review": ("wanted", "full_name")})
    loan = service(
        id=f"{PARKS}/lantern-loan", kind="application", questions=(*service().questions, wanted), process=process
    )
    opened(more=(loan,), appointment=SIGNED)
    change(ChangeKind.LIMIT, post="parks-keeper", limit=500_000)
    found = submit(prepared(of=loan, answers={**ANSWERS, "wanted": 900.5})).reference
    Browser(KEEPER).act(found, "decide", decision="approve")
    return found


def change(kind: ChangeKind, **proposed: object) -> None:
    """Change a right of the parks, signed by two."""
    now = datetime.now(UTC)
    if not any(holder.person == "rae" for post in posts_of(PARKS) for holder in post.holders):
        appoint_administrator(authority=PARKS, person="rae", name={"en": "Rae"}, is_another=True, actor="test", now=now)
    proposal = Proposal(kind=kind, **proposed)  # type: ignore[arg-type]
    made = propose_change(authority=PARKS, proposal=proposal, actor="rae", now=now)
    decide_change(change=made.id, is_accepted=True, actor=WARDEN, now=now)


def test_the_amount_stands_in_the_head_of_the_case(reference: str) -> None:
    assert "Amount: KD900.500" in words_of(Browser(WARDEN).look(f"/desk/cases/{reference}/")).replace("KD ", "KD")


def test_whoever_may_sign_less_reads_who_may_sign_it_before_pressing_anything(reference: str) -> None:
    keeper = Browser(KEEPER)
    told = words_of(keeper.look(f"/desk/cases/{reference}/")).replace("KD ", "KD")
    assert "KD900.500 is above what your post may sign: KD500. No post of your office may sign that much." in told
    assert 'id="decide-form"' not in text_of(keeper.look(f"/desk/cases/{reference}/"))

    change(ChangeKind.CREATE, name={"en": "Treasurer of the parks"}, role="case-officer")
    treasurer = next(post.id for post in posts_of(PARKS) if post.name == {"en": "Treasurer of the parks"})
    change(ChangeKind.APPOINT, post=treasurer, name={"en": "Ada Lind"})
    told = words_of(keeper.look(f"/desk/cases/{reference}/"))
    assert "Who may sign it: Treasurer of the parks (Ada Lind)." in told


def test_whoever_presses_all_the_same_reads_the_same_words_and_nothing_is_done(reference: str) -> None:
    before = Judgement.objects.count()
    task = task_at(reference).id
    sent = Browser(KEEPER).send(f"/desk/cases/{reference}/tasks/{task}/decide/", decision="approve")

    assert sent.status_code == 403
    assert "No post of your office may sign that much." in words_of(sent)
    assert Judgement.objects.count() == before


def test_where_the_limit_covers_it_the_form_is_there(reference: str) -> None:
    change(ChangeKind.LIMIT, post="parks-keeper", limit=900_500)
    keeper = Browser(KEEPER)
    told = words_of(keeper.look(f"/desk/cases/{reference}/")).replace("KD ", "KD")

    assert "Amount: KD900.500" in told
    assert "above what your post may sign" not in told
    assert keeper.act(reference, "decide", decision="approve").status_code == 303


def test_a_case_about_no_money_says_nothing_of_it(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    opened(appointment=SIGNED)
    found = submit(prepared()).reference
    assert "Amount:" not in words_of(Browser(KEEPER).look(f"/desk/cases/{found}/"))
