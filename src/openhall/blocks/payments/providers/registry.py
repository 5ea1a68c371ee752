"""The registry of providers, and what is wrong with the ways to pay that a jurisdiction offers."""

import importlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.conf import settings

from openhall.blocks.payments.definitions import News, PaymentTerms, ProviderTerms
from openhall.blocks.payments.providers import counter, fps, sandbox
from openhall.blocks.payments.providers.contract import (
    Asked,
    Begun,
    Charge,
    HandedOver,
    Provider,
    ProviderAwayError,
    Return,
)

_STRIPE_SECRETS = ("OPENHALL_STRIPE_KEY", "OPENHALL_STRIPE_WEBHOOK_SECRET")


class StripeOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the payer reads on the page of Stripe and on the statement of the card."""

    product: Annotated[str, msgspec.Meta(min_length=3, max_length=80)]


def _stripe() -> Any:  # noqa: ANN401 - a module that is there only with the extra
    try:
        return importlib.import_module(f"{__package__}.stripe_checkout")
    except ImportError as error:
        raise ProviderAwayError("install what talks to it: pip install 'openhall[stripe]'") from error


def _stripe_begin(charge: Charge, options: StripeOptions) -> Begun:
    begun: Begun = _stripe().begin(charge, options)
    return begun


def _stripe_read(headers: Mapping[str, str], body: bytes) -> tuple[News, ...]:
    news: tuple[News, ...] = _stripe().read(headers, body)
    return news


def _stripe_ask(asked: Asked) -> News | None:
    news: News | None = _stripe().ask(asked)
    return news


def _stripe_give_back(order: Return) -> str:
    return str(_stripe().give_back(order))


def _stripe_call_off(reference: str, _now: datetime) -> None:
    _stripe().call_off(reference)


def _stripe_handed_over(since: datetime) -> tuple[HandedOver, ...]:
    if not settings.OPENHALL_STRIPE_KEY:
        return ()
    told: tuple[HandedOver, ...] = _stripe().handed_over(since)
    return told


def _stripe_check(_options: StripeOptions) -> list[str]:
    missing = [f"{name} is not set" for name in _STRIPE_SECRETS if not getattr(settings, name)]
    if missing:
        return missing
    try:
        _stripe()
    except ProviderAwayError as error:
        return [str(error)]
    return []


#: Providers by their id. A further one is a module beside these, and a line here.
PROVIDERS: Mapping[str, Provider] = {
    each.id: each
    for each in (
        sandbox.PROVIDER,
        fps.PROVIDER,
        counter.PROVIDER,
        Provider(
            "stripe",
            StripeOptions,
            _stripe_begin,
            _stripe_check,
            _stripe_read,
            _stripe_ask,
            _stripe_give_back,
            _stripe_handed_over,
            _stripe_call_off,
            takes_several=True,
        ),
    )
}


def options_of(terms: ProviderTerms) -> Any:  # noqa: ANN401 - each provider has its own type
    """Return the options of a way to pay as its provider knows them. Raises ``msgspec.ValidationError``."""
    return msgspec.convert(terms.options, PROVIDERS[terms.id].options)


def terms_faults(terms: PaymentTerms) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the ways to pay of a jurisdiction: their place, and why."""
    seen: set[str] = set()
    for place, each in enumerate(terms.providers):
        if each.id not in PROVIDERS:
            yield place, f"there is no provider “{each.id}”; there are {', '.join(PROVIDERS)}"
        elif each.id in seen:
            yield place, f"“{each.id}” stands in this file twice"
        else:
            try:
                options_of(each)
            except msgspec.ValidationError as error:
                yield place, f"the options of “{each.id}” cannot be used: {error}"
        seen.add(each.id)


def provider_faults(terms: PaymentTerms) -> Iterator[str]:
    """Yield what is missing before a way to pay can be offered on this machine, in words for an operator."""
    for each in terms.providers:
        yield from (f"payment “{each.id}”: {told}" for told in PROVIDERS[each.id].check(options_of(each)))
