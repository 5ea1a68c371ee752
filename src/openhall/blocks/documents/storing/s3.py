"""Sealed bytes in a bucket of any service that speaks S3, over the hall's one way out: no redirect is followed."""

import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import IO
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

import requests
from django.conf import settings
from django.utils import timezone

from openhall.blocks.documents.spooling import Spool
from openhall.blocks.documents.storing.places import Store, StoreAwayError
from openhall.kernel.aws_signing import EMPTY, AwsKey, query_of, signed_headers
from openhall.kernel.bpmn.document import ModelRefused, parse
from openhall.kernel.egress import calling

_OPTIONS = frozenset({"endpoint", "region"})
_REGION = "us-east-1"
_PIECE = 1024 * 1024
#: How often a call is made again that the service was not well for, and after how many seconds.
_AGAIN = (0.2, 1.0)
#: Seconds for the way there, and for each piece of an answer.
_PATIENCE = (5.0, 20.0)
_MOST_LISTED = 4_000_000
#: The bucket is given sealed bytes, which are a little longer than the largest file.
_MOST = 2**40


def open_store(address: str) -> Store:
    """Return the bucket that ``s3://…`` names; its key comes from the settings."""
    parts = urlsplit(address)
    prefix, options = parts.path.strip("/"), dict(parse_qsl(parts.query))
    region, is_private = options.get("region", _REGION), "endpoint" in options
    return Bucket(_base(address), f"{prefix}/" if prefix else "", region, is_private=is_private)


def _base(address: str) -> str:
    """Return where the bucket is: below an endpoint, or at Amazon under a name of its own."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    if endpoint := options.get("endpoint", ""):
        return f"{endpoint.rstrip('/')}/{parts.netloc}"
    return f"https://{parts.netloc}.s3.{options.get('region', _REGION)}.amazonaws.com"


def addresses_of(address: str) -> list[str]:
    """Return the addresses that a store calls."""
    return [_base(address)]


def faults(address: str) -> list[str]:
    """Return what is wrong with an address."""
    parts = urlsplit(address)
    unknown = sorted({name for name, _ in parse_qsl(parts.query)} - _OPTIONS)
    found = [f"OPENHALL_STORAGE_URL: there is no option “{name}”; there are endpoint and region" for name in unknown]
    if not all(map(str, settings.OPENHALL_STORAGE_KEY[:2])):
        found.append("OPENHALL_STORAGE_URL: there is no key; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    return found if _names_a_bucket(parts) else [*found, "OPENHALL_STORAGE_URL: name the bucket, like s3://files"]


def _names_a_bucket(parts: SplitResult) -> bool:
    return bool(parts.netloc) and "@" not in parts.netloc


class Bucket(Store):
    """A bucket, or what lies below a prefix of it; ``is_private`` says that the operator wrote where it is."""

    def __init__(self, base: str, prefix: str, region: str, *, is_private: bool) -> None:
        self._base, self._prefix, self._region, self._is_private = base, prefix, region, is_private

    def put(self, pieces: Iterable[bytes]) -> str:
        """Store bytes; the service has acknowledged them when this returns."""
        with Spool(_MOST) as spool:
            for piece in pieces:
                spool.add(piece)
            self._done("PUT", self._url(spool.sha256), spool.file, spool.sha256)
            return spool.sha256

    def get(self, address: str) -> Generator[bytes, None, None]:
        """Yield the bytes at an address."""
        with self._asked("GET", self._url(address)) as answer:
            if answer.status_code != HTTPStatus.OK:
                raise _said(answer)
            yield from answer.iter_content(_PIECE)

    def remove(self, address: str) -> None:
        """Remove the bytes at an address."""
        self._done("DELETE", self._url(address))

    def addresses(self, start: str, until: datetime) -> Iterator[str]:
        """Yield what lies below one of the 256 outer folders."""
        asked, is_more = {"list-type": "2", "prefix": f"{self._prefix}{start}/"}, True
        while is_more:
            with self._asked("GET", f"{self._base}{_root(self._base)}?{query_of(asked)}") as answer:
                if answer.status_code != HTTPStatus.OK:
                    raise _said(answer)
                listed = answer.raw.read(_MOST_LISTED, decode_content=False)
            names, more = _read(listed)
            yield from (name.rpartition("/")[2] for name, at in names.items() if at < until)
            is_more, asked = bool(more), {**asked, "continuation-token": more}

    def _url(self, address: str) -> str:
        return f"{self._base}/{quote(f'{self._prefix}{address[:2]}/{address[2:4]}/{address}', safe='/-_.~')}"

    def _done(self, method: str, url: str, body: IO[bytes] | None = None, sha256: str = EMPTY) -> None:
        with self._asked(method, url, body, sha256) as answer:
            is_gone = method == "DELETE" and answer.status_code == HTTPStatus.NOT_FOUND
            if answer.status_code not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT} and not is_gone:
                raise _said(answer)

    @contextmanager
    def _asked(
        self, method: str, url: str, body: IO[bytes] | None = None, sha256: str = EMPTY
    ) -> Iterator[requests.Response]:
        """Call once more where the service is not well: whatever is asked here may be asked twice."""
        try:
            for wait in (*_AGAIN, None):
                if body is not None:
                    body.seek(0)
                headers = signed_headers(
                    method, url, key=_key(), region=self._region, body_sha256=sha256, now=timezone.now()
                )
                with calling(
                    method, url, headers=headers, body=body or b"", is_private=self._is_private, patience=_PATIENCE
                ) as answer:
                    if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR or wait is None:
                        yield answer
                        return
                time.sleep(wait)
        except (requests.RequestException, OSError) as error:
            raise StoreAwayError(str(error)) from error


def _key() -> AwsKey:
    """Return the key as it is now: a vault may change it at any time."""
    return AwsKey(*map(str, settings.OPENHALL_STORAGE_KEY))


def _root(base: str) -> str:
    return "" if urlsplit(base).path else "/"


def _said(answer: requests.Response) -> Exception:
    """Return what an answer that is none means; one that leads elsewhere is not followed."""
    if answer.status_code == HTTPStatus.NOT_FOUND:
        return LookupError("there are no such bytes in the bucket")
    return StoreAwayError(f"the bucket answered with {answer.status_code}")


def _read(listed: bytes) -> tuple[Mapping[str, datetime], str]:
    """Return names with their moments, and the word with which to ask for more; empty where that was all."""
    try:
        root = parse(listed, max_bytes=_MOST_LISTED)
    except ModelRefused as error:
        raise StoreAwayError("what the bucket listed cannot be read") from error
    told = [{each.tag: each.text for each in entry.children} for entry in root.children if entry.tag == "Contents"]
    more = next((each.text for each in root.children if each.tag == "NextContinuationToken"), "")
    return {each["Key"]: datetime.fromisoformat(each["LastModified"]) for each in told if "Key" in each}, more
