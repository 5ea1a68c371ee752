"""Attack 45, made from the hall's own table of addresses: every address, every role, the ids of everybody else.

Whatever a stranger puts into an address, what is not theirs is like what is not there: the same status, the same words,
the same headers, and nothing is changed. Whoever adds an address with a new kind of id says here what it is.
"""

import re
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, quote_plus
from uuid import uuid4

import pytest

from openhall.blocks.authorities.facade import Role
from openhall.kernel.rights import Right
from tests import halls
from tests.applicants import Applicant
from tests.attacks import estate, town
from tests.attacks.addresses import Address, addresses
from tests.attacks.estate import MADE_UP, Estate, own_case
from tests.attacks.matters import Matters
from tests.attacks.reading import NAMES, ReadsLeft, owners_of, shows, words_of_people
from tests.attacks.roles import NEXT_DOOR, ROLES, somebody_called
from tests.attacks.town import ROPE_MAKER, STALL, dump
from tests.halls import Answer, Hall
from tests.reports import in_their_turn

#: What stands in addresses and belongs to nobody: everybody may see what is there.
PUBLIC = {
    "slug": "en",
    "authority": STALL.partition("/")[0],
    "service": STALL.partition("/")[2],
    "page": "evening",
    "register_id": "moorings",
    "register": "moorings",
    "level": "0",
    "path": "000",
    "kind": "paper",
    "name": "work",
    "audience": "resident",
    "event": "moving",
    "address": "en/services",
    "provider": "sandbox",
    "office": "market-square",
    "number": "M-2026-0001",
    "predicate": "lives-here",
}
#: Whoever holds one of these may use it, whoever they are; each is a secret or a number on a paper in somebody's hand.
FOR_THE_BEARER = {
    "code": "stands on a paper: whoever has the paper may ask whether it is real",
    "payment": "stands on a bill: anybody may pay it, and sees what is due and nothing else",
    "key": "is the password of a calendar that its owner gave away",
    "ticket": "is the secret of a number in a queue",
}
#: Parameters that are everybody's in the portal and an office's at the desk.
OF_AN_OFFICE = {
    "/desk/registers/{register}/{number}/": {"register": "moorings", "number": "{entry}"},
    "/desk/registers/{register}/{number}/suspend/": {"register": "moorings", "number": "{entry}"},
    "/desk/registers/{register}/{number}/restore/": {"register": "moorings", "number": "{entry}"},
    "/desk/counters/{office}/call/": {"office": "market-square"},
}
#: A form or body that each address would take from whom it belongs to; all others get the fields of ``FIELDS``.
BODIES: Mapping[str, Mapping[str, Any]] = {
    "answers": {"answers": {"full_name": "Mallory"}},
    "messages": {"text": "Grant it."},
    "objection": {"facts": ["full_name"], "text": "No."},
    "complete": {"decision": "approve"},
    "again": {"language": "en"},
    "appointment": {"office": "market-square", "slot": "20260305T1400Z", "sequence": 0},
    "cancel": {"sequence": 0},
    "arrive": {"office": "market-square"},
    "agreements": {"agrees": True},
    "keep": {"secret": "0000-0000-0000-0000"},
}
FIELDS = {
    "decision": "approve",
    "words": "Mallory",
    "colleague": "petra-lim",
    "office": "pier",
    "facts": "full_name",
    "slip": "T-1",
    "amount": "1",
    "reason": "Because.",
    "counter": "1",
    "full_name": "Mallory",
    "_page": "full_name",
    "_once": "1",
    "_key": "1",
    "slot": "20260305T1400Z",
    "booking": "",
    "way": "sandbox",
    "language": "en",
    "draw": "1",
}
ASKED = {"/desk/cases/{reference}/notes/": "?task=0&form=message"}
NOT_THERE = {HTTPStatus.FOUND, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
#: What is said of a mandate that is not theirs, and of one that never was: it can be neither taken nor ended.
NO_MANDATE = {
    "/api/v1/mandates/{mandate}/accept": HTTPStatus.CONFLICT,
    "/api/v1/mandates/{mandate}/end": HTTPStatus.CONFLICT,
    "/{slug}/me/mandates/{mandate}/accept/": HTTPStatus.CONFLICT,
    "/{slug}/me/mandates/{mandate}/end/": HTTPStatus.SEE_OTHER,
    # Of a line of the bank that is not in the book it is said that it is not there any more.
    "/desk/money/books/{entry}/assign/": HTTPStatus.CONFLICT,
    **{f"/desk/money/books/{{entry}}/{act}/": HTTPStatus.UNPROCESSABLE_ENTITY for act in ("day", "charge")},
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_AN_IDS_LENGTH = 6
#: Who reads what is others': by a post, or by a mandate; and where they certainly do.
SHOWN: Mapping[str, set[str]] = {
    "amal-haddad": {"/desk/cases/{reference}/", "/desk/cases/{reference}/tasks/{task}/decide/"},
    "captain-reyes": {"/desk/cases/{reference}/", "/desk/cases/{reference}/money/{about}/waive/"},
    "tomas-berg": {"/desk/cases/{reference}/", "/desk/find/{look}/"},
    "wen-yulan": {"/desk/cases/{reference}/", "/desk/looks/"},
    ROPE_MAKER: {"/api/v1/applications/{reference}/papers/{paper}"},
}
#: Forms of the desk that want words: sent without, they come back with the whole page.
REFUSED_EMPTY = tuple(f"/{each}/" for each in ("decide", "ask", "pass", "message", "cash", "waive", "refund", "find"))
ALL = addresses()
OWNED = [each for each in ALL if set(each.parameters) & set(MADE_UP) or each.path in OF_AN_OFFICE]


@pytest.fixture(scope="module")
def attacked(loaded_town: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall with its worker, in which the office that has nothing to do with it has an administrator too."""
    environ = town.make(loaded_town)
    home = halls.copied(loaded_town / "home", tmp_path_factory.mktemp("walked") / "home")
    made = ("--authority", "town-clerk", "--name", "Ada", "--id", "ada")
    done = halls.run("officer", home, "create", *made, environ=environ)
    assert done.returncode == 0, done.stderr
    invitation = re.search(r"code: (\S+)", done.stdout)
    assert invitation is not None, done.stdout
    with halls.serving(home, workers=2, worker=True, environ=environ) as hall:
        (home / "invitation").write_text(invitation[1], "utf-8")
        yield hall


@pytest.fixture(scope="module")
def there(attacked: Hall, matters: Matters) -> Estate:
    """Return what belongs to others."""
    built = estate.built(attacked, matters)
    _settled(attacked, times=20)  # the worker makes papers and tells of them, one after the other
    return built


#: To whom the things of the estate belong.
OWNERS = ("noor-al-bahar", "amal-haddad", "tomas-berg", "odile-okafor", town.ROPE_MAKER)


def test_everybody_walks() -> None:
    """A role of officers that this walk does not know is one that it forgot."""
    assert set(get_args(Role)) <= set(ROLES)


def test_every_parameter_of_every_address_is_known() -> None:
    """Whoever adds an address with a new kind of id says what it is: somebody's own, the bearer's or everybody's."""
    known = set(MADE_UP) | set(PUBLIC) | set(FOR_THE_BEARER)
    assert {(each.path, name) for each in ALL for name in each.parameters if name not in known} == set()


def test_each_kind_that_belongs_to_somebody_is_there(there: Estate) -> None:
    """The walk would prove nothing with ids of nothing."""
    assert {kind for kind in there.things if not there.things[kind]} <= {"draw", "entry", "alert"}
    assert {"task", "paper", "about"} <= {kind for kind, of in there.things.items() if set(of) & set(there.references)}


def test_the_owner_opens_what_strangers_do_not(attacked: Hall, there: Estate) -> None:
    """Each address that shows something shows it to somebody: with the same ids that are nothing to strangers."""
    people = [somebody_called(person)(attacked) for person in OWNERS]
    shut = []
    for address in (each for each in OWNED if "GET" in each.methods):
        places = [place for _, place in _filled(address, there)]
        answers = (somebody.look(place).status for place in places for somebody in people)
        if not any(status in {HTTPStatus.OK, HTTPStatus.SEE_OTHER} for status in answers):
            shut.append(address.path)
    for somebody in people:
        somebody.close()
    # Noor has no question to answer, took part in no draw, nobody waits for her yes, and nothing of hers is old enough.
    assert set(shut) <= {
        "/{slug}/track/{reference}/appointment/cancel/",
        "/{slug}/track/{reference}/answer/",
        "/{slug}/track/{reference}/draw/",
        "/{slug}/me/privacy/{reference}.json",
        "/{slug}/me/agreements/{reference}/",
        "/api/v1/agreements/{reference}",
        "/desk/cases/{reference}/tasks/{task}/take-back/",
        "/desk/cases/{reference}/papers/{file}",
    }


def _filled(address: Address, there: Estate, own: str = "") -> Iterator[tuple[dict[str, str], str]]:
    """Yield an address with ids of others: with all of them, or with the number of an ``own`` case before theirs."""
    over = {name: text.format(entry=there.entry) for name, text in OF_AN_OFFICE.get(address.path, {}).items()}
    inner = [name for name in address.parameters if name in MADE_UP and name != "reference"]
    numbers = [(reference, "") for reference in there.references] if "reference" in address.parameters else [("", "")]
    for reference, thing in there.pairs(inner[0]) if inner else numbers:
        ids = {"reference": own or reference} | ({inner[0]: thing} if inner else {})
        ids |= {name: there.pairs(name)[0][1] for name in inner[1:]}
        values = {**PUBLIC, **over, **ids}
        told = {name: values[name] for name in address.parameters if name in ids or name in over}
        yield told, address.filled(values)


def _made_up(address: Address, own: str = "") -> tuple[dict[str, str], str]:
    ids = {name: make() for name, make in MADE_UP.items()} | ({"reference": own} if own else {})
    over = {name: "m-2026-9999" if name == "number" else "no-such-place" for name in OF_AN_OFFICE.get(address.path, {})}
    values = {**PUBLIC, **over, **ids}
    return {name: values[name] for name in address.parameters if name in MADE_UP or name in over}, address.filled(
        values
    )


def _asked(somebody: Applicant, address: Address, method: str, place: str) -> Answer:
    if not address.path.startswith("/api/"):
        return somebody.look(place) if method == "GET" else somebody.send(place + ASKED.get(address.path, ""), FIELDS)
    last = re.findall(r"/([a-z]+)(?=/|$)", address.path)[-1]
    if "upload" in address.parameters:
        typed = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}
        over = {"X-HTTP-Method-Override": "PATCH"} if method == "POST" else {}
        return somebody.ask(method, place, b"0123" if method in {"PATCH", "POST"} else b"", {**typed, **over})
    body = BODIES.get(last, {}) if method == "POST" else None
    return somebody.call(method, place, body, Idempotency_Key=uuid4().hex)


def _told(answer: Answer, ids: Mapping[str, str], place: str) -> tuple[int, str, Mapping[str, str]]:
    """Return all of an answer that tells something, without the address and the ids that were asked for."""
    text = f"{answer.headers.get('location', '')}\n{answer.text}"
    # The page leads to itself in other languages too, and back to itself from signing in.
    for address in (place, place.removeprefix("/en"), place.removeprefix("/en/")):
        for written in (address, quote(address, safe=""), quote_plus(address)):
            text = text.replace(written, "<place>")
    for name, value in ids.items():
        # A number such as 1 stands everywhere on a page, and nowhere for a task.
        text = text if len(value) < _AN_IDS_LENGTH else text.replace(value, f"<{name}>")
    loose = {"date", "content-length", "location", "set-cookie"}
    return answer.status, text, {name: value for name, value in answer.headers.items() if name not in loose}


@pytest.mark.parametrize("role", in_their_turn([*ROLES], of=5, always=["relative"]))
def test_what_is_not_yours_is_not_there(attacked: Hall, there: Estate, role: str) -> None:
    with closing(ROLES[role](attacked)) as somebody:
        before = _settled(attacked)
        theirs_only = there.of_the_stalls() if role in NEXT_DOOR else there
        for address in (each for each in OWNED if theirs_only.entry or each.path not in OF_AN_OFFICE):
            for method in (each for each in address.methods if each in METHODS):
                ids, place = _made_up(address)
                expected = _told(_asked(somebody, address, method, place), ids, place)
                assert expected[0] in {*NOT_THERE, NO_MANDATE.get(address.path)}, (
                    f"{method} {place}: {expected[0]} {expected[1][:400]}"
                )
                for theirs, place in _filled(address, theirs_only):
                    found = _told(_asked(somebody, address, method, place), theirs, place)
                    assert found == expected, f"{role}: {method} {place}"
    assert _settled(attacked) == before


def test_a_number_of_your_own_opens_nothing_of_others(attacked: Hall, there: Estate) -> None:
    """Below the number of one's own case the papers, tasks and payments of others are not there either."""
    for person in ("idris-al-bahar", "lin-xiaoyu"):
        with closing(somebody_called(person)(attacked)) as somebody:
            own = own_case(somebody)
            for address in OWNED:
                inner = set(address.parameters) & set(MADE_UP) - {"reference"}
                if not inner or "reference" not in address.parameters:
                    continue
                for method in (each for each in address.methods if each in METHODS):
                    ids, place = _made_up(address, own)
                    expected = _told(_asked(somebody, address, method, place), ids, place)
                    for theirs, place in _filled(address, there, own):
                        found = _told(_asked(somebody, address, method, place), theirs, place)
                        assert found == expected, f"{person}: {method} {place}"
                        assert found[0] >= HTTPStatus.BAD_REQUEST, f"{person}: {method} {place}"


def test_methods_that_an_address_does_not_have_do_nothing(attacked: Hall, there: Estate) -> None:
    with closing(somebody_called("noor-al-bahar")(attacked)) as owner:
        before = _settled(attacked)
        for address in OWNED:
            for method in (each for each in METHODS if each not in address.methods):
                _, place = next(_filled(address, there))
                answer = owner.ask(method, place, headers={"Sec-Fetch-Site": "same-origin"})
                assert answer.status in {401, 403, 404, 405}, f"{method} {place}"
    assert _settled(attacked) == before


def test_it_takes_as_long_whether_it_is_there_or_not(attacked: Hall, there: Estate) -> None:
    """Coarse: what a difference of queries or of work would show, not what a scheduler does."""
    pages = [
        address
        for address in OWNED
        if "GET" in address.methods and "reference" in address.parameters and address.right is Right.EVERYONE
    ]
    with closing(ROLES["relative"](attacked)) as somebody:

        def seconds(address: Address, place: str) -> float:
            begun = time.perf_counter()
            _asked(somebody, address, "GET", place)
            return time.perf_counter() - begun

        slow = []
        for address in pages:
            _, none = _made_up(address)
            theirs = [place for _, place in _filled(address, there)][-1]
            taken = [(seconds(address, none), seconds(address, theirs)) for _ in range(15)]
            nothing, something = (statistics.median(times) for times in zip(*taken, strict=True))
            if abs(something - nothing) > max(0.003, 0.5 * nothing):
                slow.append((address.path, nothing, something))
    # One page may have met the scheduler; work that is done for what is there only would show on all of its kind.
    assert len(slow) <= 1, slow


@pytest.mark.parametrize("reader", in_their_turn([*SHOWN], of=3))
def test_whoever_is_shown_somebody_s_data_is_written_down(attacked: Hall, there: Estate, reader: str) -> None:
    """Each address, page or API, list, search or export, that shows an officer or helper something of somebody.

    Forms are sent empty, so that the page comes back with what is missing, and nothing is changed.
    """
    with closing(somebody_called(reader)(attacked)) as somebody, closing(Applicant(attacked)) as guest:
        public = guest.look("/en/registers/moorings/M-2026-0001/").text
        # Whoever acts for her knows her name from her, and not what is held of her.
        known = (public, *(NAMES if reader == ROPE_MAKER else ()))
        words = [each for each in words_of_people(guest) if not any(each in text for text in known)]
        somebody.become(reader)
        reads, showed, unread = ReadsLeft(attacked, owners_of(there)), set[str](), []
        walked = [each for each in ALL if each.right is Right.OFFICER or reader == ROPE_MAKER]
        for address in (each for each in walked if each.right is not Right.EVERYONE or each in OWNED):
            tried = ("GET", "POST") if address.path.endswith(REFUSED_EMPTY) else ("GET",)
            for method in (each for each in tried if each in address.methods):
                for ids, place in _filled(address, there):
                    answer = _read(somebody, method, place if ids else f"{place}?tab=office&who=offices")
                    count = reads.by(reader, look=ids.get("look", ""))
                    if shows(answer, words):
                        showed.add(address.path)
                        unread += [] if count else [f"{method} {place}"]
    assert unread == []
    assert showed >= SHOWN[reader]


def _read(somebody: Applicant, method: str, place: str) -> Answer:
    if method == "POST" and not place.startswith("/api/"):
        return somebody.send(place, {})
    return somebody.look(place) if method == "GET" else somebody.call(method, place, {}, Idempotency_Key=uuid4().hex)


def _settled(hall: Hall, times: int = 1) -> dict[str, list[tuple[Any, ...]]]:
    """Return what people have with the hall, once nothing of it has changed for so many looks in a row."""
    now, same = dump(hall), 0
    for _ in range(300):
        time.sleep(0.2)
        then, now = now, dump(hall)
        same = same + 1 if then == now else 0
        if same >= times:
            return now
    raise AssertionError("the worker does not come to rest")
