"""Services as JSON and as CPSV-AP 3 linked data."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from django.utils import timezone

from openhall.blocks.catalogue.facade import Catalogue, Service, ServiceSummary, price_of
from openhall.blocks.rules.facade import Fee, FlatFee, TableFee
from openhall.kernel.languages import Text

JSON = "application/json"
JSON_LD = "application/ld+json"
_PERIODS = {"hours": "PT{}H", "working_days": "P{}D", "calendar_days": "P{}D", "weeks": "P{}W", "months": "P{}M"}

#: The terms of CPSV-AP 3.2 that are used, each with its vocabulary.
CONTEXT: dict[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def page_address(service_id: str) -> str:
    """Return the address of a service's page, which leads each reader to their language."""
    return f"/services/{service_id}/"


def list_item(summary: ServiceSummary, base_url: str) -> dict[str, Any]:
    """Return a service as it stands in a list."""
    return {
        "id": summary.id,
        "name": summary.name,
        "summary": summary.summary,
        "authority": summary.authority,
        "audience": summary.audience,
        "life_events": summary.life_events,
        "url": f"{base_url}{page_address(summary.id)}",
    }


def detail(service: Service, catalogue: Catalogue, base_url: str) -> dict[str, Any]:
    """Return one service whole, all languages."""
    whole: dict[str, Any] = msgspec.to_builtins(service)
    whole.setdefault("form", None)
    whole.setdefault("sign_in_reason", None)
    return {
        "legal_basis": [],
        "revision": service.revision,
        "published_on": service.published_on,
        **whole,
        "fee": msgspec.to_builtins(price_today(service, catalogue)),
        "currency": catalogue.jurisdiction.currency.code,
        "url": f"{base_url}{page_address(service.id)}",
    }


def price_today(service: Service, catalogue: Catalogue) -> Fee:
    """Return a fee with the amounts that are law today."""
    today = timezone.now().astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    return price_of(service, catalogue.jurisdiction, on=today)


def linked_list(catalogue: Catalogue, summaries: Iterable[ServiceSummary], base_url: str) -> dict[str, Any]:
    """Return a list of services as CPSV-AP."""
    services = [catalogue.service(summary.id) for summary in summaries]
    graph = [node for service in services if service for node in _nodes(service, catalogue, base_url)]
    return {"@context": CONTEXT, "@graph": list({node["@id"]: node for node in graph}.values())}


def linked_service(service: Service, catalogue: Catalogue, base_url: str) -> dict[str, Any]:
    """Return one service as CPSV-AP."""
    return {"@context": CONTEXT, "@graph": _nodes(service, catalogue, base_url)}


def _literals(text: Text) -> list[dict[str, str]]:
    return [{"@language": code, "@value": value} for code, value in text.items()]


def _nodes(service: Service, catalogue: Catalogue, base_url: str) -> list[dict[str, Any]]:
    authority = catalogue.authorities[service.authority]
    root = f"{base_url}/id"
    address = f"{root}/service/{service.id}"
    office = f"{root}/authority/{authority.id}"
    events = [catalogue.life_events[event] for event in service.life_events]
    nodes: list[dict[str, Any]] = [
        {
            "@id": address,
            "@type": "cpsv:PublicService",
            "dct:identifier": service.id,
            "dct:title": _literals(service.name),
            "dct:description": _literals(service.summary),
            "dct:language": list(catalogue.jurisdiction.languages),
            "dcat:landingPage": {"@id": f"{base_url}{page_address(service.id)}"},
            "cv:hasCompetentAuthority": {"@id": office},
            "cv:isGroupedBy": [{"@id": f"{root}/life-event/{event.id}"} for event in events],
            "cv:hasCost": [{"@id": cost["@id"]} for cost in _costs(service, catalogue, address)],
            "cpsv:hasInput": [{"@id": f"{address}#evidence-{paper.id}"} for paper in service.evidence],
            "cpsv:produces": {"@id": f"{address}#output"},
            "cv:processingTime": _processing_time(service),
            "adms:status": "published",
        },
        {
            "@id": office,
            "@type": "cv:PublicOrganisation",
            "dct:identifier": authority.id,
            "skos:prefLabel": _literals(authority.name),
            "dct:description": _literals(authority.remit),
            "foaf:homepage": {"@id": f"https://{authority.website}/"},
        },
        {"@id": f"{address}#output", "@type": "cv:Output", "dct:type": service.outcome},
    ]
    nodes += [
        {
            "@id": f"{root}/life-event/{event.id}",
            "@type": "cv:BusinessEvent" if event.id == "business" else "cv:LifeEvent",
            "dct:identifier": event.id,
            "dct:title": _literals(event.label),
        }
        for event in events
    ]
    nodes += [
        {"@id": f"{address}#evidence-{paper.id}", "@type": "cv:Evidence", "dct:title": _literals(paper.label)}
        for paper in service.evidence
    ]
    return nodes + _costs(service, catalogue, address)


def _processing_time(service: Service) -> dict[str, str] | None:
    pattern = _PERIODS.get(service.pledge.unit)
    if pattern is None:
        return {"@type": "xsd:duration", "@value": "PT0S"}
    return {"@type": "xsd:duration", "@value": pattern.format(service.pledge.value)}


def _costs(service: Service, catalogue: Catalogue, address: str) -> list[dict[str, Any]]:
    fee, currency = price_today(service, catalogue), catalogue.jurisdiction.currency
    rows: list[tuple[str, int, Text | None]] = []
    if isinstance(fee, FlatFee):
        rows = [("fee", fee.minor, None)]
    elif isinstance(fee, TableFee):
        rows = [(row.id, row.minor, row.label) for row in fee.rows if row.minor is not None]
    return [
        {
            "@id": f"{address}#cost-{name}",
            "@type": "cv:Cost",
            "cv:value": {"@type": "xsd:decimal", "@value": _major(minor, currency.decimals)},
            "cv:currency": {"@id": f"http://publications.europa.eu/resource/authority/currency/{currency.code}"},
            **({"dct:description": _literals(label)} if label else {}),
        }
        for name, minor, label in rows
    ]


def _major(minor: int, decimals: int) -> str:
    whole, rest = divmod(minor, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
