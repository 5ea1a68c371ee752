"""Facts are fetched by law or consent, with source and date, and whatever is fetched is written down."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, transaction

from openhall.blocks.exchange import asking
from openhall.blocks.exchange.definitions import (
    Answered,
    Asking,
    ConsentMissing,
    FactSource,
    Fetched,
    Outcome,
    Predicate,
    SourceDownError,
    SourceLaw,
)
from openhall.blocks.exchange.facade import (
    consents_of,
    dated_facts_of,
    fetch_facts,
    fetches_of,
    give_consent,
    holds,
    silent_since,
    source_faults,
    withdraw_consent,
)
from openhall.blocks.exchange.models import Consent, Copy, Fetch
from openhall.blocks.journal.facade import OWN, Reader

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
LAW = SourceLaw({"en": "Kite Act"})
FACTS = ("person.name", "person.born")
ASKING = Asking("ann", service="harbour/mooring", authority="harbour", subject="OH-1")
ADULT = Predicate("over-18", {"en": "Is she 18?"}, "born_years >= 18")


class Stub:
    """A source that the test moves: what it knows, whether it is down, and how often it was asked."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"person.name": "Ann", "person.born": "2008-11-28"}
        self.is_down, self.asked, self.as_of = False, 0, NOW

    def __call__(self, _source: FactSource, wanted: tuple[str, ...], _asking: Asking, _reader: Reader) -> Answered:
        self.asked += 1
        if self.is_down:
            raise SourceDownError
        return Answered({fact: self.values[fact] for fact in wanted if fact in self.values}, self.as_of, "signed")


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    far = Stub()
    monkeypatch.setitem(asking._KINDS, "outside", far)  # noqa: SLF001 - the registry takes each kind once
    return far


def source(**changes: Any) -> FactSource:
    members = {"id": "far", "name": {"en": "Far"}, "authority": "far", "kind": "outside", "facts": FACTS, "law": LAW}
    return FactSource(**{**members, **changes})


def fetch(given: FactSource, *, now: datetime = NOW, purpose: str = OWN) -> Fetched:
    reader = Reader(actor="person:ann", purpose=purpose, case="OH-1", now=now)
    return fetch_facts(sources=[given], wanted=["person.name"], asking=ASKING, reader=reader)


def test_a_fact_comes_with_source_and_date_and_is_written_down_without_its_value() -> None:
    held = fetch(source()).values["person.name"]
    assert (held.value, held.source, held.as_of, held.is_copy) == ("Ann", "far", NOW, False)
    (line,) = fetches_of("ann")
    assert (line.source, line.facts, line.service, line.basis, line.outcome) == (
        "far",
        ("person.name",),
        "harbour/mooring",
        "law",
        "given",
    )
    assert "Ann" not in str(Fetch.objects.values().get())
    assert dated_facts_of("OH-1")["person.name"].as_of == NOW.date()


def test_every_look_of_another_is_a_line_and_ones_own_one_a_day() -> None:
    for _ in range(2):
        fetch(source())
        fetch(source(), purpose="exchange")
    fetch_facts(
        sources=[source()], wanted=FACTS, asking=ASKING, reader=Reader("person:ann", OWN, "OH-1", NOW)
    )  # other facts of the same day
    assert len(fetches_of("ann")) == 4


def test_without_consent_nothing_is_asked_and_a_withdrawn_one_holds_no_more(stub: Stub) -> None:
    closed = source(law=None)
    assert fetch(closed).unconsented == ("far",)
    assert stub.asked == 0
    give_consent(person="ann", source="far", now=NOW)
    assert fetch(closed).values["person.name"].value == "Ann"
    assert withdraw_consent(person="ann", source="far", now=NOW + timedelta(seconds=1))
    assert fetch(closed, now=NOW + timedelta(seconds=1)).unconsented == ("far",)
    assert not withdraw_consent(person="ann", source="far", now=NOW + timedelta(seconds=2))
    assert [each.withdrawn_at is None for each in consents_of("ann")] == [False]
    assert {each.outcome for each in fetches_of("ann")} == {Outcome.REFUSED, Outcome.GIVEN}


def test_consent_is_one_however_often_it_is_given_and_another_persons_is_none() -> None:
    first = give_consent(person="ann", source="far", now=NOW)
    assert give_consent(person="ann", source="far", now=NOW) == first
    other = fetch_facts(
        sources=[source(law=None)],
        wanted=FACTS,
        asking=Asking("bob"),
        reader=Reader("person:bob", OWN, "", NOW),
    )
    assert other.unconsented == ("far",)


def test_a_predicate_gives_the_answer_alone() -> None:
    reader = Reader(actor="authority:harbour", purpose="exchange", case="OH-1", now=NOW)
    assert not holds(predicate=ADULT, sources=[source()], facts=FACTS, asking=ASKING, reader=reader)
    later = Reader(actor="authority:harbour", purpose="exchange", case="OH-1", now=NOW + timedelta(days=1))
    assert holds(predicate=ADULT, sources=[source()], facts=FACTS, asking=ASKING, reader=later)
    assert {(each.predicate, each.facts) for each in fetches_of("ann")} == {("over-18", ())}
    with pytest.raises(ConsentMissing):
        holds(predicate=ADULT, sources=[source(law=None)], facts=FACTS, asking=ASKING, reader=reader)


def test_two_weeks_of_silence_are_bridged_by_a_dated_copy_and_no_longer(stub: Stub) -> None:
    bridged = source(when_down="copy", copy_days=30)
    fetch(bridged)
    stub.is_down = True
    later = NOW + timedelta(days=14)
    held = fetch(bridged, now=later).values["person.name"]
    assert (held.value, held.as_of, held.is_copy) == ("Ann", NOW, True)
    assert silent_since("far") == later
    gone = fetch(bridged, now=NOW + timedelta(days=31))
    assert (gone.values, gone.down) == ({}, ("far",))
    stub.is_down, stub.as_of = False, NOW + timedelta(days=32)
    back = fetch(bridged, now=NOW + timedelta(days=32)).values["person.name"]
    assert not back.is_copy
    assert silent_since("far") is None


def test_a_silent_source_is_left_alone_for_a_while(stub: Stub) -> None:
    stub.is_down = True
    fetch(source())
    fetch(source(), now=NOW + timedelta(seconds=5))
    assert stub.asked == 1
    fetch(source(), now=NOW + timedelta(seconds=16))
    assert stub.asked == 2


def test_a_fresh_copy_spares_the_source_and_is_sealed(stub: Stub) -> None:
    fresh = source(fresh_days=2)
    fetch(fresh)
    fetch(fresh, now=NOW + timedelta(days=1))
    assert stub.asked == 1
    fetch(fresh, now=NOW + timedelta(days=3))
    assert stub.asked == 2
    assert b"Ann" not in bytes(Copy.objects.get().sealed)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"when_down": "copy"}, "copy_days"),
        ({"copy_days": 5}, "when_down is copy, or later"),
        ({"when_down": "later"}, "later_law"),
        ({"when_down": "copy", "copy_days": 5, "later_law": LAW}, "later_law"),
        ({"when_down": "later", "later_law": LAW, "kind": "people"}, "kind: outside"),
        ({"when_down": "later", "later_law": LAW, "copy_days": 30}, ""),
    ],
)
def test_what_is_done_while_it_is_down_has_to_be_said_in_full(changes: dict[str, Any], told: str) -> None:
    faults = source_faults([source(**changes)], FACTS)
    assert [place for place, _ in faults] == ([0] if told else [])
    assert all(told in words for _, words in faults)


def test_where_people_are_taken_at_their_word_a_copy_still_goes_first(stub: Stub) -> None:
    both = source(when_down="later", later_law=LAW, copy_days=30)
    fetch(both)
    stub.is_down = True
    assert fetch(both, now=NOW + timedelta(days=14)).values["person.name"].is_copy
    assert fetch(both, now=NOW + timedelta(days=31)).down == ("far",)


def test_what_was_written_down_cannot_be_changed() -> None:
    give_consent(person="ann", source="far", now=NOW)
    withdraw_consent(person="ann", source="far", now=NOW)
    line = Fetch.objects.create(
        at=NOW, day=NOW.date(), person="ann", source="far", facts="[]", actor="x", outcome="given"
    )
    with pytest.raises(Error), transaction.atomic():
        Fetch.objects.filter(pk=line.pk).update(person="bob")
    with pytest.raises(Error), transaction.atomic():
        Consent.objects.update(withdrawn_at=None)


WORDS = {"person.age_group": {"young": "born_years < 18", "old": "born_years >= 18"}}


def test_a_fact_is_told_in_a_word_and_nothing_of_what_lies_behind_it_leaves(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(asking._KINDS, "people", stub)  # noqa: SLF001 - as above
    reader = Reader(actor="hall", purpose="judge", case="OH-1", now=NOW)
    told = source(facts=(*FACTS, "person.age_group"), words=WORDS, kind="people")
    fetched = fetch_facts(sources=[told], wanted=["person.age_group"], asking=ASKING, reader=reader)
    assert {fact: held.value for fact, held in fetched.values.items()} == {"person.age_group": "young"}
    assert fetched.values["person.age_group"].as_of == NOW
    assert Fetch.objects.get().facts == '["person.age_group"]'
    stub.values["person.born"] = "2008-11-27"
    fetched = fetch_facts(sources=[told], wanted=["person.age_group"], asking=ASKING, reader=reader)
    assert fetched.values["person.age_group"].value == "old"
    del stub.values["person.born"]
    assert fetch_facts(sources=[told], wanted=["person.age_group"], asking=ASKING, reader=reader).values == {}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"words": WORDS, "kind": "people"}, "does not stand among the facts"),
        ({"words": WORDS, "facts": (*FACTS, "person.age_group")}, "tells its facts in words itself"),
        ({"words": {"person.name": {"a": "height > 1"}}, "kind": "people"}, "“height”, which is no other fact"),
        ({"words": {"person.name": {"a": "born_years <"}}, "kind": "people"}, "cannot be read"),
        ({"words": {"person.name": {"a": "born_days < 3 and born_years >= 1"}}, "kind": "people"}, ""),
    ],
)
def test_words_are_checked_before_anybody_relies_on_them(changes: dict[str, Any], told: str) -> None:
    faults = [fault for _, fault in source_faults([source(**changes)], [*FACTS, "person.age_group"])]
    faults = [fault for fault in faults if not fault.startswith("no source answers")]
    assert any(told in fault for fault in faults) if told else faults == []
