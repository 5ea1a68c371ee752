"""Exactly one row is due, whatever is answered: found without trying everything, and told where it is not so."""

import pytest

from openhall.blocks.rules.facade import Asked, TooManyWaysError, uncovered

SIZE = {"size": Asked(values=("small", "large"))}
AREA = {"area": Asked(least=0)}


@pytest.mark.parametrize(
    ("conditions", "asked"),
    [
        ([""], {}),
        (["size == 'small'", "size == 'large'"], SIZE),
        (["size == 'small'", "size != 'small'"], SIZE),
        (["area <= 100", "area > 100 and area <= 200", "area > 200"], AREA),
        (["rooms < 5", "rooms >= 5"], {"rooms": Asked(least=1, most=9, is_whole=True)}),
        # Without an answer a comparison does not hold, and “other than” does.
        (["size == 'small'", "size != 'small'"], {"size": Asked(values=("small", "large"), is_required=False)}),
        # Pages are asked of whoever takes a passport: nobody else has to have a row.
        (
            ["kind == 'card'", "pages == 32", "pages == 48"],
            {
                "kind": Asked(values=("card", "passport")),
                "pages": Asked(values=(32, 48), ask_if="kind == 'passport'"),
            },
        ),
        (["lives_here", "not lives_here"], {"lives_here": Asked(values=(True, False))}),
    ],
)
def test_one_row_for_every_answer(conditions: list[str], asked: dict[str, Asked]) -> None:
    assert list(uncovered(conditions, asked)) == []


@pytest.mark.parametrize(
    ("conditions", "asked", "answers", "held"),
    [
        (["", ""], {}, {}, 2),
        (["size == 'small'"], SIZE, {"size": "large"}, 0),
        (["area <= 100", "area > 101"], AREA, {"area": 101}, 0),
        (["area <= 100", "area >= 100"], AREA, {"area": 100}, 2),
        (["area <= 100", "area > 100"], {"area": Asked(least=0, is_required=False)}, {}, 0),
        (["name == 'a'", "name == 'b'"], {"name": Asked()}, {"name": ""}, 0),
    ],
)
def test_where_there_is_none_or_two_it_says_with_which_answers(
    conditions: list[str], asked: dict[str, Asked], answers: dict[str, object], held: int
) -> None:
    assert (answers, held) in list(uncovered(conditions, asked))


def test_numbers_beyond_what_may_be_answered_do_not_count() -> None:
    asked = {"months": Asked(least=1, most=12, is_whole=True)}

    assert list(uncovered(["months <= 4", "months > 4 and months <= 12"], asked)) == []


def test_answers_with_which_nobody_comes_so_far_do_not_count() -> None:
    conditions = ["area <= 100", "area > 100 and area <= 200"]

    assert list(uncovered(conditions, AREA, ["area > 200"])) == []
    assert list(uncovered(conditions, AREA, ["area > 250"])) == [
        ({"area": 200.001}, 0),
        ({"area": 249.999}, 0),
        ({"area": 250}, 0),
    ]
    assert list(uncovered(conditions, {**AREA, **SIZE}, ["area > 200 and size == 'small'"])), "the others still come"


def test_of_several_choices_every_choice_that_can_matter_is_tried() -> None:
    asked = {"grades": Asked(values=("a", "b", "c", "h"), takes_several=True)}
    alone = ["'a' in grades and 'h' not in grades", "'h' in grades and 'a' not in grades"]
    left_over = ["'a' not in grades and 'h' not in grades", "'a' in grades and 'h' in grades"]

    # b answers for c as well: no condition names either.
    assert list(uncovered(alone, asked)) == [
        ({"grades": ["b"]}, 0),
        ({"grades": ["a", "h"]}, 0),
        ({"grades": ["a", "h", "b"]}, 0),
    ]
    assert list(uncovered([*alone, *left_over], asked)) == []
    assert {held for _, held in uncovered([*alone, *left_over, "'a' in grades"], asked)} == {2}


def test_what_cannot_be_tried_is_not_taken_for_proved() -> None:
    asked = {f"q{number}": Asked(values=tuple("abcdefghij")) for number in range(6)}
    condition = " and ".join(f"q{number} == 'a'" for number in range(6))

    with pytest.raises(TooManyWaysError):
        list(uncovered([condition], asked))


def test_too_many_choices_at_once_are_not_tried() -> None:
    options = [f"o{number}" for number in range(16)]
    condition = " or ".join(f"'{option}' in chosen" for option in options)

    with pytest.raises(TooManyWaysError):
        list(uncovered([condition], {"chosen": Asked(values=tuple(options), takes_several=True)}))
