"""What people type, and what is kept for it."""

from typing import Any

import pytest

from openhall.blocks.forms.tests.factories import TODAY, only, options, read

DATES = [
    ("3 Mar 26", "2026-03-03"),
    ("3/3/2026", "2026-03-03"),
    ("03.04.2026", "2026-04-03"),
    ("3-4-26", "2026-04-03"),
    ("2026-03-03", "2026-03-03"),
    ("2026/3/3", "2026-03-03"),
    ("2026年3月3日", "2026-03-03"),
    ("２０２６年３月３日", "2026-03-03"),
    ("2026年十二月3號", "2026-12-03"),
    ("二零二六年三月三日", "2026-03-03"),
    ("二〇二六年十二月三十一日", "2026-12-31"),
    ("二○二六年十月二十號", "2026-10-20"),
    ("二零二六年 十一月 廿三日（星期一）", "2026-11-23"),
    ("一九九七年七月卅一日", "1997-07-31"),
    ("2026年三月十日", "2026-03-10"),
    ("二〇二六年3月3日", "2026-03-03"),
    ("20260303", "2026-03-03"),
    ("03122026", "2026-12-03"),
    ("20121912", "1912-12-20"),
    ("3rd March 2026", "2026-03-03"),
    ("3 of September, 2026", "2026-09-03"),
    ("March 3, 2026", "2026-03-03"),
    ("Tue 3 Mar 2026", "2026-03-03"),
    ("3Mar2026", "2026-03-03"),
    (" 3   mar  26 ", "2026-03-03"),
    ("29 Feb 2028", "2028-02-29"),
]


@pytest.mark.parametrize(("typed", "kept"), DATES)
def test_a_date_in_one_field(typed: str, kept: str) -> None:
    assert read("date", typed) == (kept, "")


@pytest.mark.parametrize(
    ("boxes", "kept"),
    [
        (("3", "3", "2026"), "2026-03-03"),
        (("03", "Mar", "26"), "2026-03-03"),
        (("３", "三月", "2026年"), "2026-03-03"),
        (("3日", "3月", "2026"), "2026-03-03"),
        (("三十一", "十二", "二〇二六"), "2026-12-31"),
        (("三日", "十月", "二零二六年"), "2026-10-03"),
        (("", "", "二零二六年三月三日"), "2026-03-03"),
        (("3 Mar 26", "", ""), "2026-03-03"),
        (("", "", "2026-03-03"), "2026-03-03"),
    ],
)
def test_a_date_in_three_boxes(boxes: tuple[str, str, str], kept: str) -> None:
    assert read("date", dict(zip(("x-day", "x-month", "x-year"), boxes, strict=True))) == (kept, "")


@pytest.mark.parametrize(
    ("boxes", "code", "parts"),
    [
        (("3", "", "2026"), "date-incomplete", ["month"]),
        (("31", "2", "2026"), "no-such-date", ["day"]),
        (("3", "13", "2026"), "no-such-date", ["month"]),
        (("3", "Smarch", "2026"), "not-a-date", ["month"]),
        (("3", "3", "226"), "not-a-date", ["year"]),
        (("3", "3", "0226"), "no-such-date", ["year"]),
        (("three", "3", "2026"), "not-a-date", ["day"]),
    ],
)
def test_the_part_of_a_date_that_is_wrong_is_named(boxes: tuple[str, str, str], code: str, parts: list[str]) -> None:
    form, _ = only("date")
    sent = {f"x-{part}": [text] for part, text in zip(("day", "month", "year"), boxes, strict=True)}
    reading = form.read(form.pages[0], sent, today=TODAY)
    assert [(fault.code, fault.params["parts"], fault.field) for fault in reading.faults] == [(code, parts, "x")]
    assert reading.answers == {}
    assert {name: [text] for name, text in reading.typed.items()} == sent


@pytest.mark.parametrize(
    "typed",
    [
        *["soon", "32/1/2026", "3 Mar", "2026", "29 Feb 2026", "1" * 500, "//", "0/0/00"],
        *[
            "二零二六年",
            "二零二六年二月三十日",
            "二零二六年五十三月三日",
            "二六年三月三日",
            "二〇二六年三月二二日",
            "十" * 60,
        ],
    ],
)
def test_what_is_no_date(typed: str) -> None:
    value, code = read("date", typed)
    assert value is None
    assert code in {"not-a-date", "no-such-date"}


@pytest.mark.parametrize(
    ("typed", "constraints", "kept"),
    [
        ("3 Mar 30", {"max": "today"}, "1930-03-03"),
        ("3 Mar 26", {"max": "today"}, "2026-03-03"),
        ("3 Mar 30", {"min": "today"}, "2030-03-03"),
        ("3 Mar 40", {}, "2040-03-03"),
        ("3 Mar 85", {}, "1985-03-03"),
    ],
)
def test_a_year_of_two_figures(typed: str, constraints: dict[str, str], kept: str) -> None:
    assert read("date", typed, constraints=constraints) == (kept, "")


@pytest.mark.parametrize(
    ("typed", "constraints", "code"),
    [
        ("27 Nov 2026", {"max": "today"}, "too-late"),
        ("26 Nov 2026", {"max": "today"}, ""),
        ("25 Nov 2026", {"min": "today"}, "too-early"),
        ("1 Jan 2020", {"min": "2021-01-01"}, "too-early"),
    ],
)
def test_limits_of_days(typed: str, constraints: dict[str, str], code: str) -> None:
    assert read("date", typed, constraints=constraints)[1] == code


OTHERS = [
    ("month", "2026-03", "2026-03"),
    ("month", "Mar 2026", "2026-03"),
    ("month", "3/2026", "2026-03"),
    ("month", "2026年3月", "2026-03"),
    ("month", "二〇二六年十二月", "2026-12"),
    ("time", "2:30 pm", "14:30"),
    ("time", "2.30pm", "14:30"),
    ("time", "14:30", "14:30"),
    ("time", "1430", "14:30"),
    ("time", "930", "09:30"),
    ("time", "2 p.m.", "14:00"),
    ("time", "12am", "00:00"),
    ("time", "12 pm", "12:00"),
    ("time", "下午2時30分", "14:30"),
    ("time", "上午9點半", "09:30"),
    ("time", "中午12時", "12:00"),
    ("time", "下午１２：１５", "12:15"),
    ("datetime", "3 Mar 2026 2:30 pm", "2026-03-03T14:30"),
    ("datetime", "2026-03-03T14:30", "2026-03-03T14:30"),
    ("datetime", "2026年3月3日下午2時30分", "2026-03-03T14:30"),
    ("datetime", "二零二六年三月三日 下午2時30分", "2026-03-03T14:30"),
    ("integer", "1,200", 1200),
    ("integer", "３", 3),
    ("integer", "1 200", 1200),
    ("number", "12.50", 12.5),
    ("number", "1,00,000.5", 100000.5),
    ("money", "1,200.50", 1200.5),
    ("money", "N$ 1,200", 1200),
    ("money", "NZD1200", 1200),
    ("money", "$1,200.5", 1200.5),
    ("money", "１，２００元", 1200),
    ("country", "Japan", "JP"),
    ("country", "日本", "JP"),
    ("country", "jp", "JP"),
    ("country", "viet nam", "VN"),
    ("country", "Côte d’Ivoire", "CI"),
    ("email", " Mei@Example.com ", "Mei@Example.com"),
    ("telephone", "+64 21 123 4567", "+64 21 123 4567"),
    ("telephone", "５５５　０１４７", "555 0147"),
    ("string", "陳大文", "陳大文"),
    ("string", "d", "d"),
    ("string", "Jose\u0301", "José"),
    ("member-number", "m1234 4", "M1234-4"),
    ("member-number", "Ｍ１２３４４", "M1234-4"),
    ("mark", "ab 1234", "AB1234"),
    ("mark", "LUCKY 88", "LUCKY88"),
    ("text", "one\r\ntwo ", "one\ntwo"),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), OTHERS)
def test_what_is_kept(kind: str, typed: str, kept: object) -> None:
    assert read(kind, typed) == (kept, "")


FAULTS = [
    ("month", "2026-13", {}, "not-a-month"),
    ("time", "25:00", {}, "not-a-time"),
    ("time", "2", {}, "not-a-time"),
    ("integer", "3.5", {}, "not-whole"),
    ("integer", "three", {}, "not-a-number"),
    ("integer", "3", {"min": 4}, "too-small"),
    ("integer", "5", {"max": 4}, "too-large"),
    ("number", "1.200,50", {}, "not-a-number"),
    ("number", "1,20", {}, "not-a-number"),
    ("number", "9" * 40, {}, "too-large"),
    ("number", "1.25", {"decimals": 1}, "too-many-decimals"),
    ("money", "1.005", {}, "too-many-decimals"),
    ("money", "-5", {"min": 0}, "too-small"),
    ("money", "£", {}, "not-an-amount"),
    ("country", "Atlantis", {}, "not-a-country"),
    ("country", "Guinea-", {}, ""),
    ("string", "x" * 201, {}, "too-long"),
    ("string", "x" * 11, {"max_length": 10}, "too-long"),
    ("string", "x", {"min_length": 2}, "too-short"),
    ("string", "x", {"pattern": "^y$"}, "pattern"),
    ("string", "\u200b\u200b", {}, "required"),
    ("member-number", "M1234-5", {}, "check-digit"),
    ("member-number", "M12O4-4", {}, "pattern"),
    ("text", "x" * 5000, {}, "too-long"),
    ("string", "x" * 1_000_000, {}, "too-long"),
]


@pytest.mark.parametrize(("kind", "typed", "constraints", "code"), FAULTS)
def test_what_is_turned_back(kind: str, typed: str, constraints: dict[str, Any], code: str) -> None:
    value, found = read(kind, typed, constraints=constraints)
    assert found == code
    assert code == "" or value is None


def test_a_long_text_is_not_shown_again_whole() -> None:
    form, _ = only("string")
    reading = form.read(form.pages[0], {"x": ["x" * 1_000_000]}, today=TODAY)
    assert len(reading.typed["x"]) <= 20_000


def test_the_character_that_looks_wrong_is_named() -> None:
    form, _ = only("member-number")
    reading = form.read(form.pages[0], {"x": ["m12o4-4"]}, today=TODAY)
    assert reading.faults[0].params == {"character": "O", "place": 4}
    assert reading.faults[0].mend == {"en": "Enter your number like M1234-4"}


@pytest.mark.parametrize(("kept", "shown"), [("AB1234", "AB 1234"), ("LUCKY88", "LUCKY88"), ("88", "88")])
def test_what_is_kept_stands_in_its_field_as_people_read_it(kept: str, shown: str) -> None:
    form, asked = only("mark")
    assert form.written(form.pages[0], {"x": kept}) == {"x": shown}
    assert asked.kind.shown(kept) == shown
    assert read("mark", shown) == (kept, "")


def test_choices() -> None:
    form, _ = only("choices", options=options("a", "b"))
    page = form.pages[0]
    assert form.read(page, {"x": ["b", "a", "b"]}, today=TODAY).answers == {"x": ["b", "a"]}
    assert form.read(page, {"x": ["c"]}, today=TODAY).faults[0].code == "not-an-option"
    assert form.read(page, {}, today=TODAY).faults[0].code == "required"


def test_a_box_that_is_not_ticked_is_an_answer() -> None:
    assert read("boolean", {}) == (False, "")
    assert read("boolean", "true") == (True, "")
    assert read("boolean", {}, constraints={"must_be": True}) == (None, "must-be")
