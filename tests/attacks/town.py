"""A town to attack: the example one, with a firm more and a service whose every word is a template for somebody."""

import json
import shutil
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.applicants import Applicant, words_of
from tests.bases import base_of
from tests.halls import Answer, Hall

ROOT = Path(__file__).resolve().parents[2]
STALL, MOORING, MOVING = "parks-office/night-market-stall", "harbour-office/mooring-permit", "town-clerk/moving-in"
#: A service for firms only, and one with words that are code elsewhere.
QUAY, STRANGE = "harbour-office/quay-lease", "parks-office/strange-words"
#: Anybody may begin it, and one of its questions is for those alone who prove who they are.
WITNESS = "parks-office/witness-statement"
#: A firm that nobody of the example acts for, who acts for it, and somebody who acts for nobody yet.
ROPE_WALK, ROPE_MAKER, HELPER = "rope-walk", "mira-okafor", "hana-okafor"
#: Text that template engines, formatters and shells of several languages would do something with.
TEMPLATE = "{{ ''.__class__.__mro__ }} {{ 7*191 }} {% raw %} ${7*191} #{7*191} %(reference)s %s {0} <b>&amp;</b>"
#: What stands where somebody evaluated it.
EVALUATED = ("1337", "<class")
#: Tables that hold what people asked for; the log's own bookkeeping goes on beside them.
TABLES = (
    "cases_case",
    "cases_caseevent",
    "forms_draft",
    "documents_file",
    "documents_upload",
    "identity_person",
    "identity_membership",
    "identity_mandate",
    "identity_seatoffer",
    "exchange_consent",
    "oversight_look",
    "oversight_question",
    "journal_datakey",
    "journal_record",
)
#: What is to be delivered now, or is being delivered; a hall without a worker keeps it, and is not waited for long.
_AT_WORK = (
    "SELECT 1 FROM journal_message WHERE state = 'waiting' AND trouble = '' AND (due_at <= ? OR attempts > 0) LIMIT 1"
)
_PATIENCE = 15.0


def make(root: Path) -> Mapping[str, str]:
    """Write the town's files below ``root``; return what a hall needs to know to be it."""
    folder = root / "jurisdictions" / "attacked"
    if not folder.exists():
        shutil.copytree(ROOT / "jurisdictions" / "example", folder)
        (root / "schemas").symlink_to(ROOT / "schemas")
        _change(folder / "people" / "town.yaml", _more_people)
        _change(folder / "field_types.yaml", _email)
        stall = folder / "services" / "parks-office" / "night-market-stall.yaml"
        _write(folder / "services" / "parks-office" / "strange-words.yaml", _strange(_read(stall)))
        _write(folder / "services" / "harbour-office" / "quay-lease.yaml", _quay(_read(stall)))
        _write(folder / "services" / "parks-office" / "witness-statement.yaml", _witness(_read(stall)))
        _change(folder / "appointments" / "market.yaml", _books)
    return {"OPENHALL_ROOT": str(root), "OPENHALL_JURISDICTION": "attacked"}


def _more_people(people: dict[str, Any]) -> None:
    firm = {
        "id": "net-menders",
        "name": {"en": "The Net Menders", "zh-Hans": "补网社"},
        "audience": "business",
        "facts": {},
    }
    people["organisations"].append(firm)
    walk = {**firm, "id": ROPE_WALK, "name": {"en": "The Rope Walk", "zh-Hans": "缆绳工坊"}}
    people["organisations"].append(walk)
    people["people"] += [
        _resident(ROPE_MAKER, "Mira Okafor", "米拉·奥卡福", {"organisation": ROPE_WALK, "role": "manager"}),
        _resident(HELPER, "Hana Okafor", "哈娜·奥卡福"),
    ]
    lin = next(each for each in people["people"] if each["id"] == "lin-xiaoyu")
    lin["organisations"].append({"organisation": "net-menders", "role": "secretary"})


def _resident(key: str, name: str, chinese: str, *seats: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": key,
        "name": {"en": name, "zh-Hans": chinese},
        "story": {"en": "Came with the last ship.", "zh-Hans": "坐最后一班船来的。"},
        "level": 2,
        "organisations": [*seats],
        "facts": {"person.full_name": name},
    }


def _email(types: dict[str, Any]) -> None:
    words = {"en": "Email address", "zh-Hans": "电子邮件地址"}
    types["field_types"].append({"id": "email", "base": "email", "label": words, "example": "noor@example.com"})


def _strange(service: dict[str, Any]) -> dict[str, Any]:
    strange = {"en": TEMPLATE, "zh-Hans": TEMPLATE}
    options = [{"id": "a", "label": strange, "hint": strange}, {"id": "b", "label": {"en": "B", "zh-Hans": "乙"}}]
    rule = {"id": "not-b", "stop_if": "which == 'b'", "reason": strange, "instead": strange}
    return service | {
        "service": STRANGE,
        "name": strange,
        "summary": strange,
        "kind": "application",
        "keywords": {"en": [], "zh-Hans": []},
        "eligibility": {"summary": strange, "rules": [rule]},
        "questions": [
            {"id": "which", "type": "select", "label": strange, "hint": strange, "why": strange, "options": options},
            {"id": "story", "type": "textarea", "label": strange, "hint": strange, "required": False},
            {"id": "paper", "type": "file", "label": strange, "required": False},
            {"id": "write_to", "type": "email", "label": {"en": "Email", "zh-Hans": "电邮"}},
        ],
        "process": {"pattern": "straight-through", "reads": {"check": ["which", "story", "paper", "write_to"]}},
        "outcome": "certificate",
        "examples": [],
    }


def _witness(service: dict[str, Any]) -> dict[str, Any]:
    def asked(name: str, kind: str = "text", **more: object) -> dict[str, Any]:
        return {"id": name, "type": kind, "label": {"en": name, "zh-Hans": name}, **more}

    why = {"en": "A named witness is heard.", "zh-Hans": "具名证人才获聆讯。"}
    options = [{"id": each, "label": {"en": each, "zh-Hans": each}} for each in ("yes", "no")]
    law = {"en": "Park By-law", "zh-Hans": "公园条例"}
    return service | {
        "service": WITNESS,
        "name": {"en": "Say what you saw", "zh-Hans": "提供证词"},
        "kind": "report",
        "sign_in_reason": {"text": why, "law": law, "section": "9"},
        "questions": [
            asked("saw"),
            asked("photo", "file", required=False),
            asked("named", "select", options=options),
            asked("oath", ask_if="named == 'yes'", sign_in=2),
            {"use": "full_name", "ask_if": "named == 'yes'"},
        ],
        "process": {
            "pattern": "straight-through",
            "reads": {"check": ["saw", "photo", "named", "oath", "full_name"]},
        },
        "outcome": "receipt",
        "examples": [],
    }


def _quay(service: dict[str, Any]) -> dict[str, Any]:
    return service | {
        "service": QUAY,
        "name": {"en": "Lease a place on the quay", "zh-Hans": "租用码头位置"},
        "audience": ["business"],
        "sign_in": 1,
    }


def _books(appointments: dict[str, Any]) -> None:
    appointments["kinds"][0]["services"][QUAY] = {"date": "evening"}


def _read(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return read


def _write(path: Path, value: object) -> None:
    # JSON is YAML too, and has no anchors.
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str), "utf-8")


def _change(path: Path, change: Any) -> None:  # noqa: ANN401 - a function of what the file holds
    value = _read(path)
    change(value)
    _write(path, value)


def dump(hall: Hall) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of what people asked for: two such pictures are equal when nothing was changed.

    It is taken when the worker has nothing left to do: what was asked for before still makes letters and tasks.
    """
    until = time.monotonic() + _PATIENCE
    with base_of(hall.home) as base:
        while base.ask(_AT_WORK, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}") and time.monotonic() < until:
            time.sleep(0.1)
        base.begin_picture()  # one picture, not one of each table
        found = {table: base.ask(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES}  # noqa: S608 - names from above
        # Letters wait, go out and are ticked off meanwhile: which there are is what counts.
        return found | {"letters": base.ask("SELECT kind, key FROM journal_message ORDER BY 1, 2")}


def counts(hall: Hall) -> dict[str, int]:
    """Return how many rows there are of each kind."""
    return {table: len(rows) for table, rows in dump(hall).items()}


def logged(hall: Hall) -> str:
    """Return everything that the hall has written to its logs."""
    return "".join(path.read_text("utf-8", "replace") for path in sorted(hall.home.glob("serve-*.log")))


def example_of(somebody: Applicant, service: str) -> dict[str, Any]:
    """Return answers to a service that pass today."""
    found: dict[str, Any] = somebody.call("GET", f"/api/v1/services/{service}/example").json()["answers"]
    return found


def apply(somebody: Applicant, service: str, answers: Mapping[str, Any], key: str, **more: Any) -> Answer:
    """Submit over the API."""
    body = {"service": service, "answers": answers, **more}
    return somebody.call("POST", "/api/v1/applications", body, Idempotency_Key=key)


def walk(somebody: Applicant, service: str, pages: Mapping[str, Mapping[str, Any]], slug: str = "en") -> str:
    """Answer the pages of a service as they come, by their names; return the first address that is none of them.

    It begins at the service's door. Who has begun something there sees that first and is not led on: see ``walk_from``.
    """
    return walk_from(f"/{slug}/apply/{service}/", somebody, pages)


def walk_from(place: str, somebody: Applicant, pages: Mapping[str, Mapping[str, Any]]) -> str:
    """Answer pages from the address ``place`` on, as ``walk`` does."""
    for _ in range(40):
        shown = somebody.look(place)
        if shown.status != 303:
            assert shown.status == 200, f"{place}: {shown.status}"
            page = place.rstrip("/").rpartition("/")[2]
            if page not in pages:
                return place
            shown = somebody.send(place, pages[page])
            assert shown.status == 303, f"{place}: {shown.status} {words_of(shown)}"
        place = shown.headers["location"]
    raise AssertionError(place)


def stall_pages(answers: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what is typed on each page of the stall, whose questions stand one to a page."""
    year, month, day = str(answers["evening"]).split("-")
    typed = {name: {name: answers.get(name, "")} for name in ("sells", "cooking", "described", "full_name", "phone")}
    evening = {"evening-day": day, "evening-month": month, "evening-year": year}
    return {"evening": evening, **{name.replace("_", "-"): fields for name, fields in typed.items()}}


def reference_in(place: str) -> str:
    """Return the reference in an address of applying."""
    return place.strip("/").split("/")[4]
