"""A page put together from its sketch is the page that would have been drawn, for every page of every service."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoDbBlocker

from openhall.blocks.catalogue.facade import Catalogue, current_catalogue, publish_catalogue
from openhall.blocks.forms.facade import DraftContent, FormPage
from openhall.blocks.identity.facade import GUEST
from openhall.channels.portal.applying.drawing import Drawn, draw_question, question_view
from openhall.channels.portal.applying.opening import Visit
from openhall.channels.portal.applying.place import place_of
from openhall.channels.portal.matters import Asker
from tests.reports import in_their_turn, report_of
from tools.standing import standing

REFERENCE = "22222-22223"
NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
#: Texts that would show if they were not escaped, or if they were taken for a mark.
NASTY = "<b>&\"'xqxv1xqx xqxreferencexqx xqxcutxqx {{ 7*7 }}"

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def catalogue(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Catalogue]:
    del django_db_setup
    with standing(django_db_blocker):
        publish_catalogue(report=report_of("hongkong"), actor="test", now=NOW)
        yield current_catalogue()


def _visit(catalogue: Catalogue, slug: str, service: str) -> Visit:
    place = place_of(catalogue, slug, service)
    assert place is not None
    return Visit(RequestFactory().get("/"), place, Asker(GUEST, {}), NOW)


def _drawn(visit: Visit, content: DraftContent, page: FormPage) -> HttpResponse:
    """Draw a page anew, whatever sketches there are."""
    view = question_view(visit, REFERENCE, content, Drawn(page))
    return visit.show(visit.place.path(REFERENCE, page.id), "apply/question.jinja", view)


@pytest.mark.parametrize("slug", in_their_turn(["en", "zh-hant", "zh-hans"], of=3))
def test_every_page_of_every_service(catalogue: Catalogue, slug: str) -> None:
    for number, service in enumerate(sorted(catalogue.summaries)):
        if number % 3 != ["en", "zh-hant", "zh-hans"].index(slug):
            continue
        visit = _visit(catalogue, slug, service)
        answers = visit.place.form.example(0, today=date(2026, 11, 26), file=lambda _kinds: "nofile")
        for content in (DraftContent(), DraftContent(answers=answers), DraftContent(answers=_nasty(answers))):
            for page in visit.place.form.route(answers):
                if page.is_declaration:
                    continue
                sketched = draw_question(visit, REFERENCE, content, Drawn(page)).content
                assert sketched == _drawn(visit, content, page).content, f"{service} {page.id}"


def _nasty(answers: dict[str, object]) -> dict[str, object]:
    return {name: NASTY if isinstance(value, str) and " " in value else value for name, value in answers.items()}


def test_what_is_typed_is_never_kept_in_a_sketch(catalogue: Catalogue) -> None:
    visit = _visit(catalogue, "en", "food-and-environmental-hygiene-department/pest-nuisance-report")
    page = visit.place.form.page_of["details"]
    first = DraftContent(answers={"details": "What one person wrote"})
    second = replace_answers(first, {"details": "What another person wrote"})

    draw_question(visit, REFERENCE, first, Drawn(page))
    shown = draw_question(visit, "33333-3333F", second, Drawn(page)).content.decode()

    assert "What one person wrote" not in shown
    assert REFERENCE not in shown
    assert "What another person wrote" in shown


def replace_answers(content: DraftContent, answers: dict[str, object]) -> DraftContent:
    """Return ``content`` with other answers."""
    return DraftContent(answers=answers, seen=content.seen)


def test_a_signed_in_reader_finds_their_name_and_nobody_else_s(catalogue: Catalogue) -> None:
    visit = _visit(catalogue, "en", "food-and-environmental-hygiene-department/pest-nuisance-report")
    page = visit.place.form.page_of["details"]
    names = ("AU Lam & <Sons>", "CHAN Mei")
    shown = []
    for name in names:
        asker = Asker(replace(GUEST, id="somebody", name={"en": name, "zh-Hant": name, "zh-Hans": name}), {})
        shown.append(
            draw_question(replace(visit, asker=asker), REFERENCE, DraftContent(), Drawn(page)).content.decode()
        )

    assert "AU Lam &amp; &lt;Sons&gt;" in shown[0]
    assert "CHAN Mei" in shown[1]
    assert "AU Lam" not in shown[1]
