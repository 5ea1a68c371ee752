"""Sealed bytes in a bucket of any service that speaks S3. Needs the extra ``s3``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from openhall.blocks.documents.spooling import Spool
from openhall.blocks.documents.storing.places import Store, StoreAwayError

if TYPE_CHECKING:
    from obstore.store import S3Config  # there for type checkers only

_OPTIONS = frozenset({"endpoint", "region"})
_PIECE = 1024 * 1024
_PATIENCE = timedelta(seconds=20)
#: The bucket is given sealed bytes, which are a little longer than the largest file.
_MOST = 2**40


def open_store(address: str) -> Store:
    """Return the bucket that ``s3://…`` names; its keys come from the variables that all S3 clients read."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    config: S3Config = {"region": options.get("region", "us-east-1"), "disable_bulk_delete": True}
    endpoint = options.get("endpoint", "")
    if endpoint:
        config |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
    bucket = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": _PATIENCE},
        retry_config={"max_retries": 2, "retry_timeout": _PATIENCE},
    )
    return Bucket(bucket)


def faults(address: str) -> list[str]:
    """Return what is wrong with an address."""
    parts = urlsplit(address)
    unknown = sorted({name for name, _ in parse_qsl(parts.query)} - _OPTIONS)
    found = [f"OPENHALL_STORAGE_URL: there is no option “{name}”; there are endpoint and region" for name in unknown]
    return found if _names_a_bucket(parts) else [*found, "OPENHALL_STORAGE_URL: name the bucket, like s3://files"]


def _names_a_bucket(parts: SplitResult) -> bool:
    return bool(parts.netloc) and "@" not in parts.netloc


class Bucket(Store):
    """A bucket, or what lies below a prefix of it."""

    def __init__(self, bucket: S3Store) -> None:
        self._bucket = bucket

    def put(self, pieces: Iterable[bytes]) -> str:
        """Store bytes; the service has acknowledged them when this returns."""
        with _reached(), Spool(_MOST) as spool:
            for piece in pieces:
                spool.add(piece)
            spool.file.seek(0)
            obstore.put(self._bucket, _place(spool.sha256), spool.file, max_concurrency=2)
            return spool.sha256

    def get(self, address: str) -> Iterator[bytes]:
        """Yield the bytes at an address."""
        with _reached():
            for piece in obstore.get(self._bucket, _place(address)).stream(_PIECE):
                yield bytes(piece)

    def remove(self, address: str) -> None:
        """Remove the bytes at an address."""
        with _reached():
            obstore.delete(self._bucket, _place(address))

    def addresses(self, start: str, until: datetime) -> Iterator[str]:
        """Yield what lies below one of the 256 outer folders."""
        with _reached():
            for batch in obstore.list(self._bucket, start):
                yield from (each["path"].rpartition("/")[2] for each in batch if each["last_modified"] < until)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise LookupError(str(error)) from error
    except (BaseError, OSError) as error:
        raise StoreAwayError(str(error)) from error


def _place(address: str) -> str:
    return f"{address[:2]}/{address[2:4]}/{address}"
