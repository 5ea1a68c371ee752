"""The start page of one service: everything a person asks before beginning."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from openhall.blocks.authorities.facade import Authority
from openhall.blocks.catalogue.facade import Catalogue, Service, diary_of, next_price, price_of, refund_of
from openhall.blocks.forms.facade import Question
from openhall.channels.portal.refunds import refund_sentences
from openhall.channels.portal.rendering import Page
from openhall.kernel.languages import Language, pick
from openhall.ui.citing import law_words

#: Above this, an estimate to the minute would promise more than it knows.
_EXACT = 10


def path_of(service_id: str) -> str:
    """Return where a service is, without the language."""
    return f"services/{service_id}/"


def service_page(catalogue: Catalogue, language: Language, service: Service, base_url: str) -> Page:
    """Return the start page of ``service``."""
    pattern = catalogue.patterns.get(service.process.pattern)
    uploads = [question for question in service.questions if question.type == "file"]
    asked = [question for question in service.questions if question.type != "file"]
    files = _files_to_send(service, uploads)
    diary = diary_of(catalogue.jurisdiction, service.id)
    context = {
        "service": service,
        "laws": [
            law_words(pick(law.title, language), law.section, language, law.confidence) for law in service.legal_basis
        ],
        "authority": catalogue.authorities.get(service.authority),
        "event": catalogue.life_events.get(service.life_events[0]) if service.life_events else None,
        "steps": pattern.steps if pattern else (),
        # What is law on the day on which the page is made: pages are made anew on each day on which a number changes.
        "price": price_of(service, catalogue.jurisdiction, on=_today(catalogue)),
        "later": next_price(service, catalogue.jurisdiction, on=_today(catalogue)),
        "refund": refund_of(service, catalogue.jurisdiction),
        "refund_words": refund_sentences(service, catalogue.jurisdiction, language),
        "at_once": _authorities(catalogue, service.process.departments),
        "consulted": _authorities(catalogue, service.process.consulted),
        "is_visited": diary is not None and diary.kind.attends,
        "asked": asked,
        "uploads": uploads,
        "question_count": len(asked) + files,
        "minutes": minutes_for(len(asked), files),
        "structured": structured_data(catalogue, language, service, base_url),
    }
    return Page(path_of(service.id), "service.jinja", context)


def _today(catalogue: Catalogue) -> date:
    return timezone.now().astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()


def minutes_for(questions: int, files: int) -> int:
    """Estimate how long an application takes: half a minute a question, two minutes a file, in round figures."""
    minutes = max(2, -(-questions // 2) + 2 * files)
    return minutes if minutes <= _EXACT else -(-minutes // 5) * 5


def structured_data(catalogue: Catalogue, language: Language, service: Service, base_url: str) -> dict[str, Any]:
    """Describe ``service`` to search engines (schema.org ``GovernmentService``)."""
    authority = catalogue.authorities.get(service.authority)
    address = f"{base_url}/{language.slug}/{path_of(service.id)}"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": address,
        "name": pick(service.name, language),
        "description": pick(service.summary, language),
        "url": address,
        "inLanguage": language.code,
        "areaServed": {"@type": "AdministrativeArea", "name": pick(catalogue.jurisdiction.name, language)},
    }
    if authority is not None:
        data["provider"] = _organisation(authority, language)
    return data


def _files_to_send(service: Service, uploads: list[Question]) -> int:
    papers = {paper.id for paper in service.evidence if paper.form == "file"}
    return len(papers | {question.id for question in uploads})


def _organisation(authority: Authority, language: Language) -> dict[str, str]:
    name = pick(authority.name, language)
    return {"@type": "GovernmentOrganization", "name": name, "url": f"https://{authority.website}"}


def _authorities(catalogue: Catalogue, ids: tuple[str, ...]) -> list[Authority]:
    return [catalogue.authorities[each] for each in ids if each in catalogue.authorities]
