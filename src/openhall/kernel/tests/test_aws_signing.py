"""The examples that Amazon publishes with its signature, to the letter."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from openhall.kernel.aws_signing import EMPTY, AwsKey, query_of, signed_headers

_KEY = AwsKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
_NOW = datetime(2013, 5, 24, tzinfo=UTC)
_HOST = "https://examplebucket.s3.amazonaws.com"


@pytest.mark.parametrize(
    ("url", "headers", "signature"),
    [
        (
            f"{_HOST}/test.txt",
            {"range": "bytes=0-9"},
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            f"{_HOST}/?{query_of({'lifecycle': ''})}",
            {},
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            f"{_HOST}/?{query_of({'prefix': 'J', 'max-keys': '2'})}",
            {},
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_a_request_is_signed_as_the_examples_are(url: str, headers: Mapping[str, str], signature: str) -> None:
    told = signed_headers("GET", url, key=_KEY, region="us-east-1", body_sha256=EMPTY, now=_NOW, headers=headers)
    assert told["Authorization"].endswith(f"Signature={signature}")
    assert "host" not in told


def test_what_is_sent_is_part_of_it() -> None:
    sha256 = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
    told = signed_headers(
        "PUT",
        f"{_HOST}/test%24file.text",
        key=_KEY,
        region="us-east-1",
        body_sha256=sha256,
        now=_NOW,
        headers={"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
    )
    assert told["Authorization"].endswith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")


def test_a_key_that_lives_for_hours_shows_its_token() -> None:
    key = AwsKey("id", "secret", "token")
    told = signed_headers("GET", _HOST, key=key, region="here", body_sha256=EMPTY, now=_NOW)
    assert told["x-amz-security-token"] == "token"
    assert "x-amz-date;x-amz-security-token" in told["Authorization"]
