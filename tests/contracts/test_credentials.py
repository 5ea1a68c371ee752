"""Credentials as somebody else's library reads them: the printed one, the wallet's, and the keys."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import base45  # type: ignore[import-untyped]
import cbor2
import pytest
import segno
from cwt import COSE, COSEKey, VerifyError
from pytest_django import Settings
from sd_jwt import verifier  # type: ignore[import-untyped]

from openhall.blocks.documents.facade import (
    cose_keys_of,
    credential_text,
    issuer_url,
    jwks_of,
    new_paper_code,
    read_paper_code,
    sd_jwt_vc,
    status_list,
)

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
CODE = "7ZK3Q8V1M4N0P5R6S2T9W8X1Y3"


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Content:
    kind: str = "licence"
    authority: str = "food"
    service: str = "food/restaurant"
    language: str = "zh-Hant"
    title: str = "普通食肆牌照"
    number: str = "3112800123"
    holder: tuple[str, ...] = ("陳大文", "CHAN Tai Man")
    facts: tuple[Fact, ...] = (Fact("店號", "好味茶餐廳"), Fact("地址", "香港灣仔軒尼詩道 1 號地下"))
    issued_on: date = date(2026, 11, 2)
    valid_until: date | None = date(2027, 11, 1)
    is_demo: bool = True


def _keys() -> list[Any]:
    return [COSEKey.new(each) for each in cbor2.loads(cose_keys_of(["", "food", "parks"]))]


def _read(text: str) -> dict[Any, Any]:
    claims: dict[Any, Any] = cbor2.loads(COSE.new().decode(base45.b45decode(text.removeprefix("OH1:")), _keys()))
    return claims


def test_the_printed_credential_says_who_what_and_until_when() -> None:
    claims = _read(credential_text(content=Content(), code=CODE, now=NOW, fresh_for=timedelta(hours=12)))

    assert (claims[1], claims["k"], claims["n"], claims["t"]) == ("food", "licence", "3112800123", "普通食肆牌照")
    assert claims["h"] == ["陳大文", "CHAN Tai Man"]
    assert claims["f"] == [["店號", "好味茶餐廳"], ["地址", "香港灣仔軒尼詩道 1 號地下"]]
    assert date(1970, 1, 1) + timedelta(days=claims["u"]) == date(2027, 11, 1)
    assert claims[4] - claims[6] == 12 * 3600
    assert claims[6] == NOW.timestamp()
    assert claims["d"] is True


def test_another_halls_keys_and_changed_bytes_do_not_fit(settings: Settings, tmp_path: Any) -> None:  # noqa: ANN401
    text = credential_text(content=Content(), code=CODE, now=NOW)
    raw = bytearray(base45.b45decode(text.removeprefix("OH1:")))
    raw[40] ^= 1
    with pytest.raises(VerifyError):
        COSE.new().decode(bytes(raw), _keys())
    settings.KEYS_FOLDER = tmp_path
    with pytest.raises((VerifyError, ValueError)):
        _read(text)


@pytest.mark.parametrize("count", [0, 2, 30])
def test_it_finds_room_in_61_modules_however_much_there_is_to_say(count: int) -> None:
    content = replace(Content(), facts=tuple(Fact(f"項目{place}", "很長的說明文字" * 3) for place in range(count)))
    text = credential_text(content=content, code=CODE, now=NOW)
    width, _ = segno.make(text, error="l", micro=False).symbol_size(border=0)

    assert width <= 61
    claims = _read(text)
    assert claims.get("m", False) is (len(claims.get("f", [])) < count)
    endless = replace(content, holder=("很" * 400,), title="牌" * 300)
    assert segno.make(credential_text(content=endless, code=CODE, now=NOW), error="l").symbol_size(border=0)[0] <= 61


def _checked(text: str, presentation: set[int] | None = None) -> dict[str, Any]:
    parts = text.split("~")
    shown = [part for place, part in enumerate(parts) if presentation is None or place in presentation or not part]
    key = jwks_of(["food"])["keys"][0]

    def public(_issuer: str, header: dict[str, str]) -> verifier.JWK:
        assert header["kid"] == key["kid"]
        return verifier.JWK.from_json(json.dumps(dict(key)))

    payload: dict[str, Any] = verifier.SDJWTVerifier("~".join(shown), public).get_verified_payload()
    return payload


def test_another_library_reads_the_wallets_credential() -> None:
    wallet = dict(jwks_of(["somebody"])["keys"][0])
    made = sd_jwt_vc(content=Content(), code=CODE, now=NOW, holder_key=wallet)
    payload = _checked(made.text)

    assert payload["iss"] == issuer_url("food")
    assert payload["vct"] == made.vct
    assert payload["holder"] == ["陳大文", "CHAN Tai Man"]
    assert payload["number"] == "3112800123"
    assert payload["facts"][0] == {"label": "店號", "value": "好味茶餐廳"}
    assert payload["cnf"] == {"jwk": wallet}
    assert payload["valid_until"] == "2027-11-01"


def test_the_holder_shows_no_more_than_is_asked() -> None:
    made = sd_jwt_vc(content=Content(), code=CODE, now=NOW)
    payload = _checked(made.text, {0, 1})

    assert payload["number"] == "3112800123"
    assert "holder" not in payload
    assert payload["facts"] == []
    assert "陳大文" not in json.dumps(payload, ensure_ascii=False)


def test_a_changed_disclosure_is_noticed() -> None:
    parts = sd_jwt_vc(content=Content(), code=CODE, now=NOW).text.split("~")
    other = sd_jwt_vc(content=replace(Content(), number="9999999999"), code=CODE, now=NOW).text.split("~")
    payload = _checked("~".join([parts[0], other[1], *parts[2:]]))

    assert "number" not in payload


def test_keys_are_published_twice_alike() -> None:
    web, packed = jwks_of(["food", "parks"])["keys"], cbor2.loads(cose_keys_of(["food", "parks"]))

    assert len({each["kid"] for each in web}) == 2
    assert all(set(each) == {"alg", "crv", "kid", "kty", "use", "x", "y"} for each in web)
    assert [set(each) for each in packed] == [{1, 2, 3, -1, -2, -3}] * 2


def test_the_list_names_no_code() -> None:
    revoked, replaced = new_paper_code(), new_paper_code()
    raw = status_list(revoked=[revoked], replaced=[replaced], now=NOW)
    claims = cbor2.loads(COSE.new().decode(raw, _keys()[0]))

    assert (len(claims["r"]), len(claims["s"])) == (1, 1)
    assert claims["r"] != claims["s"]
    assert revoked.encode() not in raw
    assert claims[4] > claims[6] == NOW.timestamp()


def test_a_code_is_understood_as_people_write_it() -> None:
    code = new_paper_code()
    spaced = " ".join(code[start : start + 4] for start in range(0, 26, 4)).lower()

    assert read_paper_code(spaced.replace("0", "o").replace("1", "l")) == code
    assert read_paper_code(code.replace("1", "I").replace("0", "O")) == code
    assert read_paper_code("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code
    assert len({new_paper_code() for _ in range(100)}) == 100


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 26, "Z" * 26, "0" * 25, "0" * 27, "é" * 26, " " * 500])
def test_what_is_no_code_is_told_before_anything_is_looked_up(typed: str) -> None:
    assert read_paper_code(typed) is None
