"""Canonical JSON (RFC 8785): one value, one sequence of bytes, so that it can be hashed and signed."""

import json
import math
from collections.abc import Mapping
from typing import NoReturn

import rfc8785

JSON = str | int | float | bool | None | list["JSON"] | dict[str, "JSON"]

#: Above this whole numbers are not exact everywhere.
_LARGEST = 2**53 - 1


def canonical(value: Mapping[str, JSON]) -> bytes:
    """Return the bytes of ``value``; raise ``ValueError`` for what JSON cannot say exactly."""
    return rfc8785.dumps(dict(value))


def read_json(document: bytes) -> JSON:
    """Read JSON strictly; raise ``ValueError`` for a member that stands twice, for NaN and for broken text."""
    try:
        value: JSON = json.loads(
            document.decode("utf-8"), object_pairs_hook=_without_doubles, parse_float=_number, parse_constant=_refused
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _without_doubles(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _number(text: str) -> int | float:
    """Read 7.0 as 7: JSON knows only numbers, and canonical JSON writes both alike."""
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text[:40]} is larger than any number of JSON")
    return int(value) if value.is_integer() and abs(value) <= _LARGEST else value


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
