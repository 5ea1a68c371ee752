"""What an application would cost, to anybody, before anything is sent."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from openhall.blocks.cases.facade import AnswersRefused
from openhall.blocks.catalogue.facade import (
    Catalogue,
    Jurisdiction,
    Service,
    current_catalogue,
    form_of,
    labels_of,
    quote_of,
    refund_of,
)
from openhall.blocks.forms.facade import Asked, Form, country_names
from openhall.blocks.rules.facade import PaidBack, QuoteLine, closed_days, inputs_of, read_by
from openhall.channels.api.bodies import read_body
from openhall.channels.api.money import major
from openhall.channels.api.own_cases import answer
from openhall.channels.api.problems import Problem, language_of
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.languages import Language, pick
from openhall.kernel.money import format_money
from openhall.kernel.rights import Right, open_to
from openhall.ui.answer_words import AnswerWriter
from openhall.ui.catalogues import translations
from openhall.ui.fee_words import fee_law, fee_reason
from openhall.ui.refund_words import refund_words

_FEE = _("Fee")
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with “answers”.")
_UNKNOWN = _("There is no service “%(service)s”. The list is at /api/v1/services.")
_REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "answers": {
                            "type": "object",
                            "description": "as /services/{id}/form describes; those that the fee depends on are enough",
                        }
                    },
                }
            }
        },
    }
}
router = Router(tags=["services"])
Row = dict[str, Any]


class FeeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The members of the body."""

    answers: dict[str, Any] = {}


class FeeLine(Schema):
    """One line of what is due."""

    label: str
    amount: float | None = Field(description="in major units of the currency; null where an officer says it later")
    reason: str = Field(description="why it comes to this, or empty")
    citation: str = Field(description="the law and since when its numbers apply, if that is recorded; or empty")


class PaidBackShape(Schema):
    """How much goes back in one case."""

    share: int = Field(description="of a hundred")
    keep: list[str] = Field(description="ids of lines that are not paid back")
    less: float = Field(description="what is not paid back, in major units")


class RefundShape(Schema):
    """What of the fee goes back when nothing comes of the matter."""

    refused: PaidBackShape
    withdrawn: PaidBackShape
    lapsed: PaidBackShape
    confidence: str
    words: list[str] = Field(description="the same in sentences, in the language of the request")


class FeeAnswer(Schema):
    """What is due."""

    amount: float | None = Field(description="the sum in major units; null where it cannot be said yet")
    currency: str = Field(description="ISO 4217")
    lines: list[FeeLine]
    refund: RefundShape | None = Field(description="null where the service is free")


_body = msgspec.json.Decoder(FeeBody)
_REFUSALS: dict[int, type[Schema]] = {404: ProblemDetail, 413: ProblemDetail, 422: ProblemDetail}


@router.post(
    "/{authority}/{service}/fee",
    response={200: FeeAnswer, **_REFUSALS},
    operation_id="get_fee",
    openapi_extra=_REQUEST_BODY,
)
@limited(Act.PRICE)
@open_to(Right.EVERYONE)
def fee(request: HttpRequest, authority: str, service: str) -> HttpResponse:
    """Say what an application with these answers costs under today's law; nothing is kept."""
    catalogue, given, name = current_catalogue(), read_body(request, _body, _NOT_READ).answers, f"{authority}/{service}"
    found = catalogue.service(name)
    if found is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-service", _UNKNOWN, {"service": name[:200]})
    return answer(_fee(catalogue, found, given, language_of(request)), HTTPStatus.OK)


def _fee(catalogue: Catalogue, service: Service, given: dict[str, Any], language: Language) -> Row:
    jurisdiction = catalogue.jurisdiction
    form, today = form_of(service, jurisdiction), timezone.now().astimezone(ZoneInfo(jurisdiction.time_zone)).date()
    checked = form.check(given, today=today)
    needed = _needed(form, read_by(service.fee)) | given.keys()
    if faults := [fault for fault in checked.faults if fault.pointer.split("/")[1] in needed]:
        raise AnswersRefused(faults)
    quote = quote_of(service, jurisdiction, checked.answers, on=today, closed=closed_days())
    asked = {name: form.by_id.get(question) for name, question in inputs_of(service.fee).items()}
    return {
        "amount": _amount(quote.minor, jurisdiction),
        "currency": jurisdiction.currency.code,
        "lines": [_line(line, asked, jurisdiction, language) for line in quote.lines],
        "refund": _refund(service, jurisdiction, language),
    }


def _refund(service: Service, jurisdiction: Jurisdiction, language: Language) -> Row | None:
    terms = refund_of(service, jurisdiction)
    if terms is None:
        return None
    decimals = jurisdiction.currency.decimals
    cases: dict[str, PaidBack] = {"refused": terms.refused, "withdrawn": terms.withdrawn, "lapsed": terms.lapsed}
    words = refund_words(
        terms, labels_of(service, jurisdiction), language, lambda minor: format_money(jurisdiction.money(minor))
    )
    return {
        **{
            when: {"share": back.share, "keep": list(back.keep), "less": major(back.less, decimals)}
            for when, back in cases.items()
        },
        "confidence": terms.confidence,
        "words": list(words),
    }


def _needed(form: Form, names: frozenset[str]) -> set[str]:
    """Return what has to be answered: what the fee reads, and what decides whether that is asked at all."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        asked = form.by_id.get(name)
        if asked is not None and name not in found:
            found.add(name)
            waiting += asked.condition.names if asked.condition else ()
    return found


def _line(line: QuoteLine, asked: Mapping[str, Asked | None], jurisdiction: Jurisdiction, language: Language) -> Row:
    writer = AnswerWriter(language, {}, country_names(language))
    reason = fee_reason(line, asked, writer, lambda minor: format_money(jurisdiction.money(minor)))
    return {
        "label": pick(line.label, language) if line.label else translations(language).gettext(_FEE),
        "amount": _amount(line.minor, jurisdiction),
        "reason": reason,
        "citation": fee_law(line, language),
    }


def _amount(minor: int | None, jurisdiction: Jurisdiction) -> int | float | None:
    return None if minor is None else major(minor, jurisdiction.currency.decimals)
