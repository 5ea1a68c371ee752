"""Pages, API and JSON Schema accept and refuse the same answers, for every service of every jurisdiction."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.forms.facade import BEYOND, Asked, Checked, FileFacts, Form, Sampling, Scope
from openhall.kernel.languages import ALL, ENGLISH
from tests.reports import report_of

TODAY = date(2026, 11, 26)
JURISDICTIONS = ("example", "hongkong")
NOTHING_BUT = frozenset(BEYOND)
Answers = dict[str, Any]


@cache
def forms() -> dict[str, Form]:
    """Return the form of every service, by jurisdiction and service."""
    found: dict[str, Form] = {}
    for name in JURISDICTIONS:
        report = report_of(name)
        assert report.jurisdiction is not None
        found |= {f"{name}/{service.id}": form_of(service, report.jurisdiction) for service in report.services}
    return found


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.Draft202012Validator(forms()[name].json_schema(ENGLISH), validate_formats=True)


def sample_file(kinds: tuple[str, ...]) -> str:
    return f"sample.{kinds[0]}"


def facts_of(file_id: str) -> FileFacts | None:
    return FileFacts(file_id.rpartition(".")[2], 1000) if file_id.startswith("sample.") else None


def example(form: Form, number: int) -> Answers:
    return form.example(number, today=TODAY, file=sample_file)


def check(form: Form, answers: Mapping[str, Any]) -> Checked:
    return form.check(answers, today=TODAY, files=facts_of)


def posted(typed: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: list(value) if isinstance(value, list) else [value] for name, value in typed.items()}


def test_every_service_is_here() -> None:
    assert len(forms()) == 310


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2031, 2, 28)])
def test_an_example_passes_everywhere_on_any_day(number: int, day: date) -> None:
    for name, form in forms().items():
        answers = form.example(number, today=day, file=sample_file)
        checked = form.check(answers, today=day, files=facts_of)
        assert checked.faults == (), name
        assert checked.answers == answers, name
        assert form.stopped_by(answers) is None, name
        assert validator(name).is_valid(answers), (
            name,
            [error.message for error in validator(name).iter_errors(answers)],
        )


def test_an_example_goes_through_the_pages_one_by_one() -> None:
    for name, form in forms().items():
        answers = example(form, 0)
        kept: Answers = {}
        for page in form.pages:
            if page.applies(kept):
                reading = form.read(page, posted(form.written(page, answers)), today=TODAY, answers=kept)
                assert reading.faults == (), (name, page.id)
                kept |= reading.answers
        unticked = {each.id for each in form.asked if each.kind.base == "boolean" and kept.get(each.id) is False}
        assert {key: kept[key] for key in kept if key in answers or key not in unticked} == answers, name


def test_a_vehicle_mark_has_one_form_and_is_shown_with_a_blank() -> None:
    name = "hongkong/hong-kong-police-force/fixed-penalty-payment"
    form = forms()[name]
    good = example(form, 0) | {"vehicle_mark": "AB1234"}
    page = form.page_of["vehicle-mark"]

    for typed in ("AB 1234", "ab1234", "ａｂ　１２３４", "AB-1234"):
        reading = form.read(page, {"vehicle_mark": [typed]}, today=TODAY, answers=good)
        assert (reading.answers, reading.faults) == ({"vehicle_mark": "AB1234"}, ())
    assert form.written(page, good) == {"vehicle_mark": "AB 1234"}
    assert check(form, good).faults == ()
    assert validator(name).is_valid(good)
    (fault,) = check(form, good | {"vehicle_mark": "AB 1234"}).faults
    assert (fault.code, fault.params["canonical"]) == ("not-canonical", "AB1234")
    assert not validator(name).is_valid(good | {"vehicle_mark": "AB 1234"})


def test_every_condition_takes_partial_answers() -> None:
    for form in forms().values():
        answers = example(form, 1)
        for count in range(len(answers)):
            some = dict(list(answers.items())[:count])
            form.route(some)
            form.stopped_by(some)
        assert form.stopped_by({}) is None


def test_schemas_are_schemas_in_every_language() -> None:
    for name, form in forms().items():
        for language in ALL:
            assert jsonschema_rs.meta.is_valid(form.json_schema(language)), name


# What follows is found by hypothesis: answers near to good ones, in the form of any JSON.

_WORDS = st.sampled_from(
    [
        *["", " ", "a", "x" * 130, "x" * 5000, "陳大文", "e\u0301", "a\u200bb", "A123456(4)", "a123456(3)", "12345678"],
        *["2026-03-03", "2026-02-30", "2026-3-3", "0226-03-03", "2026-11", "14:30", "25:00", "2026-03-03T14:30"],
        *[
            "two  spaces",
            " before",
            "after ",
            "line\nline",
            "tab\there",
            "sample.pdf",
            "sample.exe",
            "true",
            "3",
            "12.5",
        ],
        *["\x00", "HK", "XX", "91234567", "AB1234", "AB 1234"],
    ]
)
_NUMBERS = st.sampled_from([0, 1, -1, 3, 3.0, 0.1, 0.01, 0.001, 12.55, 1e12, 1e13, 1e300, 99999.999, 2**63])
_SIMPLE = st.one_of(_WORDS, st.text(max_size=20), _NUMBERS, st.booleans(), st.none())
_ANY = st.one_of(
    _SIMPLE,
    st.lists(_SIMPLE, max_size=3),
    st.dictionaries(st.sampled_from(["room", "street", "district", "building", "written", "x"]), _SIMPLE, max_size=3),
)


@st.composite
def near_answers(draw: st.DrawFn) -> tuple[str, Answers]:
    """Return a service and answers that differ from its example in a few places."""
    name = draw(st.sampled_from(sorted(forms())))
    form = forms()[name]
    answers = dict(example(form, draw(st.integers(0, 5))))
    for _ in range(draw(st.integers(0, 3))):
        asked = draw(st.sampled_from(form.asked))
        answers[asked.id] = draw(_nearby(asked, answers.get(asked.id)))
    for gone in draw(st.lists(st.sampled_from(form.asked), max_size=2)):
        answers.pop(gone.id, None)
    if draw(st.integers(0, 9)) == 0:
        answers[draw(st.sampled_from(["fee_waived", "department", "role", "a/b~c"]))] = True
    return name, answers


def _nearby(asked: Asked, value: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any JSON
    options = [option.id for option in asked.question.options]
    choices: list[st.SearchStrategy[Any]] = [_ANY]
    if options:
        one = st.sampled_from(options)
        choices += [one, one, st.lists(one, max_size=3)]
    if isinstance(value, dict) and value:
        choices += [
            st.dictionaries(st.sampled_from(sorted(value)), st.just("a"), max_size=3).map(lambda d: {**value, **d})
        ]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        changed = st.dictionaries(st.sampled_from([*value[0], "x"]), _ANY, max_size=2)
        choices += [st.lists(changed, max_size=3).map(lambda rows: [*value, *({**value[0], **row} for row in rows)])]
    return st.one_of(choices)


@effort(max_examples=800, deadline=None)
@given(near_answers())
def test_the_schema_agrees_with_the_check(case: tuple[str, Answers]) -> None:
    name, answers = case
    codes = {fault.code for fault in check(forms()[name], answers).faults}
    is_valid = validator(name).is_valid(answers)
    if not codes:
        assert is_valid, [error.message for error in validator(name).iter_errors(answers)]
    elif codes - NOTHING_BUT:
        assert not is_valid, codes


@effort(max_examples=800, deadline=None)
@given(near_answers())
def test_a_page_agrees_with_the_check(case: tuple[str, Answers]) -> None:
    """What a page writes of an answer it reads again, and says the same of it; what it changes, the API refuses."""
    name, answers = case
    form = forms()[name]
    checked = check(form, answers)
    faulty = {fault.pointer.split("/")[1] for fault in checked.faults}
    for page in form.route(checked.answers):
        (asked,) = page.asked
        # Whether a question is asked that depends on a faulty answer is not known before that one is mended.
        if asked.id in answers and not (asked.condition and faulty & set(asked.condition.names)):
            told = {(fault.pointer, fault.code) for fault in checked.faults if _is_of(fault.pointer, asked.id)}
            for value, faults in _by_page(form, asked, answers, checked.answers):
                if _plain(value) == _plain(answers[asked.id]):
                    assert faults == told
                else:
                    assert told


_TYPED = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "3",
            "3 Mar 26",
            "2026",
            "mar",
            "1,200.50",
            "a123456(3)",
            "Japan",
            "下午2時30分",
            "on",
            "x" * 100_000,
            "\ud800",
        ]
    ),
)


@effort(max_examples=400, deadline=None)
@given(st.sampled_from(range(308)), st.data())
def test_what_a_page_takes_the_api_takes(number: int, data: st.DataObject) -> None:
    """Whatever is typed into whatever field: no crash, and a good reading is a good canonical answer."""
    name = sorted(forms())[number]
    form = forms()[name]
    answers = example(form, 0)
    page = data.draw(st.sampled_from(form.route(answers)))
    (asked,) = page.asked
    fields = [*form.written(page, {asked.id: asked.kind.example(Sampling(TODAY, 0, sample_file))}), asked.id]
    sent = {field: [data.draw(_TYPED)] for field in fields}
    reading = form.read(page, sent, today=TODAY, answers=answers, files=facts_of)
    if not reading.faults and asked.id in reading.answers:
        value = reading.answers[asked.id]
        assert asked.check({asked.id: value}, Scope(TODAY, answers, facts_of)) == ()
        again = form.read(
            page, posted(form.written(page, reading.answers)), today=TODAY, answers=answers, files=facts_of
        )
        assert again.answers == reading.answers
        json.dumps(value, ensure_ascii=False).encode()
        changed = {**answers, asked.id: value}
        is_good = form.check(changed, today=TODAY, files=facts_of).faults == ()
        assert validator(name).is_valid(changed) or not is_good


def _plain(value: Any) -> str:  # noqa: ANN401 - any JSON
    """Write a value so that true is not 1, and 3.0 is 3."""
    return json.dumps(value, sort_keys=True).replace(".0,", ",").removesuffix(".0")


def _is_of(pointer: str, name: str) -> bool:
    return pointer == f"/{name}" or pointer.startswith(f"/{name}/")


def _by_page(form: Form, asked: Asked, answers: Answers, kept: Answers) -> Iterator[tuple[Any, set[tuple[str, str]]]]:
    """Yield what a page makes of an answer; nothing when it is of a type that no page can send."""
    page = next(page for page in form.pages if page.asked == (asked,))
    try:
        sent = posted(form.written(page, answers))
    except (TypeError, ValueError, AttributeError, KeyError, ArithmeticError):
        return
    if all(isinstance(text, str) for texts in sent.values() for text in texts):
        reading = form.read(page, sent, today=TODAY, answers=kept, files=facts_of)
        read = asked.kind.read(sent, asked.id, _scope(kept))[0]
        yield reading.answers.get(asked.id, read), {(fault.pointer, fault.code) for fault in reading.faults}


def _scope(kept: Answers) -> Any:  # noqa: ANN401 - of the block's own
    return Scope(TODAY, kept, facts_of)
