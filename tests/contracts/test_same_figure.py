"""What a service costs is one figure: before it begins, before it is sent, before it is paid, and on the receipt.

What goes back when nothing comes of it stands beside the figure, wherever somebody has not paid yet.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from secrets import token_hex
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker, Settings

from openhall.blocks.cases.charging import fee_of_case
from openhall.blocks.cases.collecting import ask_for_fee
from openhall.blocks.cases.facade import begin_payment, example_for, paper_order
from openhall.blocks.cases.issuing import FOR_PAYMENT
from openhall.blocks.cases.models import Case
from openhall.blocks.catalogue.facade import (
    Catalogue,
    Jurisdiction,
    current_catalogue,
    form_of,
    publish_catalogue,
    refund_of,
)
from openhall.blocks.documents.facade import keep_sample_files, set_paper
from openhall.blocks.forms.facade import DraftContent, begin_draft
from openhall.blocks.identity.facade import begin_session, demo_people
from openhall.blocks.payments.facade import pay_in_sandbox, payment_of, read_news, take_news
from openhall.channels.papers.content import content_of
from openhall.channels.portal.refunds import refund_sentences
from openhall.kernel.languages import ENGLISH
from openhall.kernel.visits import SESSION_COOKIE
from openhall.ui.catalogues import translations
from tests.reports import in_their_turn, names_of_services, report_of
from tools.standing import standing

pytestmark = pytest.mark.django_db
_JSON = "application/json"
#: Their receipts are set as files and read: one price, a table, a rule of law with several lines.
SET_IN_FULL = {
    "agriculture-fisheries-and-conservation-department/dog-licence",
    "immigration-department/hksar-passport",
    "transport-department/vehicle-licence-renewal",
}


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Catalogue]:
    del django_db_setup
    with override_settings(OPENHALL_DEMO=True), standing(django_db_blocker):
        now = datetime.now(UTC)
        publish_catalogue(report=report_of("hongkong"), actor="test", now=now)
        keep_sample_files(now=now)
        yield current_catalogue()


def written(jurisdiction: Jurisdiction, minor: int | None) -> str:
    """Return an amount as a page has it."""
    if minor is None:
        return "The department tells you"
    return str(jurisdiction.money(minor)) if minor else "Free"


def figures(bill: str) -> list[str]:
    """Return the amounts of a bill on a page, line by line."""
    return [html.unescape(cell) for cell in re.findall(r'<td class="numbers">([^<]*)</td>', bill)]


def checked(service: Any, example: Any, form: Any, person: str) -> str:  # noqa: ANN401 - parts of an application
    """Return the page where the answers are checked before they are sent."""
    draft = begin_draft(
        service=service.id,
        version=service.version,
        revision=service.revision,
        person=person,
        organisation=example.on_behalf_of,
        content=DraftContent(answers=dict(example.answers), seen=[page.id for page in form.pages]),
        now=datetime.now(UTC),
    )
    return seen(person, f"/en/apply/{service.id}/{draft.reference}/check/")


def seen(person: str, place: str) -> str:
    """Return a page as somebody sees it."""
    client = Client()
    client.cookies[SESSION_COOKIE] = begin_session(person=person, now=datetime.now(UTC))
    page = client.get(place)
    assert page.status_code == 200, (page.status_code, page.headers)
    return page.content.decode()


def costs(page: str) -> list[str]:
    """Return the amounts of the bill on a page."""
    found = re.search(r'<table class="costs">.*?</table>', page, re.DOTALL)
    return figures(found[0]) if found else []


def tells_what_goes_back(page: str, sentences: Sequence[str]) -> bool:
    """Tell whether a page says what of the money goes back, in all its sentences."""
    words = html.unescape(re.sub(r"<[^>]+>", "", page))
    return all(each in words for each in sentences)


def paid(reference: str) -> None:
    """Let the money of a case come."""
    payment, now = payment_of(reference), datetime.now(UTC)
    assert payment is not None
    attempt = begin_payment(payment=payment.id, provider="sandbox", key=payment.id, return_url="http://x/", now=now)
    ((headers, body),) = pay_in_sandbox(attempt=attempt.id, now=now)
    (news,) = read_news(provider="sandbox", headers=headers, body=body)
    with transaction.atomic():
        assert take_news(news=news, now=now)


def assert_on_paper(case: Case, catalogue: Catalogue, amounts: Sequence[str]) -> None:
    """Compare the amounts on a page with those on the paper of the receipt, in all its languages; some are set."""
    now = datetime.now(UTC)
    order = paper_order(reference=case.reference, occasion=FOR_PAYMENT, key="k", now=now)
    assert order is not None
    *lines, total = amounts
    wanted = [*lines, total] if len(lines) > 1 else lines
    for language in catalogue.languages:
        content = content_of(replace(order, language=language.code), catalogue, now)
        free = translations(language).gettext("Free")
        assert [each.amount for each in content.money] == [free if each == "Free" else each for each in wanted]
        if case.service in SET_IN_FULL:
            file = PdfReader(BytesIO(set_paper(content=content, now=now).data))
            text = "\n".join(page.extract_text() for page in file.pages)
            assert [each for each in wanted if each not in text] == [], language.code


@pytest.mark.parametrize("name", in_their_turn(names_of_services("hongkong"), of=12, always=SET_IN_FULL))
def test_before_the_start_at_the_check_at_the_charge_and_on_the_receipt(
    published: Catalogue, settings: Settings, name: str
) -> None:
    settings.OPENHALL_DEMO = True
    service = published.service(name)
    assert service is not None
    jurisdiction, client = published.jurisdiction, Client()
    example = example_for(published, service, datetime.now(UTC))
    alone = next(each.id for each in demo_people() if not each.officer and not each.organisations)
    person = example.person or alone

    told = client.post(f"/api/v1/services/{name}/fee", {"answers": example.answers}, content_type=_JSON)
    assert told.status_code == 200, told.content
    asked = told.json()

    check = checked(service, example, form_of(service, jurisdiction), person)
    terms = refund_of(service, jurisdiction)
    assert tells_what_goes_back(check, refund_sentences(service, jurisdiction, ENGLISH))
    token = client.post("/api/v1/demo/token", {"person": person}, content_type=_JSON).json()["token"]
    body = {"service": name, "answers": example.answers, "on_behalf_of": example.on_behalf_of or None}
    sent = {"Authorization": f"Bearer {token}", "Idempotency-Key": token_hex()}
    answer = client.post("/api/v1/applications", {k: v for k, v in body.items() if v}, content_type=_JSON, headers=sent)
    assert answer.status_code == 201, answer.content.decode()
    case = Case.objects.get(reference=answer.json()["reference"])
    quote = fee_of_case(case, published, service, example.answers)

    decimals = 10**jurisdiction.currency.decimals
    assert (None if asked["amount"] is None else round(asked["amount"] * decimals)) == quote.minor
    assert [None if each["amount"] is None else round(each["amount"] * decimals) for each in asked["lines"]] == [
        line.minor for line in quote.lines
    ]
    lines = [written(jurisdiction, line.minor) for line in quote.lines]
    if quote.minor == 0 and len(quote.lines) == 1 and quote.lines[0].label is None:
        lines = []
    has_total = len(lines) > 1 and quote.minor is not None
    assert costs(check) == lines + ([written(jurisdiction, quote.minor)] if has_total else [])
    if quote.minor == 0:
        return
    assert terms is not None, "whoever may have to pay is told what goes back"
    assert refund_sentences(service, jurisdiction, ENGLISH)
    if quote.minor is None:
        return

    if payment_of(case.reference) is None:
        ask_for_fee(case, service, published, lambda: example.answers, datetime.now(UTC))
    # What officers still have to do before that is no matter of money.
    Case.objects.filter(pk=case.pk).update(status="waiting-for-payment")
    place = f"/en/track/{case.reference}/pay/"
    to_pay = seen(person, place)
    assert costs(to_pay) == costs(check)
    assert tells_what_goes_back(to_pay, refund_sentences(service, jurisdiction, ENGLISH, is_asked=True))
    paid(case.reference)
    receipt = seen(person, place)
    assert "Receipt for your payment" in receipt
    assert costs(receipt) == [*lines, written(jurisdiction, quote.minor)]
    assert_on_paper(case, published, [*lines, written(jurisdiction, quote.minor)])
