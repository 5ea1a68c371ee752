import pytest

from openhall.kernel.canonical import canonical, read_json

#: The example of RFC 8785, section 3.2.2, but for its numbers beyond what we sign.
GIVEN = rb"""{
  "numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
EXPECTED = (
    rb'{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],'
    b'"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
)


def test_the_example_of_the_standard() -> None:
    value = read_json(GIVEN)

    assert isinstance(value, dict)
    assert canonical(value) == EXPECTED


def test_members_stand_in_the_order_of_their_utf_16_units() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "1": 3}) == '{"1":3,"\U0001f600":2,"\ufb33":1}'.encode()


def test_order_spacing_and_the_way_a_number_is_written_are_free() -> None:
    assert read_json(b'{"a": 7.0, "b": 1e2}') == read_json(b'{"b":100,"a":7}')


@pytest.mark.parametrize("text", [b'{"a":1,"a":1}', b'{"a":NaN}', b"{", b"\xff", b"[" * 100_000, b'{"a":1}x', b""])
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are for the programmer
        read_json(text)


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800"])
def test_what_json_cannot_say_exactly_is_not_signed(value: float | str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        canonical({"a": value})
