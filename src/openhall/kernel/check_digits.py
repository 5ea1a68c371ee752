"""Check digits as data: a jurisdiction describes its identifiers, the sums are here.

Two algorithms cover the identifiers of most registers: a weighted sum with a modulus, and Luhn's
(ISO/IEC 7812-1, annex B).
"""

import re
from typing import Literal

import msgspec

_LETTER_BASE = ord("A")


class CheckDigit(msgspec.Struct, frozen=True, omit_defaults=True):
    """How an identifier is checked.

    ``body`` and ``digit`` are patterns whose first group is the part summed and the check character.
    A letter counts as ``letters_from`` plus its place in the alphabet; ``values`` names others.
    The expected digit is ``(subtract_from - sum) mod modulus``, written as in ``digit_names`` if named.
    """

    algorithm: Literal["weighted-sum", "luhn"]
    body: str
    digit: str
    weights: tuple[int, ...] = ()
    modulus: int = 10
    subtract_from: int | None = None
    pad_to: int = 0
    pad_with: str = "0"
    values: dict[str, int] = {}
    letters_from: int = 10
    digit_names: dict[str, str] = {}


def has_right_check_digit(value: str, rule: CheckDigit) -> bool:
    """Tell whether ``value`` carries the check character that ``rule`` asks for."""
    body, digit = re.search(rule.body, value), re.search(rule.digit, value)
    if body is None or digit is None:
        return False
    return digit.group(1) == expected_digit(body.group(1), rule)


def expected_digit(body: str, rule: CheckDigit) -> str:
    """Compute the check character of ``body``."""
    padded = body.rjust(rule.pad_to, rule.pad_with)
    total = _luhn_sum(padded) if rule.algorithm == "luhn" else _weighted_sum(padded, rule)
    modulus = 10 if rule.algorithm == "luhn" else rule.modulus
    origin = modulus if rule.subtract_from is None else rule.subtract_from
    number = str((origin - total) % modulus)
    return rule.digit_names.get(number, number)


def _weighted_sum(body: str, rule: CheckDigit) -> int:
    if len(body) != len(rule.weights):
        return -1
    return sum(_value(character, rule) * weight for character, weight in zip(body, rule.weights, strict=True))


def _value(character: str, rule: CheckDigit) -> int:
    if character in rule.values:
        return rule.values[character]
    if character.isdigit():
        return int(character)
    return rule.letters_from + ord(character) - _LETTER_BASE


def _luhn_sum(body: str) -> int:
    digits = [int(character) for character in reversed(body) if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return sum(doubled)
