"""How often somebody may try: for each account, device, network and for all together, counted in the database.

A device that has signed in before has its own count. So whoever floods an account from elsewhere uses up the count of
strangers, never that of its owner. What is over is refused before anything is counted, hashed or sent: an attack costs
one look-up for each request.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from ipaddress import ip_address
from typing import Literal

from django.db import connection, transaction

from openhall.blocks.identity.models import Tally
from openhall.kernel.errors import Refusal

_COUNT = """
INSERT INTO identity_tally (key, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (key) DO UPDATE SET count = identity_tally.count + 1 RETURNING count
"""
_QUARTER, _DAY, _MINUTE = timedelta(minutes=15), timedelta(days=1), timedelta(minutes=1)
_IPV4_NETWORK, _IPV6_NETWORK, _KNOWN = 24, 64, 4_096

Act = Literal["guess", "password", "second", "send"]


class TooOften(Refusal):
    """It was tried too often; ``seconds`` is how long to wait."""

    code = "too-often"

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds=seconds)
        self.seconds = seconds


@lru_cache(maxsize=_KNOWN)
def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    # As one socket for both tells of IPv4 (RFC 4291, 2.5.5.2): or all of it would be one network.
    found = getattr(found, "ipv4_mapped", None) or found
    kept = _IPV4_NETWORK if found.version == 4 else _IPV6_NETWORK  # noqa: PLR2004 - version 4
    dropped = found.max_prefixlen - kept
    return f"{type(found)(int(found) >> dropped << dropped)}/{kept}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Where an attempt comes from: the address of its network, and the device that the browser says it is.

    ``device`` counts only for accounts that were signed in to on it (``devices``). ``is_limited`` is false on the
    machine of a demonstration itself.
    """

    address: str
    device: str = ""
    is_limited: bool = True

    @property
    def network(self) -> str:
        """Return the network around the address: /24, or /64 for IPv6."""
        return _network(self.address)


@dataclass(frozen=True, slots=True)
class _Limit:
    scope: str
    most: int
    span: timedelta


#: Of one device for one account that it knows; and of everybody else, for what and whom they try, whence, and together.
_OF_DEVICE: dict[Act, tuple[_Limit, ...]] = {
    "guess": (_Limit("device", 20, _QUARTER),),
    "password": (_Limit("device", 10, _QUARTER),),
    "second": (_Limit("device", 10, _QUARTER),),
    "send": (_Limit("device", 3, _QUARTER), _Limit("device", 10, _DAY)),
}
_OF_STRANGERS: dict[Act, tuple[_Limit, ...]] = {
    "guess": (_Limit("network", 30, _QUARTER), _Limit("all", 600, _MINUTE)),
    "password": (_Limit("subject", 10, _QUARTER), _Limit("network", 20, _QUARTER), _Limit("all", 60, _MINUTE)),
    # Six figures: a few tries at a time, or they would be found.
    "second": (_Limit("subject", 5, _QUARTER), _Limit("network", 30, _QUARTER), _Limit("all", 600, _MINUTE)),
    "send": (
        _Limit("subject", 3, _QUARTER),
        _Limit("subject", 10, _DAY),
        _Limit("network", 30, _QUARTER),
        _Limit("all", 200, _MINUTE),
    ),
}


def take(act: Act, subject: str, caller: Caller, *, is_known: bool, now: datetime) -> None:
    """Count an attempt at ``subject`` (a hash of an address, an account, a sheet); raise ``TooOften``.

    ``is_known`` says that the caller's device was signed in to this account before. Nothing is counted that is refused.
    """
    if not caller.is_limited:
        return
    limits = _OF_DEVICE if is_known else _OF_STRANGERS
    counted = sorted(_counted(act, limits[act], subject, caller, now), key=lambda each: each[0])
    held = dict(Tally.objects.filter(key__in=[key for key, _, _ in counted]).values_list("key", "count"))
    _refuse_over([(held.get(key, 0) + 1, limit, ends_at) for key, limit, ends_at in counted], now)
    with transaction.atomic(), connection.cursor() as cursor:
        fresh = list[tuple[int, _Limit, datetime]]()
        for key, limit, ends_at in counted:
            cursor.execute(_COUNT, [key, connection.ops.adapt_datetimefield_value(ends_at)])
            fresh.append((int(cursor.fetchone()[0]), limit, ends_at))
        # Of many who came at once all have read the same count: those that are over by now are taken back.
        _refuse_over(fresh, now)


def is_first(what: str, *, until: datetime) -> bool:
    """Tell whether ``what`` is done for the first time before ``until``; of two who do it at once one is the first."""
    return times_counted(f"once:{what}", until=until) == 1


def times_counted(what: str, *, until: datetime) -> int:
    """Count ``what``, and return how often it was counted; the first of them says ``until`` when that is remembered."""
    with transaction.atomic(), connection.cursor() as cursor:
        key = sha256(what.encode()).hexdigest()
        cursor.execute(_COUNT, [key, connection.ops.adapt_datetimefield_value(until)])
        return int(cursor.fetchone()[0])


def tidy_tallies(now: datetime) -> None:
    """Forget counts whose time is over."""
    Tally.objects.filter(ends_at__lt=now).delete()


def _counted(
    act: Act, limits: tuple[_Limit, ...], subject: str, caller: Caller, now: datetime
) -> Iterator[tuple[str, _Limit, datetime]]:
    whose = {"device": f"{caller.device}:{subject}", "subject": subject, "network": caller.network, "all": ""}
    for limit in limits:
        span = int(limit.span.total_seconds())
        turn = int(now.timestamp()) // span
        key = sha256(f"{act}:{limit.scope}:{span}:{turn}:{whose[limit.scope]}".encode()).hexdigest()
        yield key, limit, datetime.fromtimestamp((turn + 1) * span, UTC)


def _refuse_over(counts: list[tuple[int, _Limit, datetime]], now: datetime) -> None:
    over = [ends_at for count, limit, ends_at in counts if count > limit.most]
    if over:
        raise TooOften(max(1, int((max(over) - now).total_seconds())))


def serialised_by(marks: Iterable[str], *, now: datetime) -> None:
    """Let whoever does something with the same text wait, by whichever of its marks: as ``serialised`` does."""
    # In one order for everybody, or two would wait for one another.
    for mark in sorted(marks):
        serialised(mark, now=now)


def serialised(what: str, *, now: datetime) -> None:
    """Let whoever does the same at the same time wait, until the caller's transaction ends."""
    key = sha256(f"serialised:{what}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, connection.ops.adapt_datetimefield_value(now + _QUARTER)])
