"""Hand a notice to one provider after the other, so that the person gets it once.

A row says who is called before the call, and how it ended after it. Who has surely not taken it is followed by the
next one. Of a call that nobody saw the end of, its provider is asked; until it says no, no other one is called.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from django.conf import settings
from django.db import transaction

from openhall.blocks.journal.facade import append_leaf, seal
from openhall.blocks.messages.definitions import ENDED, Channel, Outgoing, State
from openhall.blocks.messages.models import Delivery
from openhall.blocks.messages.providers.kinds import AddressRefusedError, NotAcceptedError, Outcome, Provider
from openhall.blocks.messages.providers.registry import providers_of
from openhall.blocks.messages.sealing import Carried, context_of_delivery

#: A call that is older than this has nobody any more who could see its end.
_CALL_LASTS = timedelta(minutes=2)
_TOKEN_SIZE = 32
_log = logging.getLogger("openhall.messages")


class NotSentError(Exception):
    """It did not go out yet; it is to be tried again."""


class InDoubtError(NotSentError):
    """Nobody knows whether a provider took it, so nobody else is called."""


def send_mail(*, outgoing: Outgoing, now: datetime) -> State:
    """Send a mail, once for each key; raises ``NotSentError`` where it is to be tried again."""
    return send_out(channel=Channel.MAIL, outgoing=outgoing, providers=providers_of(Channel.MAIL), now=now)


def send_sms(*, outgoing: Outgoing, now: datetime) -> State:
    """Send a text message, once for each key; raises ``NotSentError`` where it is to be tried again."""
    return send_out(channel=Channel.SMS, outgoing=outgoing, providers=providers_of(Channel.SMS), now=now)


def send_out(*, channel: Channel, outgoing: Outgoing, providers: Sequence[Provider], now: datetime) -> State:
    """Hand a notice to the first provider that takes it. What has ended, or somebody else is at, is left alone."""
    row = _row(channel, outgoing, now)
    if row.state in ENDED:
        return State(row.state)
    if row.state == State.CALLING and row.called_at is not None and now < row.called_at + _CALL_LASTS:
        raise InDoubtError("somebody is at it")
    token = token_of(outgoing.key)
    if row.state in {State.CALLING, State.DOUBT}:
        ended, providers = _asked(row, outgoing, token, providers, now)
        if ended is not None:
            return ended
    for provider in providers:
        _begin(row, provider, now)
        ended = _called(row, outgoing, token, provider, now)
        if ended is not None:
            return ended
    raise NotSentError("no provider takes it")


def token_of(key: str) -> str:
    """Return the idempotency key that providers are given: it tells nothing of the matter."""
    return sha256(key.encode()).hexdigest()[:_TOKEN_SIZE]


def _row(channel: Channel, outgoing: Outgoing, now: datetime) -> Delivery:
    known = Delivery.objects.filter(key=outgoing.key, channel=channel).first()
    if known is not None:
        return known
    # The words are kept where a visitor of a demonstration may look at them, and nowhere else.
    attached = outgoing.attachment.name if outgoing.attachment else ""
    shown = (outgoing.title, outgoing.text, attached, outgoing.language) if settings.OPENHALL_DEMO else ()
    plain = msgspec.json.encode(Carried(outgoing.address, *shown))
    with transaction.atomic():
        sealed = seal(owner=outgoing.owner, plain=plain, context=context_of_delivery(outgoing.key, channel))
        fresh = Delivery(
            key=outgoing.key,
            channel=channel,
            subject=outgoing.subject,
            owner=outgoing.owner,
            person=outgoing.person,
            sealed=sealed,
            made_at=now,
        )
        Delivery.objects.bulk_create([fresh], ignore_conflicts=True)
    return Delivery.objects.get(key=outgoing.key, channel=channel)


def _asked(
    row: Delivery, outgoing: Outgoing, token: str, providers: Sequence[Provider], now: datetime
) -> tuple[State | None, Sequence[Provider]]:
    """Find out how a call ended that nobody saw the end of: its end, or who may be called now."""
    called = next((each for each in providers if each.name == row.provider), None)
    if called is None:
        raise InDoubtError(f"{row.provider} was called and is no provider of this hall any more")
    told = called.ask(token)
    if told in {Outcome.ACCEPTED, Outcome.DELIVERED}:
        state = State.DELIVERED if told is Outcome.DELIVERED else State.SENT
        return _end(row, outgoing, state, row.provider_reference, now), ()
    if told is Outcome.NOT_ACCEPTED:
        return None, [*(each for each in providers if each is not called), called]
    if called.repeats_safely:
        return None, [called]
    _change(row, state=State.DOUBT)
    raise InDoubtError(f"{called.name} does not say whether it took it")


def _called(row: Delivery, outgoing: Outgoing, token: str, provider: Provider, now: datetime) -> State | None:
    """Call one provider; ``None`` when it has surely not taken it."""
    try:
        reference = provider.send(outgoing, token)
    except NotAcceptedError as error:
        # Of the fault only its name: its words may hold somebody's address.
        _log.warning("%s did not take a notice: %s", provider.name, type(error.__cause__ or error).__name__)
        _change(row, state=State.QUEUED)
        return None
    except AddressRefusedError:
        return _end(row, outgoing, State.BOUNCED, "", now)
    except Exception as error:
        _change(row, state=State.DOUBT)
        raise InDoubtError(provider.name) from error
    return _end(row, outgoing, State.SENT, reference, now)


def _begin(row: Delivery, provider: Provider, now: datetime) -> None:
    """Write down who is called before the call. Of two who come at once, one goes on."""
    _change(row, state=State.CALLING, provider=provider.name, attempts=row.attempts + 1, called_at=now)


def _change(row: Delivery, **changes: object) -> None:
    held = Delivery.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts)
    if not held.update(**changes):
        raise InDoubtError("somebody else went on with it")
    for name, value in changes.items():
        setattr(row, name, value)


def _end(row: Delivery, outgoing: Outgoing, state: State, reference: str, now: datetime) -> State:
    with transaction.atomic():
        _change(row, state=state, provider_reference=reference[:200], ended_at=now)
        if outgoing.has_legal_effect:
            kind = "notice.bounced" if state is State.BOUNCED else "notice.sent"
            told = {"channel": row.channel, "notice": token_of(row.key)}
            append_leaf(kind=kind, subject=outgoing.subject, statement=told, now=now)
    return state
