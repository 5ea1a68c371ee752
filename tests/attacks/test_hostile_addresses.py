"""Whatever stands in an address, no page falls over: made from the hall's own table, as each walk is.

A number that no database holds, signs that no encoding has, paths that lead up, letters that turn text round, a line
end: in each place of each address, with each of its methods, and in what is asked behind it.
"""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import unquote

import pytest

from openhall.kernel.rights import Right
from tests.applicants import Applicant
from tests.attacks.addresses import Address, addresses
from tests.attacks.test_walk_of_rights import PUBLIC
from tests.halls import Answer, Hall

_BAD = (
    "9" * 25,
    "%00",
    "%ff%fe",
    "%E2%80%AE%E6%B8%AF%F0%9F%98%80",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%0d%0aX-Injected:%201",
    "%27%22%3E%3Cscript%3E",
    "a" * 3000,
)
#: What stands in a page as it was sent, where a page does not write it as text.
_SCRIPT = "'\"><script>"
_ASKED = ("q", "page", "next", "cursor", "limit", "day", "form")
_IN_QUERIES = ("9" * 25, "%00%ff", "%0d%0aX-Injected:%201")
_BODIES = {"/api/": (b"{}", "application/json")}
_FORM = (b"full_name=x&_page=x", "application/x-www-form-urlencoded")
#: Signs somebody in or out: the walk would go on as somebody else.
_LEFT_OUT = ("/sign-in/", "/sign-out/", "/me/sign-in/not-me/")


def _hostile(address: Address) -> Iterator[str]:
    values = {name: PUBLIC.get(name, "1") for name in address.parameters}
    for name in address.parameters:
        for bad in _BAD:
            yield address.filled({**values, name: bad})


def _fault(answer: Answer, method: str, place: str) -> list[str]:
    # Some are no words: tiles of the log, papers.
    told, is_page = (
        answer.body.decode("utf-8", "replace"),
        answer.headers.get("content-type", "").startswith("text/html"),
    )
    is_run = is_page and _SCRIPT in told
    is_wrong = answer.status >= 500 or "x-injected" in answer.headers or "Traceback" in told or is_run
    return [f"{method} {place[:200]}: {answer.status}"] if is_wrong else []


@pytest.mark.parametrize(
    ("person", "rights"), [("petra-lim", {Right.OFFICER}), ("noor-al-bahar", set(Right) - {Right.OFFICER})]
)
def test_no_address_falls_over(attacked: Hall, person: str, rights: set[Right]) -> None:
    tried, faults = 0, list[str]()
    with closing(Applicant(attacked)) as somebody:
        somebody.sign_in(person)
        for address in (each for each in addresses() if each.right in rights and each.parameters):
            if address.path.endswith(_LEFT_OUT):
                continue
            body, kind = next((given for start, given in _BODIES.items() if address.path.startswith(start)), _FORM)
            for method in sorted({*address.methods} - {"HEAD", "OPTIONS"}):
                for place in _hostile(address):
                    sent = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"} if method != "GET" else {}
                    answer = somebody.ask(method, place, body if method != "GET" else b"", sent)
                    faults += _fault(answer, method, place)
                    tried += 1
    assert faults == []
    assert tried > 200


def test_nothing_that_is_asked_behind_an_address_makes_it_fall_over(attacked: Hall) -> None:
    faults = list[str]()
    with closing(Applicant(attacked)) as officer:
        officer.sign_in("petra-lim")
        for address in (each for each in addresses() if "GET" in each.methods):
            place = address.filled({name: PUBLIC.get(name, "1") for name in address.parameters})
            for bad in _IN_QUERIES:
                asked = "&".join(f"{name}={bad}" for name in _ASKED)
                faults += _fault(officer.ask("GET", f"{place}?{asked}"), "GET", f"{place}?{asked}")
    assert faults == []


@pytest.mark.parametrize("twice", ["%2541", "%25%34%31", "%252e%252e%252f", "%2500"])
def test_what_was_encoded_twice_is_read_once(attacked: Hall, twice: str) -> None:
    """What is checked is what is used: nothing is decoded after it was looked at."""
    page = attacked.get(f"/en/search/?q={twice}")

    assert f'value="{unquote(twice)}"' in page.text
    for place in (f"/en/services/{twice}/", f"/{twice}/en/services/", f"/api/v1/services/parks-office/{twice}"):
        assert attacked.get(place).status == 404
    kept = attacked.get("/en/search/?q=%26lt%3Bb%26gt%3B")
    assert "&amp;lt;b&amp;gt;" in kept.text
