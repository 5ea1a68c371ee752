"""The bench applies as people do, sees whether answers are kept, and never counts a refusal as an answer."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

import pytest

from tests.tools.stand_in import SUBJECT, StandIn, standing_in
from tools.bench import options
from tools.bench.applying import acts, journey, preparing, subjects, weight
from tools.bench.applying.pages import read_page
from tools.bench.applying.preparing import Draft, Prepared
from tools.bench.driving import Task, drive
from tools.bench.errors import BenchError
from tools.bench.load import Order
from tools.bench.own import Own, share_of
from tools.bench.requests import Request, form_post
from tools.bench.visitor import Visitor
from tools.bench.wrk import Wrk, framed

ONE_CORE = frozenset({0})
_NEEDS_WRK = pytest.mark.skipif(not shutil.which("wrk"), reason="wrk is not installed")
GENERATORS = ["own", pytest.param("wrk", marks=_NEEDS_WRK)]


@pytest.fixture
def hall() -> Iterator[StandIn]:
    with standing_in() as known:
        yield known


def _draft(hall: StandIn, language: str = "en") -> Draft:
    return preparing.begun_and_filled(hall.port, language, SUBJECT)


def _prepared(hall: StandIn) -> Prepared:
    drafts = [_draft(hall, language) for language in ("en", "zh-hant")]
    return Prepared([SUBJECT], ["en", "zh-hant"], drafts, [preparing.submitted(hall.port, "en", SUBJECT)])


def test_a_draft_is_begun_and_every_question_answered(hall: StandIn) -> None:
    draft = _draft(hall)

    assert draft.path == "/en/apply/office/permit/D1/"
    assert draft.headers == {"Cookie": "openhall_matters=D1"}
    assert hall.drafts == {
        "D1": {"name": ["CHAN Tai Man"], "purpose": ["A feast & a dance"], "places": ["north", "south"]}
    }


def test_a_hall_that_loses_answers_is_not_measured(hall: StandIn) -> None:
    draft = _draft(hall)
    preparing.look_whether_kept(hall.port, draft)
    hall.forgets = True

    with pytest.raises(BenchError, match="does not show what was answered there"):
        preparing.look_whether_kept(hall.port, draft)


def test_a_refused_answer_is_told_with_its_address(hall: StandIn) -> None:
    draft = replace(_draft(hall), headers={})

    with Visitor(hall.port) as visitor, pytest.raises(BenchError, match="D1/purpose/ answers 403 and not 303"):
        preparing.answer(visitor, draft, 1, {"purpose": ["x"]})
    assert hall.drafts["D1"]["purpose"] == ["A feast & a dance"]


def test_a_journey_is_every_page_shown_and_answered_and_one_press(hall: StandIn) -> None:
    assert journey.travel(hall.port, "en", SUBJECT) == "/en/apply/office/permit/D1/done/"
    assert hall.submitted == 1


def test_steps_change_what_is_kept_each_time_they_come_round(hall: StandIn) -> None:
    steps = list(acts.form_steps(_prepared(hall)))

    assert [step.path for step in steps] == [
        f"/{language}/apply/office/permit/{draft}/purpose/" for language, draft in (("en", "D1"), ("zh-hant", "D2"))
    ] * 2
    assert steps[0].body != steps[2].body
    assert all(step.headers["Cookie"].endswith(("D1", "D2")) for step in steps)


def test_pages_are_every_question_of_every_draft(hall: StandIn) -> None:
    pages = [request.path for request in acts.form_pages(_prepared(hall))]

    assert len(set(pages)) == len(pages) == 6


def test_no_submission_has_the_key_of_another(hall: StandIn) -> None:
    keys = [request.headers["Idempotency-Key"] for request in islice(preparing.submissions([SUBJECT]), 500)]

    assert len(set(keys)) == 500
    preparing.submitted(hall.port, "en", SUBJECT)
    assert len(hall.keys) == 1


def test_subjects_are_open_to_all_and_of_about_the_usual_length() -> None:
    def subject(service: str, length: int, sign_in: int = 0, *, needs_files: bool = False) -> subjects.Subject:
        questions = [subjects.Question(f"q{n}", {}, {"a": ["b"]} if n else {}) for n in range(length)]
        return subjects.Subject(service, sign_in, needs_files, questions, {})

    offered = [
        subject("short", 3),
        subject("signed-in", 10, 1),
        subject("with-papers", 10, needs_files=True),
        subject("long", 25),
        subject("b", 9),
        subject("a", 11),
        subject("one-question", 1),
    ]

    assert [each.service for each in subjects.choose(offered)] == ["a", "b", "short", "long"]
    with pytest.raises(BenchError, match="nothing to apply for"):
        subjects.choose(offered[1:3])


def test_the_middle_question_is_one_that_can_be_answered_in_two_ways() -> None:
    assert SUBJECT.middle() == 1


def test_a_page_is_read_as_a_browser_would_send_it() -> None:
    page = read_page(
        """<link rel="stylesheet" href="/a.css"><link rel="alternate" href="/feed"><script src="/b.js"></script>
        <form action="/search/"><input name="q"></form>
        <form action="/x/" method="post"><input type="hidden" name="_once" value="7"><input name="day" value="1">
        <input type="radio" name="r" value="a"><input type="radio" name="r" value="b" checked>
        <input type="checkbox" name="c" value="1" checked><input type="checkbox" name="c" value="2">
        <select name="s"><option value="n">No<option value="y" selected>Yes</select>
        <textarea name="t">\nfirst\nsecond &amp; last</textarea><input type="file" name="f">
        <button name="_do" value="save">Save</button></form>"""
    )

    assert page.links == ["/a.css", "/b.js"]
    (form,) = page.forms
    assert form.action == "/x/"
    assert form.fields == {
        "_once": ["7"], "day": ["1"], "r": ["b"], "c": ["1"], "s": ["y"], "t": ["first\nsecond & last"],
    }  # fmt: skip
    assert form.ticks == {"c": ["2"]}


def test_a_prepared_request_is_whole() -> None:
    request = form_post("/x/", {"name": ["陳 & Co", "b"]}, {"Cookie": "a=b"})

    head, _, body = request.on_the_line(8000).partition(b"\r\n\r\n")

    assert body == b"name=%E9%99%B3+%26+Co&name=b"
    assert head.startswith(b"POST /x/ HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nAccept: text/html")
    assert {b"Cookie: a=b", b"Content-Length: 28", b"Content-Type: application/x-www-form-urlencoded"} <= set(
        head.split(b"\r\n")
    )
    assert b"".join(framed([b"abc", b"de\n"])) == b"3\nabc3\nde\n"


def _order(hall: StandIn, request: Request, good: int, *, repeats: bool = True) -> Order:
    requests = [request.on_the_line(hall.port)] * (1 if repeats else 40)
    return Order(hall.port, requests, repeats, seconds=1, connections=4, good=good, is_watched=True)


def _generators() -> Mapping[str, Callable[[options.Options], Own | Wrk]]:
    return {"own": Own, "wrk": Wrk}


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_posts_whole_requests_and_knows_the_good_status(hall: StandIn, name: str) -> None:
    generator = _generators()[name](options.Options(1, name, ONE_CORE, ONE_CORE))
    step = form_post("/en/apply/office/permit/D1/purpose/", {"purpose": ["搬屋"]}, _draft(hall).headers)

    good = generator.run(_order(hall, step, 303))
    bad = generator.run(_order(hall, replace(step, headers={}), 303))

    assert not any(good.faults.values())
    assert good.requests > 10
    assert hall.drafts["D1"]["purpose"] == ["搬屋"]
    assert bad.faults["status 403"] == pytest.approx(bad.requests, abs=8)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_says_when_the_requests_run_out(hall: StandIn, name: str) -> None:
    generator = _generators()[name](options.Options(1, name, ONE_CORE, ONE_CORE))
    request = next(preparing.submissions([SUBJECT]))

    assert generator.run(_order(hall, request, 201, repeats=False)).is_spent


def test_an_order_that_never_repeats_is_shared_out_without_overlap() -> None:
    order = Order(1, [b"%d" % place for place in range(10)], repeats=False, seconds=1, connections=16, good=201)

    shares = [share_of(order, place, 2) for place in range(2)]

    assert sorted(each for share in shares for each in share.requests) == sorted(order.requests)
    assert [(share.connections, share.good) for share in shares] == [(8, 201)] * 2


def test_our_own_generator_counts_each_wrong_status(hall: StandIn) -> None:
    requests = [Request(path).on_the_line(hall.port) for path in ("/en/nowhere/", "/en/track/D1/")]

    told = drive(Task(hall.port, requests, connections=1, repeats=False, seconds=5))

    assert told.faults == {404: 1, 403: 1}


def test_a_page_weighs_with_everything_that_it_has_the_browser_fetch(hall: StandIn) -> None:
    with Visitor(hall.port) as visitor:
        page = visitor.get("/heavy/")
        sizes = weight.weigh(visitor, "/heavy/")

    assert set(sizes) == {"/heavy/", "/static/a.css", "/static/b.js", "/static/c.js", "/static/d.woff2"}
    assert sizes["/heavy/"] == page.size > len(page.body)
    assert sizes["/static/d.woff2"] > 3_000
