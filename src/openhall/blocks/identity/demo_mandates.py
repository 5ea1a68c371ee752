"""Mandates between the invented people of a demonstration."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.definitions import MandateDefinition
from openhall.blocks.identity.mandates import MandateRefused, Terms, made_mandate
from openhall.blocks.identity.models import Mandate
from openhall.blocks.identity.rules import MandateState


@transaction.atomic
def keep_demo_mandates(*, mandates: Collection[MandateDefinition], now: datetime) -> None:
    """Keep these mandates between invented people; one that somebody ended meanwhile stays ended."""
    pairs = {(each.giver, each.helper): each for each in mandates}
    kept = set[tuple[str, str]]()
    for row in Mandate.objects.filter(is_demo=True):
        pair = (row.giver_id, str(row.helper_id))
        if pair in pairs:
            kept.add(pair)
        else:
            row.delete()
            write_cards([pair[1]])
    for pair, each in pairs.items():
        if pair not in kept:
            _demo(each, now)


def _demo(each: MandateDefinition, now: datetime) -> None:
    """Write one that both said yes to; where the two have made another one themselves, that one counts."""
    terms = Terms(each.scopes, now + timedelta(days=each.days), each.services)
    with suppress(MandateRefused):
        row = made_mandate(each.giver, each.helper, terms, MandateState.LIVE, each.giver, now)
        row.is_demo = True
        row.save(update_fields=["is_demo"])
        write_cards([each.helper])
