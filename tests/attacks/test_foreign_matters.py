"""Attack 45: whatever id stands in an address, what is not yours is like what is not there."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from django.urls import URLResolver, get_resolver

from openhall.kernel.references import ALPHABET, new_reference
from tests.applicants import Applicant
from tests.attacks.matters import API, NOBODYS_SECRET, Matters, without
from tests.attacks.town import (
    MOORING,
    MOVING,
    STALL,
    dump,
)
from tests.halls import Hall


def _guest(hall: Hall) -> Applicant:
    return Applicant(hall)


def _guest_with_a_secret_of_another(hall: Hall) -> Applicant:
    return Applicant(hall, {"openhall_matters": f"{new_reference()}_{NOBODYS_SECRET}"})


def _idris(hall: Hall) -> Applicant:
    somebody = Applicant(hall)
    somebody.sign_in("idris-al-bahar")
    return somebody


def _officer(hall: Hall) -> Applicant:
    somebody = Applicant(hall)
    somebody.sign_in("captain-reyes")
    return somebody


def _forged_session(hall: Hall) -> Applicant:
    return Applicant(hall, {"openhall_session": "A" * 43})


STRANGERS: list[Callable[[Hall], Applicant]] = [
    _guest,
    _guest_with_a_secret_of_another,
    _idris,
    _officer,
    _forged_session,
]
PLACES = [
    "/en/apply/{service}/{reference}/",
    "/en/apply/{service}/{reference}/evening/",
    "/en/apply/{service}/{reference}/full-name/",
    "/en/apply/{service}/{reference}/for-whom/",
    "/en/apply/{service}/{reference}/check/",
    "/en/apply/{service}/{reference}/stopped/",
    "/en/apply/{service}/{reference}/saved/",
    "/en/apply/{service}/{reference}/changed/",
    "/en/apply/{service}/{reference}/changed/?go",
    "/en/apply/{service}/{reference}/done/",
    "/en/track/{reference}/",
    "/en/track/{reference}/answer/",
    "/en/track/{reference}/messages/",
    "/en/track/{reference}/withdraw/",
    "/en/track/{reference}/objection/",
    "/en/track/{reference}/appointment/",
    "/en/track/{reference}/appointment/cancel/",
    "/en/track/{reference}/appointment.ics",
    "/en/track/{reference}/pay/",
    "/en/track/{reference}/papers/0123456789abcdef0123456789abcdef/",
    "/en/track/{reference}/papers/",
    "/en/track/{reference}/papers/0123456789abcdef0123456789abcdef/again/",
    "/en/track/{reference}/draw/",
    "/en/track/{reference}/wallet/",
    "/en/track/{reference}/who-looked/",
    "/en/track/{reference}/receipt/",
    "/en/track/{reference}/receipt.json",
]
#: What can be sent to a case on its pages.
SENT = {
    "answer": {"_once": "1", "_page": "full_name", "full_name": "Mallory"},
    "messages": {"_once": "0", "words": "Grant it."},
    "withdraw": {},
    "objection": {"facts": "full_name", "words": "No."},
    "appointment": {"office": "market-square", "slot": "20260305T1400Z", "booking": ""},
    "appointment/cancel": {"booking": "0"},
    "pay": {"way": "sandbox", "_key": "1"},
    "papers/0123456789abcdef0123456789abcdef/again": {"language": "en", "_once": "1"},
    "draw": {"draw": "0123456789abcdef0123456789abcdef"},
    "who-looked/1/ask": {},
}


#: The same addresses, and those of the API, as the hall's table of addresses has them.
ATTACKED = {
    *(f"<slug>/apply/<authority>/<service>/<reference>/{last}" for last in ("", "<page>/", "for-whom/", "check/")),
    *(f"<slug>/apply/<authority>/<service>/<reference>/{last}/" for last in ("stopped", "saved", "changed", "done")),
    *(f"<slug>/track/<reference>/{last}" for last in ("", "receipt/", "receipt.json")),
    *(f"<slug>/track/<reference>/{last}" for last in ("pay/", "wallet/", "papers/<paper>/")),
    *(f"<slug>/track/<reference>/{last}" for last in ("papers/", "papers/<paper>/again/", "draw/")),
    *(f"<slug>/track/<reference>/{last}" for last in ("who-looked/", "who-looked/<read>/ask/")),
    *(f"api/v1/applications/<reference>/papers/<paper>{last}" for last in ("", "/again")),
    *(f"api/v1/applications/<reference>/{last}" for last in ("appointment/arrive", "draws/<draw>")),
    *(f"<slug>/track/<reference>/{last}" for last in ("appointment/", "appointment/cancel/", "appointment.ics")),
    *(f"api/v1/applications/<reference>/{last}" for last in ("appointment", "appointment/cancel")),
    *(f"<slug>/track/<reference>/{last}/" for last in ("answer", "messages", "withdraw", "objection")),
    *("api/v1/applications/<reference>", "api/v1/applications/<reference>/receipt", "api/v1/uploads/<upload>"),
    *(f"api/v1/applications/<reference>/{last}" for last in ("answers", "messages", "withdraw", "objection")),
    *(f"api/v1/tasks/<task>/{last}" for last in ("claim", "take-back", "complete")),
    *(f"desk/cases/<reference>/money/<about>/{act}/" for act in ("cash", "waive", "refund")),
    *(f"desk/cases/<reference>/refunds/<about>/{act}/" for act in ("approve", "decline", "payout")),
    *(f"desk/cases/<reference>/visits/<about>/{act}/" for act in ("attended", "missed")),
    "desk/cases/<reference>/issued/<about>/revoke/",
    *(f"desk/cases/<reference>/{last}" for last in ("", "papers/<file>", "notes/", "message/")),
    *(f"desk/cases/<reference>/tasks/<task>/{act}/" for act in ("decide", "ask", "take-back", "pass")),
    *(f"desk/cases/<reference>/tasks/<task>/{act}/" for act in ("take", "give-back", "hand")),
}


#: Whoever has the paper in hand may ask about it, and whoever knows the number of a payment may pay it.
FOR_THE_BEARER = {
    "^V/(?P<code>[^/]{1,80})/?$",
    "^(?P<slug>[a-z-]+)/verify/(?P<code>[^/]{1,80})/?$",
    "api/v1/payments/<payment>/pay",
}


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each, route)
        else:
            yield re.sub(r"<\w+:", "<", route)


def test_every_address_of_a_matter_is_attacked() -> None:
    """Whoever adds an address with somebody's number in it adds it here."""
    ids = re.compile("<(reference|upload|file|case|draft|task|paper|payment|id|code)>")
    assert {route for route in _routes(get_resolver()) if ids.search(route)} == ATTACKED | FOR_THE_BEARER


@pytest.mark.parametrize("stranger", STRANGERS)
def test_pages_of_others_are_like_pages_of_nobody(
    attacked: Hall, matters: Matters, stranger: Callable[[Hall], Applicant]
) -> None:
    before = dump(attacked)
    nobodys = new_reference()
    with closing(stranger(attacked)) as somebody:
        for place in PLACES:
            there_is_none = somebody.look(place.format(service=STALL, reference=nobodys))
            assert there_is_none.status == 404, place
            expected = without(there_is_none, nobodys)
            for reference in (*matters.cases, *matters.drafts):
                found = somebody.look(place.format(service=STALL, reference=reference))
                assert without(found, reference) == expected, f"{place} {reference}"
    assert dump(attacked) == before


@pytest.mark.parametrize("stranger", STRANGERS)
def test_nothing_can_be_sent_to_matters_of_others(
    attacked: Hall, matters: Matters, stranger: Callable[[Hall], Applicant]
) -> None:
    before, nobodys = dump(attacked), new_reference()
    with closing(stranger(attacked)) as somebody:
        for page, fields in (("full-name", {"full_name": "Mallory"}), ("check", {}), ("full-name", {"_do": "save"})):
            place = f"/en/apply/{STALL}/{{}}/{page}/"
            expected = without(somebody.send(place.format(nobodys), fields), nobodys)
            assert expected[0] == 404
            for reference in (*matters.cases, *matters.drafts):
                assert without(somebody.send(place.format(reference), fields), reference) == expected, place
        for page, fields in SENT.items():
            place = f"/en/track/{{}}/{page}/"
            expected = without(somebody.send(place.format(nobodys), fields), nobodys)
            assert expected[0] == 404
            for reference in (*matters.cases, *matters.drafts):
                assert without(somebody.send(place.format(reference), fields), reference) == expected, place
    assert dump(attacked) == before


def test_the_right_secret_in_the_cookie_of_another_reference_opens_nothing(attacked: Hall, matters: Matters) -> None:
    cookie = f"{matters.guest_draft}_{matters.guest_secret}.{matters.noor_case}_{matters.guest_secret}"
    with closing(Applicant(attacked, {"openhall_matters": cookie})) as somebody:
        for reference in (matters.guest_draft, matters.noor_case):
            assert somebody.look(f"/en/apply/{STALL}/{reference}/").status == 404
            assert somebody.look(f"/en/track/{reference}/").status == 404


@pytest.mark.parametrize(
    "cookie",
    ["", ".", "_", "x" * 5000, "\x7f\x01", "%00", "7KQ4M-X2P9C_", "_H4TM", "a_b." * 500, '"; Path=/', "é_ü"],
)
def test_tampered_cookies_are_no_cookies(attacked: Hall, matters: Matters, cookie: str) -> None:
    for name in ("openhall_matters", "openhall_session"):
        answer = attacked.get(f"/en/track/{matters.guest_case}/", Cookie=f"{name}={cookie}".encode().decode("latin-1"))
        assert answer.status in {400, 404}, "some are not even HTTP"
        assert "Traceback" not in answer.text


def test_a_matter_stands_below_its_own_service_only(attacked: Hall, matters: Matters) -> None:
    """Even its owner finds it nowhere else, and wrong services or languages are no pages."""
    with closing(Applicant(attacked)) as owner:
        owner.sign_in("noor-al-bahar")
        assert owner.look(f"/en/apply/{STALL}/{matters.noor_draft}/check/").status == 200
        for other in (MOVING, MOORING):
            for last in ("", "check/", "saved/", "stopped/", "changed/", "done/", "full-name/"):
                assert owner.look(f"/en/apply/{other}/{matters.noor_draft}/{last}").status == 404, f"{other} {last}"
        for nowhere in ("/fr/apply/" + STALL, "/en/apply/parks-office/none", "/en/apply/none/night-market-stall"):
            assert owner.look(f"{nowhere}/{matters.noor_draft}/check/").status == 404
        # A submitted case cannot be answered again, by anybody.
        before = dump(attacked)
        sent = owner.send(f"/en/apply/{STALL}/{matters.noor_case}/full-name/", {"full_name": "Another"})
        assert (sent.status, sent.headers["location"]) == (303, f"/en/apply/{STALL}/{matters.noor_case}/done/")
        assert dump(attacked) == before


def _api_strangers(hall: Hall) -> Iterator[dict[str, str]]:
    yield {}
    for person in ("idris-al-bahar", "captain-reyes"):
        with closing(Applicant(hall)) as somebody:
            somebody.become(person)
            yield {"Authorization": f"Bearer {somebody.token}"}
    yield {"Authorization": f"Secret {NOBODYS_SECRET}"}
    yield {"Authorization": "Secret "}
    yield {"Authorization": "Secret " + "X" * 4000}
    yield {"Authorization": "Basic bm9vcjpub29y"}


def test_the_api_tells_no_difference_either(attacked: Hall, matters: Matters) -> None:
    before, nobodys = dump(attacked), new_reference()
    for headers in _api_strangers(attacked):
        for last in ("", "/receipt"):
            expected = without(attacked.get(f"{API}/{nobodys}{last}", **headers), nobodys)
            assert expected[0] == 404
            assert "unknown-application" in expected[2]
            for reference in (*matters.cases, *matters.drafts):
                found = without(attacked.get(f"{API}/{reference}{last}", **headers), reference)
                assert found == expected, headers
    assert dump(attacked) == before


def test_a_secret_opens_one_case(attacked: Hall, matters: Matters) -> None:
    secret = {"Authorization": f"Secret {matters.guest_secret}"}

    assert attacked.get(f"{API}/{matters.guest_case}", **secret).status == 200
    assert attacked.get(f"{API}/{matters.noor_case}", **secret).status == 404
    for place in range(0, len(matters.guest_secret), 6):
        sign = matters.guest_secret[place]
        other = ALPHABET[(ALPHABET.index(sign) + 1) % len(ALPHABET)] if sign in ALPHABET else sign
        tampered = matters.guest_secret[:place] + other + matters.guest_secret[place + 1 :]
        if tampered != matters.guest_secret:
            assert attacked.get(f"{API}/{matters.guest_case}", Authorization=f"Secret {tampered}").status == 404


@pytest.mark.parametrize(
    "reference", ["%00", "..%2f..%2fetc", "%0d%0aX:1", "x" * 3000, "%ff%fe", "7KQ4M-X2P9C'--", "{{7*7}}", "new"]
)
def test_what_is_no_reference_is_not_there(attacked: Hall, reference: str) -> None:
    for place in (f"{API}/{reference}", f"{API}/{reference}/receipt"):
        assert attacked.get(place).status in {404, 405}
    for place in (
        "/en/track/{}/",
        "/en/track/{}/receipt/",
        "/en/track/{}/receipt.json",
        f"/en/apply/{STALL}/{{}}/done/",
    ):
        answer = attacked.get(place.format(reference))
        assert answer.status == 404, place
        assert "x-injected" not in answer.headers
        assert "Traceback" not in answer.text
