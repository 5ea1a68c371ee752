"""The credential for a printed code: a CWT (RFC 8392) in COSE_Sign1 and Base45, small enough for 61 by 61 modules.

It can be checked without any line. What it cannot know is what happened after it was made: so it says until when it
is fresh, and the hall publishes a signed list of papers that are no longer good.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import base45  # type: ignore[import-untyped]
import cbor2
from cwt import COSE, COSEKey

from openhall.blocks.documents.credentials.definitions import Certified, IssuingKey
from openhall.blocks.documents.credentials.keys import HALL, issuing_key
from openhall.blocks.documents.papers.codes import bytes_of

#: What such a text begins with, so that a reader of codes knows what it has.
PREFIX = "OH1:"
#: A QR code of version 11 (61 by 61 modules), level L, holds so many signs of this kind.
MOST_SIGNS = 468
#: How long a proof is taken as it is; after that, whoever checks asks for a newer word. A day for those at work.
FRESH_FOR = timedelta(hours=24)
#: How long the list of papers no longer good is taken as the newest.
LIST_FRESH_FOR = timedelta(hours=24)
_ISS, _EXP, _IAT, _CTI = 1, 4, 6, 7
_ALG, _KID, _ES256 = 1, 4, -7
_MARK = 8
#: A name and a title that are longer are cut, only where nothing else helps.
_LINES = (40, 24, 12)


def credential_text(*, content: Certified, code: str, now: datetime, fresh_for: timedelta = FRESH_FOR) -> str:
    """Return the signed facts of ``content`` as the text of a QR code, with the time until which it is fresh.

    Facts that find no room are left out, the last first, and ``m`` says so.
    """
    key, claims = issuing_key(content.authority), _claims(content, code, now, now + fresh_for)
    texts = (_text(_signed(each, key)) for each in _ever_shorter(claims, content))
    return next(text for text in texts if len(text) <= MOST_SIGNS)


def _ever_shorter(claims: Mapping[int | str, Any], content: Certified) -> Iterator[Mapping[int | str, Any]]:
    """Yield what to say, each time a little less: fewer facts, then a name and title that are cut off."""
    facts = [[each.label, each.value] for each in content.facts]
    yield {**claims, **({"f": facts} if facts else {})}
    for count in range(len(facts) - 1, -1, -1):
        yield {**claims, **({"f": facts[:count]} if count else {}), "m": True}
    for size in _LINES:
        holder = [_cut(line, size) for line in content.holder[:1]]
        yield {**claims, "h": holder, "t": _cut(content.title, size), "m": True}


def status_list(
    *, revoked: Iterable[str], replaced: Iterable[str], suspended: Iterable[str] = (), now: datetime
) -> bytes:
    """Return the hall's signed list of papers no longer good: no codes, only marks that tell who has the code.

    Those that are ``suspended`` may be good again in the next list.
    """
    claims: dict[int | str, Any] = {
        _EXP: _seconds(now + LIST_FRESH_FOR),
        _IAT: _seconds(now),
        "r": sorted(map(mark_of, revoked)),
        "s": sorted(map(mark_of, replaced)),
    }
    if held := sorted(map(mark_of, suspended)):
        claims["h"] = held
    return _signed(claims, issuing_key(HALL))


def mark_of(code: str) -> bytes:
    """Return the mark of a code in the list: from it the code cannot be told."""
    return sha256(bytes_of(code)).digest()[:_MARK]


def _claims(content: Certified, code: str, now: datetime, until: datetime) -> dict[int | str, Any]:
    claims: dict[int | str, Any] = {
        _ISS: content.authority,
        _EXP: _seconds(until),
        _IAT: _seconds(now),
        _CTI: bytes_of(code),
        "k": content.kind,
        "t": content.title,
        "n": content.number,
        "h": list(content.holder),
        "i": _day(content.issued_on),
        "l": content.language,
    }
    if content.valid_until is not None:
        claims["u"] = _day(content.valid_until)
    if content.is_demo:
        claims["d"] = True
    return claims


def _signed(claims: Mapping[int | str, Any], key: IssuingKey) -> bytes:
    payload = cbor2.dumps(claims, canonical=True)
    signer = COSEKey.new(_private(key))
    signed: bytes = COSE.new().encode_and_sign(payload, signer, protected={_ALG: _ES256, _KID: key.kid})
    return signed


def _private(key: IssuingKey) -> dict[int, Any]:
    numbers = key.private.private_numbers()
    point = numbers.public_numbers
    x, y, d = (each.to_bytes(32) for each in (point.x, point.y, numbers.private_value))
    return {1: 2, 2: key.kid, 3: _ES256, -1: 1, -2: x, -3: y, -4: d}


def _text(raw: bytes) -> str:
    text: str = base45.b45encode(raw).decode()
    return PREFIX + text


def _cut(line: str, size: int) -> str:
    return line if len(line) <= size else f"{line[: size - 1]}…"


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def _day(day: date) -> int:
    """Return days since 1970: half the size of a date that is written out."""
    return (day - date(1970, 1, 1)).days
