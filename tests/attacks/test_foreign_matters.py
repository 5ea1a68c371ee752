"""Attack 45 with secrets, cookies and tokens; test_walk_of_rights walks every address with the ids of others."""

from collections.abc import Iterator
from contextlib import closing

import pytest

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
