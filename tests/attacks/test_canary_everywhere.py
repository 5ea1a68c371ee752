"""Attack 65, from the hall's own table of addresses: somebody's data goes through every feature, and is looked for.

Stories tell what people do with each feature; then everybody opens every page that there is with the ids of all that
came of it, and fills in each form they are shown with somebody's data. After each of these the whole database is looked
at, and every line of the log, every subject of a mail and every address that somebody was sent to.

Whoever adds an address that takes or shows something of somebody and walks it nowhere is told so here. They add a story
or say in ``NOBODYS`` what else passes there, or in ``ELSEWHERE`` which test walks it.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from openhall.kernel.rights import Right
from tests.attacks.addresses import addresses
from tests.attacks.canary_days import DAYS
from tests.attacks.canary_forms import CANARIES
from tests.attacks.canary_stories import STORIES
from tests.attacks.canary_town import CITIZENS, OFFICERS, Town, opened_town
from tests.attacks.canary_walk import Crawler

_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
#: Addresses where nothing of anybody passes, and what does.
NOBODYS: dict[str, str] = {
    "/readyz": "whether the hall is ready",
    "/api/v1/log/tile/{level}/{path}": "hashes",
    "/api/v1/log/proof": "hashes",
    "/api/": "no page of its own",
    "/api/v1/services": "services",
    "/api/v1/demo/token": "the id of an invented person",
    "/api/v1/payments/news/{provider}": "ids of a provider",
    "/static/{name}": "files of the design",
    "/ui/": "samples of the design",
    "/{slug}/ui/desk/{name}/": "samples of the design",
    "/{slug}/audiences/{audience}/": "services",
    "/{slug}/life-events/{event}/": "services",
    "/{address}": "leads to the same page in a language",
    "/{slug}/appointments/draws/{name}/": "numbers that were drawn",
    "/{slug}/appointments/draws/{name}.json": "numbers that were drawn",
    "/{slug}/appointments/offices/{office}/now/": "which kind of number is drawn",
    "/{slug}/appointments/offices/{office}/now/{ticket}/": "a number in a queue",
    "/{slug}/track/{reference}/draw/": "the id of a draw",
    "/api/v1/applications/{reference}/draws/{draw}": "the id of a draw",
    "/api/v1/applications/{reference}/appointment/arrive": "the secret of a place",
    "/desk/counters/{office}/call/": "the number of a counter",
    "/desk/troubles/retry/": "the id of a job",
    "/desk/troubles/retry-all/": "the ids of jobs",
    "/desk/cases/{reference}/visits/{about}/attended/": "that somebody came",
    "/desk/cases/{reference}/visits/{about}/missed/": "that somebody did not come",
    "/desk/cases/{reference}/refunds/{about}/payout/": "that money went out",
    "/desk/cases/{reference}/differences/noted/": "that it was noted",
    "/{slug}/me/fetches/": "the id of a source",
    # Who holds which post is public.
    **{
        f"/desk/people/{act}/": "officers and posts"
        for act in ("sign", "withdraw", "back", "give", "appoint", "end", "create", "limit")
    },
    **{
        f"/{{slug}}/{place}/": "keys of a browser"
        for place in (
            "sign-in/passkey",
            "sign-in/passkey/options",
            "sign-in/together/options",
            "sign-in/again/options",
            "sign-in/second/options",
            "me/sign-in/passkey",
            "me/sign-in/passkey/options",
        )
    },
    "/{slug}/me/sign-in/authenticator/": "the figures of an app",
    "/{slug}/me/sign-in/end/": "the id of a session",
    "/wallet/nonce": "a number that is used once",
}
#: What is walked by tests of its own, for it needs another system, a bank or an operator.
ELSEWHERE: dict[str, str] = {
    "/api/v1/exchange/facts": "tests/contracts/test_exchange.py",
    "/api/v1/exchange/predicates/{predicate}": "tests/contracts/test_exchange.py",
    "/desk/money/books/{entry}/assign/": "tests/contracts/test_books.py",
    "/desk/money/books/{entry}/day/": "tests/contracts/test_books.py",
    "/desk/money/books/{entry}/charge/": "tests/contracts/test_books.py",
    "/desk/cases/{reference}/papers/{file}": "tests/contracts/test_desk_case.py",
    # Which papers can be made again depends on what the other stories have changed since.
    "/{slug}/track/{reference}/papers/{paper}/again/": "tests/contracts/test_papers_again.py",
    "/{slug}/me/privacy/{reference}.json": "tests/contracts/test_my_privacy.py",
    "/{slug}/sign-in/again/": "tests/contracts/test_weighty_acts.py",
    "/{slug}/sign-in/invited/": "tests/contracts/test_officer_command.py",
    "/{slug}/me/calendar/{key}.ics": "tests/contracts/test_my_calendar.py",
    "/wallet/token": "tests/contracts/test_wallets.py",
    "/wallet/credential": "tests/contracts/test_wallets.py",
}
#: What takes codes and passwords only: somebody's words are read there, and refused.
REFUSED = {"/{slug}/sign-in/password/", "/{slug}/verify/"}


@pytest.fixture(scope="module")
def walked(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Return the town after everybody has walked everywhere."""
    del django_db_setup
    lines = list[str]()
    handler, root = _Lines(lines), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("openhall").setLevel(logging.INFO)
    try:
        with opened_town(django_db_blocker, tmp_path_factory.mktemp("canary")) as town:
            for story in (*STORIES, *DAYS):
                story(town)
                town.walk.look_everywhere(story.__name__)
            _open_everything(town)
            town.walk.leaks += [f"a line says {each[:200]}" for each in lines if any(one in each for one in CANARIES)]
            yield town
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


class _Lines(logging.Handler):
    """Keeps what every logger says, each line with its traceback."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


def _open_everything(town: Town) -> None:
    values = town.values()
    crawlers = {
        is_officer: Crawler(town.walk, [town.by(each) for each in who], values)
        for is_officer, who in ((True, OFFICERS), (False, CITIZENS))
    }
    for address in addresses():
        if "GET" in address.methods and address.path not in NOBODYS:
            crawlers[address.right is Right.OFFICER].open(address)


@pytest.mark.thorough
def test_what_somebody_is_and_wrote_lies_readable_nowhere(walked: Town) -> None:
    assert walked.walk.leaking == {}
    assert walked.walk.leaks == []


@pytest.mark.thorough
def test_every_address_was_walked_that_takes_or_shows_something_of_somebody(walked: Town) -> None:
    missing = [
        f"{method} {address.path}"
        for address in addresses()
        if address.path not in {*NOBODYS, *ELSEWHERE}
        for method in address.methods
        if method in _METHODS and not _is_walked(walked, address.path, method)
    ]
    assert not missing, "\n".join(missing)


def _is_walked(town: Town, path: str, method: str) -> bool:
    taken = town.walk.ways.get((path, method))
    return taken is True or (taken is False and path in REFUSED)


def test_no_exception_is_of_an_address_that_is_gone_or_has_no_test() -> None:
    known = {each.path for each in addresses()}
    assert {*NOBODYS, *ELSEWHERE, *REFUSED} - known == set()
    assert [name for name in ELSEWHERE.values() if not Path(name).is_file()] == []


@pytest.mark.thorough
def test_an_address_that_nobody_walks_is_named(walked: Town) -> None:
    """What the other test rests on: an answer of 404 is no walk, and one that refused all is none either."""
    town, kept = walked, dict(walked.walk.ways)
    town.walk.ways.pop(("/{slug}/me/letters/", "GET"))
    with pytest.raises(AssertionError, match=re.escape("GET /{slug}/me/letters/")):
        test_every_address_was_walked_that_takes_or_shows_something_of_somebody(town)
    town.walk.ways.update(kept)
