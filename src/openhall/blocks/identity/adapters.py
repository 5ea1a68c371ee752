"""Ways to sign in: a typed registry, of which the demonstration's list of people is the first.

An adapter answers one question: who is this, from what was posted or handed over? How long a session lasts,
where it is kept and what it opens is the same for all of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from openhall.blocks.identity.models import Person
from openhall.kernel.errors import Refusal

HIGHEST_LEVEL = 3
#: From this level on it is known who somebody is; below, that an address is theirs.
KNOWN_LEVEL = 2


class SignInRefused(Refusal):
    """Nobody is signed in by this; the session that was there stays as it was."""

    code = "sign-in-refused"


@dataclass(frozen=True, slots=True)
class Adapter:
    """One way to sign in.

    ``level`` is the most that it proves (0 to 3). ``is_open`` says whether this hall offers it now; when it no
    longer does, its sessions open nothing any more. ``identify`` returns the id of the person, or ``None``.
    ``is_listed`` says that whoever comes may choose it; the others are for whom somebody else let in. ``is_strong``
    says that it takes two things that only the person has: without that nobody is an officer.
    """

    id: str
    level: int
    is_open: Callable[[], bool]
    identify: Callable[[Mapping[str, str]], str | None]
    is_listed: bool = True
    is_strong: bool = False


def _is_demo() -> bool:
    return bool(settings.OPENHALL_DEMO)


def _chosen(given: Mapping[str, str]) -> str | None:
    person = given.get("person", "")[:64]
    if not person.isprintable():
        return None  # PostgreSQL has no text with a NUL in it, and fails where one is looked for
    chosen = Person.objects.filter(pk=person, is_demo=True)
    return chosen.values_list("pk", flat=True).first()


DEMO = Adapter("demo", HIGHEST_LEVEL, _is_demo, _chosen, is_strong=True)
#: One-time codes (``invitations``): each is used up where its session begins, so nothing is recognised here.
INVITATION = Adapter("invitation", HIGHEST_LEVEL, lambda: True, lambda _: None, is_listed=False)


def _of_accounts(name: str, level: int, *shut_by: str, is_strong: bool = False) -> Adapter:
    """Return a way whose ceremony has more than one step: who it is has been found out where its session begins.

    It is shut where the operator shut all of ``shut_by``.
    """

    def is_open() -> bool:
        return not shut_by or not set(shut_by) <= set(settings.OPENHALL_SHUT_WAYS)

    return Adapter(name, level, is_open, lambda _: None, is_listed=False, is_strong=is_strong)


#: What each proves at most: docs/reference/signing-in.md.
PASSKEY = _of_accounts("passkey", 3, is_strong=True)
TWO_FACTORS = _of_accounts("two-factors", 3, is_strong=True)
PRINTED = _of_accounts("printed-code", 2)
CODE = _of_accounts("code", 1, "mail", "sms")
PASSWORD = _of_accounts("password", 1, "password")
#: An outside provider that the operator trusts; what it proves is said by its file, and by each of its answers.
PROVIDER = Adapter("provider", 3, lambda: bool(settings.OPENHALL_IDENTITY_PROVIDER), lambda _: None, is_listed=False)
_ALL = (DEMO, INVITATION, PASSKEY, TWO_FACTORS, PRINTED, CODE, PASSWORD, PROVIDER)
ADAPTERS: Mapping[str, Adapter] = {adapter.id: adapter for adapter in _ALL}


def open_adapters() -> tuple[Adapter, ...]:
    """Return the ways to sign in that this hall offers to everybody now."""
    return tuple(adapter for adapter in ADAPTERS.values() if adapter.is_listed and adapter.is_open())


def is_sign_in_open() -> bool:
    """Tell whether anybody can sign in here: with an account of their own, always."""
    return True


def check(adapters: Iterable[Adapter] = tuple(ADAPTERS.values())) -> list[str]:
    """Return what is wrong with the registry: an id used twice, a level that does not exist."""
    listed = list(adapters)
    ids = [adapter.id for adapter in listed]
    twice = [f"two ways to sign in are called “{name}”" for name in sorted({n for n in ids if ids.count(n) > 1})]
    levels = [f"“{a.id}” proves level {a.level}" for a in listed if not 0 <= a.level <= HIGHEST_LEVEL]
    return twice + levels


def identify(adapter_id: str, given: Mapping[str, str]) -> tuple[Adapter, str]:
    """Return the adapter and whom it recognises; raise ``SignInRefused`` when it is closed or knows nobody."""
    adapter = ADAPTERS.get(adapter_id)
    if adapter is None or not adapter.is_open():
        raise SignInRefused("sign-in-closed", adapter=adapter_id)
    person = adapter.identify(given)
    if person is None:
        raise SignInRefused("unknown-person")
    return adapter, person
