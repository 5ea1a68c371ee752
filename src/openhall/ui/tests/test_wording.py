"""Words of the screen: in the reader's language, safe whatever is put in their places."""

from openhall.kernel.languages import ENGLISH, SIMPLIFIED, TRADITIONAL
from openhall.ui.form_views import FieldView
from openhall.ui.formats import file_kinds, file_size
from openhall.ui.wording import words_of


def test_words_are_in_the_language_of_the_reader() -> None:
    assert [str(words_of(each)["_"]("Start now")) for each in (ENGLISH, TRADITIONAL, SIMPLIFIED)] == [
        "Start now",
        "立即辦理",
        "立即办理",
    ]


def test_what_is_put_into_a_place_cannot_be_markup() -> None:
    filled = words_of(ENGLISH)["_"]("You pay %(amount)s.", amount="<b>nothing</b>")

    assert filled == "You pay &lt;b&gt;nothing&lt;/b&gt;."


def test_a_plural_knows_its_number_and_a_word_its_context() -> None:
    words = words_of(ENGLISH)

    assert [words["ngettext"]("%(num)s day", "%(num)s days", each) for each in (1, 2)] == ["1 day", "2 days"]
    assert words_of(SIMPLIFIED)["pgettext"]("decision", "Granted") == "已批准"


def test_sizes_and_kinds_of_files_are_said_as_people_say_them() -> None:
    assert [file_size(each) for each in (0, 812_345, 10_000_000, 2_340_000)] == ["1 KB", "812 KB", "10 MB", "2.3 MB"]
    assert file_kinds(".jpg, .png,image/heic,.jpeg") == ["JPG", "PNG"]


def test_a_box_is_as_wide_as_what_fits_in_it() -> None:
    widths = {width: FieldView("a", "string", "A", width=width).box for width in (0, 1, 8, 9, 20, 40)}

    assert widths == {0: 0, 1: 2, 8: 8, 9: 12, 20: 20, 40: 0}


def test_an_item_is_called_by_the_number_in_its_names() -> None:
    items = tuple((FieldView(f"children-{number}-name", "string", "Name"),) for number in (0, 3))

    assert [number for number, _ in FieldView("children", "group", "Children", items=items).numbered] == ["0", "3"]
