"""Gate *references* for single questions: what they name is there, and what is held is asked for a reason only."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openhall.blocks.catalogue.tests.factories import Files, check, service, town, words

SERVICE = "services/park-office/kite-licence.yaml"
Break = Callable[[Files], object]


def _service(**changes: object) -> Break:
    return lambda files: files.__setitem__(SERVICE, {**service(), **changes})


def _question(**changes: object) -> Break:
    asked = {"id": "colour", "type": "text", "label": words("Colour"), **changes}
    process = {"pattern": "straight-through", "reads": {"check": ["size", "colour"]}}
    size = service()["questions"][1]
    return _service(questions=[size, asked], process=process)


def _use(**changes: object) -> Break:
    """Ask for the name, which is held, in another way than the shared question does."""
    process = {"pattern": "straight-through", "reads": {"check": ["size", "full_name"]}}
    size = service()["questions"][1]
    return _service(questions=[size, {"use": "full_name", **changes}], process=process)


def _held_number(break_it: Break) -> Break:
    """Let the town hold one number of this kind of everybody."""

    def broken(files: Files) -> None:
        number = {"id": "person.tag_number", "label": words("Tag"), "type": "tag", "holder": "park-office"}
        files["facts.yaml"]["facts"].append(number)
        break_it(files)

    return broken


QUESTIONS: list[tuple[str, Break, str, str]] = [
    ("type", _question(type="sound"), "questions[2].type", "no field type “sound”"),
    ("one option", _question(type="select", options=[{"id": "a", "label": words("A")}]), "options", "two options"),
    ("options of a text", _question(options=[{"id": x, "label": words(x)} for x in "ab"]), "options", "only a choice"),
    ("later question", _question(ask_if="shape == 'round'"), "ask_if", "no earlier question “shape”"),
    ("unknown option", _question(ask_if="size == 'huge'"), "ask_if", "no option “huge”"),
    ("syntax", _question(ask_if="size =="), "ask_if", "cannot be read"),
    ("more than a condition", _question(ask_if="len(size) > 2"), "ask_if", "cannot be read"),
    ("pattern", _question(constraints={"pattern": "(a"}), "constraints.pattern", ""),
    ("pattern of death", _question(constraints={"pattern": "^(a+)+$"}), "constraints.pattern", "take for ever"),
    ("twice", _question(id="size"), "questions[2].id", "asked twice"),
    ("held", _question(id="full_name"), "prefill", "already holds this"),
    ("held, under another id", _question(label=words("Name")), "ask_because", "asks what the state holds"),
    ("held, taken away", _use(prefill=None), "ask_because", "asks what the state holds"),
    ("held, and asked", _use(ask_because=words("Because.")), "ask_because", "nobody asks it"),
    ("a held number", _held_number(_question(type="tag")), "ask_because", "asks what the state holds"),
    ("after", _question(constraints={"after": "later"}), "constraints.after", "no earlier question"),
]


@pytest.mark.parametrize(("break_it", "field", "told"), [r[1:] for r in QUESTIONS], ids=[r[0] for r in QUESTIONS])
def test_a_faulty_question_is_refused(tmp_path: Path, break_it: Break, field: str, told: str) -> None:
    files = town()
    break_it(files)
    report = check(tmp_path, files)
    found = [str(problem) for problem in report.problems]
    assert any(field in problem and told in problem for problem in found), found
    assert report.services == []
    assert report.broken == {"park-office/kite-licence"}


@pytest.mark.parametrize(
    "asked",
    [
        _question(label=words("Name"), ask_because=words("It is that of the kite.")),
        _use(prefill=None, ask_because=words("Another person is meant.")),
        _held_number(_question(type="tag", example="79927398713", ask_because=words("It is a new one."))),
        _question(prefill="person.full_name"),
    ],
    ids=["a name", "taken away", "a number", "filled in"],
)
def test_what_is_held_is_asked_where_the_reason_is_told(tmp_path: Path, asked: Break) -> None:
    files = town()
    asked(files)
    assert [str(problem) for problem in check(tmp_path, files).problems] == []
