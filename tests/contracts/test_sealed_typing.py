"""A page with questions brings the key that its script seals with: without it, nothing waits in a window."""

import re
from base64 import b64decode

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
OWN = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
STALL, MOVING = "/en/apply/parks-office/night-market-stall/", "/en/apply/town-clerk/moving-in/"


def _somebody(person: str) -> Client:
    client = Client(headers=OWN)
    assert client.post("/en/sign-in/", {"person": person}).status_code == 303
    return client


def _begun(client: Client, service: str = STALL) -> str:
    """Begin an application; return where its first question is."""
    place = client.post(service, {"_do": "new", "do": "new"})["Location"]
    while (led := client.get(place)).status_code == 303:
        place = led["Location"]
    return place


def _keys(client: Client, place: str) -> list[str]:
    page = client.get(place).content.decode()
    return re.findall(r'data-seals="([^"]*)"', page)


def test_each_page_brings_a_key_of_its_own() -> None:
    noor = _somebody("noor-al-bahar")
    first = _begun(noor)
    (key,) = _keys(noor, first)
    assert len(b64decode(key, validate=True)) == 32
    # The same page has the same key, in another language and after signing in again: nothing typed is lost.
    assert _keys(noor, first) == _keys(noor, first.replace("/en/", "/zh-hans/", 1)) == [key]
    assert _keys(_somebody("noor-al-bahar"), first) == [key]
    # What comes back with a fault is that page, too.
    again = noor.post(first, {}).content.decode()
    assert "summary__title" in again
    assert re.findall(r'data-seals="([^"]*)"', again) == [key]
    # Another page has another, and so has somebody else; one on which nothing waits has none.
    (other,) = _keys(noor, _begun(noor, MOVING))
    assert other != key
    assert key not in _keys(_somebody("lin-xiaoyu"), first)
    assert _keys(Client(headers=OWN), first) in ([], [""])
    assert _keys(noor, "/en/me/") == []
    assert _keys(noor, "/en/track/") in ([], [""])


def test_a_guest_has_a_key_of_their_own_from_the_second_page_on() -> None:
    one, other = Client(headers=OWN), Client(headers=OWN)
    first = _begun(one, MOVING)
    assert _keys(one, first) == [""], "nobody knows yet who they are"
    assert not one.cookies, "and looking leaves nothing behind"
    second, others = (each.post(first, {"lives_here": "yes"})["Location"] for each in (one, other))
    (key,) = _keys(one, second)
    assert _keys(other, second) == []
    assert _keys(other, others) != [key]
