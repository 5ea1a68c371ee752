"""The identity providers that the operator trusts: one file for each, named by ``OPENHALL_IDENTITY_PROVIDER``."""

import os
import re
import stat
import tomllib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

import msgspec
from django.conf import settings

from openhall.blocks.identity.adapters import HIGHEST_LEVEL
from openhall.kernel.egress import address_fault, place_of, register_addresses
from openhall.kernel.languages import Text
from openhall.kernel.secret_files import OLDEST, days_old

#: What a token may be signed with, and what is taken only from a provider whose file names it: RSA with PKCS#1 v1.5,
#: which nobody counts as sound for anything new.
SOUND, RSA_V15 = ("ES256", "PS256"), "RS256"
_ID = re.compile(r"[a-z][a-z0-9-]{0,29}")
_FACT = re.compile(r"person\.[a-z_]+")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Binding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which claim of the provider says the same as which held fact, so that it finds the one person who has it."""

    claim: str
    fact: str


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provider as its file says it.

    ``levels`` says which level each of its ``acr`` proves; without it every sign-in proves ``level``.
    ``hosts`` are those beside the issuer's own where it hands out tokens and keys, as ``host`` or ``host:port``.
    ``id_token_signed_response_alg`` is the one algorithm that its tokens are signed with; without it any sound one is
    taken. ``private`` says that it is a system of one's own network, which may lack TLS.
    """

    id: str
    name: Text
    issuer: str
    client_id: str
    secret_file: str
    scopes: tuple[str, ...] = ("openid",)
    level: int = 1
    levels: dict[str, int] = {}
    binding: Binding | None = None
    private: bool = False
    id_token_signed_response_alg: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProviderFault:
    """What is wrong with a provider: the file, and the fault in words for an operator."""

    file: str
    wrong: str


#: What was read of a file, by its path and the time at which it was written.
_read: dict[tuple[Path, int], Provider] = {}


def all_providers() -> tuple[Provider, ...]:
    """Return the providers in the order of the setting. Raises ``ValueError`` or ``OSError`` for a file with faults."""
    return tuple(_provider(path) for path in _paths())


def _addresses() -> list[str]:
    """Return the addresses that may be called: of each issuer, and of the hosts that its file names beside it."""
    providers = all_providers()
    return [each.issuer for each in providers] + [f"https://{host}" for each in providers for host in each.hosts]


register_addresses("OPENHALL_IDENTITY_PROVIDER", _addresses)


def provider_of(provider: str) -> Provider | None:
    """Return a provider by its id."""
    return next((each for each in all_providers() if each.id == provider), None)


def secret_of(provider: Provider) -> str:
    """Return what the hall proves itself with to the provider. Raises ``OSError``."""
    path = next(path for path in _paths() if _provider(path).id == provider.id)
    return (path.parent / provider.secret_file).read_text("utf-8").strip()


def provider_faults() -> list[ProviderFault]:
    """Return what is wrong or unsafe with the providers; none is good. No secret is shown."""
    found: list[ProviderFault] = []
    ids: list[str] = []
    for path in _paths():
        try:
            provider = _provider(path)
            found += [ProviderFault(str(path), each) for each in _secret_faults(path.parent / provider.secret_file)]
        except (ValueError, OSError) as error:
            found.append(ProviderFault(str(path), str(error)))
            continue
        if provider.issuer.startswith("http:"):
            found.append(ProviderFault(str(path), f"the issuer {provider.issuer} is not encrypted (https)"))
        if provider.id in ids:
            found.append(ProviderFault(str(path), f"there are two providers with the id {provider.id}"))
        ids.append(provider.id)
    return found


def old_signatures() -> list[str]:
    """Return the files and settings by which signatures of RSA with PKCS#1 v1.5 are taken here."""
    found = ["OPENHALL_RSA_PASSKEYS"] if settings.OPENHALL_RSA_PASSKEYS else []
    for path in _paths():
        with suppress(ValueError, OSError):  # told by ``provider_faults``
            found += [str(path)] if _provider(path).id_token_signed_response_alg == RSA_V15 else []
    return found


def _paths() -> tuple[Path, ...]:
    return tuple(map(Path, settings.OPENHALL_IDENTITY_PROVIDER))


def _provider(path: Path) -> Provider:
    key = path, path.stat().st_mtime_ns
    if key not in _read:
        _read[key] = _checked(tomllib.loads(path.read_text("utf-8")))
    return _read[key]


def _checked(text: dict[str, Any]) -> Provider:
    found = msgspec.convert(text, Provider)
    if not _ID.fullmatch(found.id):
        raise ValueError("id has small letters, figures and hyphens, 30 at most")
    if fault := address_fault(found.issuer, is_private=found.private):
        raise ValueError(f"issuer: {fault}")
    for host in found.hosts:
        if "/" in host or "@" in host or place_of(f"https://{host}").partition(":")[0] != host.partition(":")[0]:
            raise ValueError("hosts are names, like tokens.example or tokens.example:8443")
    if found.id_token_signed_response_alg not in {"", RSA_V15, *SOUND}:
        raise ValueError(f"id_token_signed_response_alg is {', '.join(SOUND)}, or {RSA_V15} where there is no other")
    if "openid" not in found.scopes:
        raise ValueError("scopes lack openid")
    if not all(0 < level <= HIGHEST_LEVEL for level in (found.level, *found.levels.values())):
        raise ValueError(f"levels are 1 to {HIGHEST_LEVEL}")
    if found.binding and not _FACT.fullmatch(found.binding.fact):
        raise ValueError("binding.fact is a fact of a person, like person.date_of_birth")
    return found


def _secret_faults(path: Path) -> list[str]:
    told = path.stat()
    found = [f"others can read the secret {path}: chmod 0600"] if stat.S_IMODE(told.st_mode) & _OTHERS else []
    if told.st_uid != os.geteuid():
        found.append(f"the secret {path} belongs to another account")
    if (days := days_old(path, time())) > OLDEST:
        found.append(
            f"the secret {path} is the same for {days} days, {OLDEST} are the most: ask the provider for another"
        )
    return found if path.read_text("utf-8").strip() else [*found, f"the secret {path} is empty"]
