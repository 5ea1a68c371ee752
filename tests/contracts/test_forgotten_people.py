"""A person who is erased is gone from everything that knew them, and no system is told of them any more."""

from datetime import UTC, datetime

import pytest

from openhall.blocks.cases.facade import erase_person
from openhall.blocks.exchange.facade import consents_of, give_consent
from openhall.blocks.exchange.models import Copy
from openhall.blocks.federation import facade as federation
from openhall.blocks.federation.models import Client, Grant
from openhall.blocks.identity.facade import begin_session
from openhall.blocks.journal.models import Record
from tests.desks import ELDER, NOOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_copies_and_consents_and_codes_go_with_them_and_those_of_others_stay() -> None:
    system = federation.ClientFacts("client-1", "harbour-office", {"en": "Berths"}, ("https://a.example/",), ("name",))
    Client.objects.create(
        id=system.id,
        authority=system.authority,
        name='{"en": "Berths"}',
        keys="[]",
        redirects="[]",
        scopes="[]",
        made_at=NOW,
    )
    asked = federation.Asked(system, system.redirects[0], ("name",), "state", "nonce", "x" * 43, 0, None, frozenset())
    for person in (NOOR, ELDER):
        begin_session(person=person, now=NOW)
        give_consent(person=person, source="far", now=NOW)
        Copy.objects.create(
            person=person, source="far", owner=f"person:{person}", as_of=NOW, fetched_at=NOW, sealed=b"x"
        )
        federation.give_consent(person=person, asked=asked, now=NOW)
        federation.issue_code(person=person, level=2, signed_in_at=NOW, asked=asked, now=NOW)

    done = erase_person(person=NOOR, by="operator", now=NOW)

    assert (done.erased, done.kept) == ((), ())
    assert Record.objects.filter(kind="person.erased").count() == 1
    assert [each.person for each in Copy.objects.all()] == [ELDER]
    assert [each.withdrawn_at for each in consents_of(NOOR)] == [NOW]
    assert [each.withdrawn_at for each in consents_of(ELDER)] == [None]
    assert federation.consents_of(NOOR) == ()
    assert len(federation.consents_of(ELDER)) == 1
    assert [each.person for each in Grant.objects.all()] == [ELDER]
    assert Record.objects.filter(kind="consent.withdrawn").count() == 2
