"""A small, complete jurisdiction to break in tests: files as plain values, written when asked for."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from openhall.blocks.catalogue.loading.checking import check_jurisdiction
from openhall.blocks.catalogue.loading.report import Report
from openhall.blocks.catalogue.tests.drawings import checking

Files = dict[str, Any]


def words(english: str, chinese: str = "文字") -> dict[str, str]:
    """Return a text in the two languages of the test town."""
    return {"en": english, "zh-Hans": chinese}


def service(slug: str = "kite-licence", **changes: object) -> dict[str, Any]:
    """Return a sound service of the test town."""
    return {
        "service": f"park-office/{slug}",
        "version": 1,
        "name": words("Kite licence", "风筝执照"),
        "summary": words("Fly a kite in the park.", "在公园放风筝。"),
        "kind": "application",
        "audience": ["citizen"],
        "life_events": ["leisure"],
        "sign_in": 0,
        "existence": "high",
        "confidence": "high",
        "legal_basis": [],
        "eligibility": {"summary": words("Anybody with a kite.", "有风筝的人。")},
        "pledge": {"value": 2, "unit": "working_days", "confidence": "high"},
        "fee": {"type": "flat", "amount": 1.25, "confidence": "high"},
        "questions": [
            {"use": "full_name"},
            {
                "id": "size",
                "type": "select",
                "label": words("Size of the kite", "风筝大小"),
                "options": [{"id": "small", "label": words("Small")}, {"id": "large", "label": words("Large")}],
            },
            {"id": "reason", "type": "text", "label": words("Why so large?"), "ask_if": "size == 'large'"},
        ],
        "evidence": ["photo"],
        "process": {"pattern": "straight-through", "reads": {"check": ["full_name", "size", "reason"]}},
        "outcome": "licence",
        **changes,
    }


_JURISDICTION: Files = {
    "jurisdiction": "town",
    "name": words("Town"),
    "government": words("Town council"),
    "languages": ["en", "zh-Hans"],
    "time_zone": "Pacific/Auckland",
    "currency": {"code": "NZD", "symbol": "$", "decimals": 2},
    "calendar": "town",
    "contact": {"name": words("Desk"), "telephone": "555 0100", "confidence": "high"},
    "often_needed": ["park-office/kite-licence"],
    "authority_groups": [{"id": "council", "name": words("Council")}],
    "sources": [{"title": "Made up for tests", "licence": "EUPL-1.2"}],
    "refund": {"refused": "all", "withdrawn": "none", "lapsed": "none", "confidence": "low"},
    "appeal": {"days": 14, "text": words("Come to the park and say so.")},
}
_PARK_OFFICE: Files = {
    "id": "park-office",
    "abbreviation": "PO",
    "type": "department",
    "parent": "council",
    "name": words("Park office", "公园办公室"),
    "remit": words("Parks"),
    "website": "parks.example",
    "telephone": {"number": "555 0101", "confidence": "high"},
    "confidence": "high",
}
_TAG: Files = {
    "id": "tag",
    "base": "string",
    "pattern": "^[0-9]+$",
    "check": {"algorithm": "luhn", "body": r"^(\d+)\d$", "digit": r"(\d)$"},
    "valid": ["79927398713"],
    "wrong": ["79927398710"],
}
_FILE: Files = {"id": "file", "base": "file", "accept": ["pdf", "jpg"], "max_mb": 5}
_FULL_NAME: Files = {
    "id": "full_name",
    "type": "text",
    "label": words("Your name"),
    "why": words("To write the licence."),
    "prefill": "person.full_name",
}
_PATTERN: Files = {
    "id": "straight-through",
    "name": words("At once"),
    "tasks": [{"id": "check", "name": words("Check"), "actor": "system"}],
    "steps": [words("We check."), words("You get it.")],
}
_REASON: Files = {
    "id": "too-windy",
    "for": ["refuse", "ask"],
    "name": words("Too windy"),
    "letter": words("The wind is too strong for this kite."),
    "rule": words("The rules of the park."),
    "needs_facts": True,
}
_CALENDAR: Files = {
    "calendar": "town",
    "weekend": ["saturday", "sunday"],
    "holidays": [{"date": "2026-01-01", "name": words("New Year")}],
    "source": "made up",
}


def town() -> Files:
    """Return every file of the test town: name to value."""
    held = {"id": "person.full_name", "label": words("Name"), "type": "text", "holder": "park-office"}
    text = {"id": "text", "base": "string", "max_length": 120}
    return deepcopy(
        {
            "jurisdiction.yaml": _JURISDICTION,
            "authorities.yaml": {"authorities": [_PARK_OFFICE]},
            "life_events.yaml": {
                "life_events": [{"id": "leisure", "label": words("Leisure"), "summary": words("Fun.")}]
            },
            "facts.yaml": {"facts": [held]},
            "field_types.yaml": {"field_types": [text, {"id": "select", "base": "choice"}, _TAG, _FILE]},
            "questions.yaml": {"questions": [_FULL_NAME]},
            "evidence.yaml": {"evidence": [{"id": "photo", "label": words("Photograph"), "form": "file"}]},
            "processes.yaml": {"patterns": [_PATTERN]},
            "processes/straight-through.bpmn": checking(),
            "reasons.yaml": {"reasons": [_REASON]},
            "calendars/town.yaml": _CALENDAR,
            "search/synonyms.yaml": {"groups": [["kite", "flyer"]], "services": {}},
            "search/queries.yaml": {"queries": [{"language": "en", "q": "kites", "first": "park-office/kite-licence"}]},
            "services/park-office/kite-licence.yaml": service(),
        }
    )


def write(folder: Path, files: Files) -> Path:
    """Write ``files`` below ``folder``; text is written as it is, anything else as YAML."""
    for name, value in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = value if isinstance(value, str) else yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
    return folder


def check(folder: Path, files: Files) -> Report:
    """Write ``files`` and run the gates over them."""
    return check_jurisdiction(write(folder, files), Path(settings.SCHEMAS_FOLDER))
