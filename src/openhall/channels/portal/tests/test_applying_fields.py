"""Fields of a page and answers for people, from the questions of the made-up town."""

from collections.abc import Callable
from datetime import date

import pytest

from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.forms.facade import Form
from openhall.channels.portal.applying.answers import answer_lines
from openhall.channels.portal.applying.fields import Drawing, error_pairs, field_views
from openhall.kernel.languages import ENGLISH, SIMPLIFIED
from openhall.ui.form_views import KeptFile
from tests.reports import report_of

TODAY = date(2026, 11, 26)
Town = Callable[[str], Form]


@pytest.fixture(scope="module")
def town() -> Town:
    report = report_of("example")
    jurisdiction = report.jurisdiction
    assert jurisdiction is not None
    return lambda name: next(form_of(each, jurisdiction) for each in report.services if each.id.endswith(name))


def test_a_date_shows_what_was_typed_and_marks_the_part_that_is_wrong(town: Town) -> None:
    form = town("moving-in")
    page = form.page_of["moved-on"]
    reading = form.read(page, {"moved_on-day": ["31"], "moved_on-month": ["Feb"], "moved_on-year": [""]}, today=TODAY)
    (view,) = field_views(page, Drawing(ENGLISH, reading.typed, reading.faults))
    assert view.value == {"day": "31", "month": "Feb", "year": ""}
    assert (view.error, view.wrong) == ("Enter the year", "year")
    assert error_pairs(reading.faults, ENGLISH) == (("moved_on", "Enter the year"),)
    assert view.example == "3 March 2026"


def test_a_group_has_a_field_for_each_question_of_each_item(town: Town) -> None:
    form = town("moving-in")
    page = form.page_of["others"]
    typed = form.written(page, {"others": [{"other_name": "Sami", "other_born": "2019-08-21"}]})
    (view,) = field_views(page, Drawing(ENGLISH, typed, spare={"others": 1}))
    assert [[field.name for field in item] for item in view.items] == [
        ["others-1-other_name", "others-1-other_born"],
        ["others-2-other_name", "others-2-other_born"],
    ]
    assert view.items[0][1].value == {"day": "21", "month": "8", "year": "2019"}
    assert (view.can_add, view.can_remove, view.item_label) == (True, True, "Person")


def test_an_address_has_a_field_for_each_box(town: Town) -> None:
    form = town("moving-in")
    page = form.page_of["home-address"]
    reading = form.read(page, {"home_address-street": ["Rope Lane"]}, today=TODAY)
    (view,) = field_views(page, Drawing(SIMPLIFIED, reading.typed, reading.faults))
    assert [(field.name, field.base) for field in view.fields][-1] == ("home_address-quarter", "choice")
    assert view.fields[-1].error == "请选择“街区”的答案"
    assert [field.value for field in view.fields] == ["", "Rope Lane", "", ""]


def test_files_and_ticks(town: Town) -> None:
    form = town("moving-in")
    kept = {"f1": KeptFile("f1", "lease.pdf", 10)}
    (view,) = field_views(form.page_of["rent-paper"], Drawing(ENGLISH, {"rent_paper": ["f1"]}, files=kept))
    assert (view.kept, view.accept) == ((kept["f1"],), ".pdf,.jpg,.jpeg,.png,.heic,.heif")
    (tick,) = field_views(form.page_of["declaration"], Drawing(ENGLISH, {"declaration": "true"}))
    assert (tick.value, tick.is_statement) == (True, True)


def test_answers_are_written_for_people(town: Town) -> None:
    form = town("moving-in")
    answers = form.example(0, today=TODAY, file=lambda _: "f1")
    kept = {"f1": KeptFile("f1", "lease.pdf", 10)}
    told = {each.id: answer_lines(each, answers.get(each.id), ENGLISH, kept) for each in form.asked}
    assert told == {
        "lives_here": ["Yes"],
        "full_name": ["Noor Al-Bahar"],
        "moved_on": ["Tuesday, 3 March 2026"],
        "home_address": ["12", "Rope Lane", "Old Harbour"],
        "phone": ["555-0147"],
        "others": ["Person 1\nName: Sami Al-Bahar\nDate of birth: Wednesday, 21 August 2019"],
        "declaration": ["Yes"],
        "rent_paper": ["lease.pdf"],
    }


def test_text_of_a_template_stays_text(town: Town) -> None:
    form = town("moving-in")
    page = form.page_of["full-name"]
    typed = "{{ ''.__class__.__mro__ }}"
    reading = form.read(page, {"full_name": [typed]}, today=TODAY)
    (view,) = field_views(page, Drawing(ENGLISH, reading.typed))
    assert (reading.answers, view.value) == ({"full_name": typed}, typed)
